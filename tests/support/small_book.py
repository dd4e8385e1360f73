"""A small package to test with: a form of two parts, the checklist, and whatever evidence files a test hands in."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

import broken_files as files
from docgen.definitions.notice import Printing
from docgen.package.drawn.typesetting import Typesetter
from docgen.package.evidence.evidence_pdf import inspect_file, make_evidence_pdf
from docgen.package.layout.book import (
    Book,
    ChecklistGroup,
    ChecklistRow,
    Cover,
    CoverLine,
    FormPart,
    FormPdf,
    Item,
    ItemFile,
    Proven,
)
from docgen.package.layout.package_layout import Layout
from docgen.package.merging.assembly import assemble_package
from docgen.runtime.fonts import list_font_folders

TYPESETTER = Typesetter(Path(__file__).parents[2] / "templates" / "shared" / "package", list_font_folders())
TITLES = {
    "8": "提供集群已开展的制造资源共享工作佐证材料；",
    "16": "建立集群碳排放监测机制佐证材料（如有）；",
    "25": "提供中小企业特色产业集群发展规划（2023—2025年）。",
}


def form_pdf(path: Path) -> Path:
    """A form of three pages: its second part begins on the third."""
    files.pdf_of(path, *(files.marked_page() for _ in range(3)))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        first, _, third = (page.obj for page in pdf.pages)
        pdf.Root.Dests = Dictionary(s1=Array([first, Name.XYZ, 0, 800, 0]), s2=Array([third, Name.XYZ, 0, 800, 0]))
        pdf.save(path, deterministic_id=True)
    return path


def item_file(path: Path, work: Path, title: str = "") -> ItemFile:
    """An evidence file as the flow takes it in."""
    pdf = make_evidence_pdf(path, inspect_file(path, path.name), work / f"{path.name}.pages.pdf")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return ItemFile(f"evidence/{path.name}", title or path.stem, pdf, digest)


ONE_SIDED = Printing(sides="one")


def book(work: Path, evidence: dict[str, list[ItemFile]], watermark: str = "", printing: Printing = ONE_SIDED) -> Book:
    """The book of that evidence, by item; printed on one side there are no blank pages in it."""
    items = tuple(
        Item(
            label,
            f"佐证材料{label}",
            TITLES[label],
            "五、开放合作情况",
            (Proven("五、开放合作情况", "共享车间", "shared"),),
            tuple(of_item),
        )
        for label, of_item in evidence.items()
    )
    rows = tuple(ChecklistRow(label, title, "四、（一）", "已备") for label, title in TITLES.items())
    form = FormPdf(
        "中小企业特色产业集群申报表",
        form_pdf(work / "form.pdf"),
        (FormPart("一、主导产业情况", "s1"), FormPart("二、创新能力情况", "s2")),
        {"shared": 2},
    )
    cover = Cover("中小企业特色产业集群申报材料", (CoverLine("集群名称", "云溪县传感器产业集群"),), "2022年9月20日")
    return Book(
        "云溪县申报材料",
        cover,
        form,
        (ChecklistGroup("一、主导产业情况", rows),),
        items,
        watermark=watermark,
        printing=printing,
    )


def bound(
    work: Path, evidence: dict[str, list[ItemFile]], watermark: str = "", printing: Printing = ONE_SIDED
) -> tuple[Path, Layout]:
    """The package of that evidence and its layout."""
    out = work / "package.pdf"
    return out, assemble_package(book(work, evidence, watermark, printing), out, TYPESETTER).layout
