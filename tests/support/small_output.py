"""A small finished output to test with: two volumes, blank pages, a sealed page, a disc, in its application folder."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf

import broken_files as files
import small_book
from docgen.definitions.notice import Printing, VolumeLimit
from docgen.package.drawn.typesetting import draw_book, draw_stamps
from docgen.package.layout.book import Demand, Scan
from docgen.package.layout.package_layout import Layout, SealedPage
from docgen.package.merging.merge import count_pages, merge_package
from docgen.package.merging.navigation import write_volume

PACKAGE = "申报材料.pdf"
PRINTING = Printing(sides="two", volumes=VolumeLimit(pages=16), numbering="volume")


def write_output(folder: Path) -> Path:
    """Write an application folder and the output in it; returns the output."""
    out = folder / "output"
    for name in ("evidence", "sealed", "work", "output/pdf", "output/print", "output/disc", "output/word"):
        (folder / name).mkdir(parents=True)
    shutil.copyfile(small_book.form_pdf(folder / "work/form.pdf"), out / "pdf/申报表.pdf")
    layout = _write_package(folder, out)
    for volume in layout.volumes:
        write_volume(out / PACKAGE, layout, volume, out / f"print/第{volume.number}册.pdf")
    (out / "word/申报表.docx").write_bytes(b"a document")
    shutil.copyfile(out / PACKAGE, out / "disc/package.pdf")
    (out / "disc/校验.sha256.txt").write_text(f"{_sha256(out / PACKAGE)}  package.pdf\n", "utf-8")
    _write_manifest(folder, out, layout)
    return out


def _write_package(folder: Path, out: Path) -> Layout:
    for name, pages in (("a", 5), ("b", 7), ("c", 4)):
        files.scanned_pdf(folder / f"evidence/{name}.pdf", pages)
    files.pdf_of(folder / "sealed/第9页.pdf", files.marked_page((0, 0, 590, 840)))
    of_item = {
        "8": [small_book.item_file(folder / f"evidence/{name}.pdf", folder / "work") for name in ("a", "b")],
        "25": [small_book.item_file(folder / "evidence/c.pdf", folder / "work")],
    }
    scan = folder / "sealed/第9页.pdf"
    book = dataclasses.replace(
        small_book.book(folder / "work", of_item, printing=PRINTING),
        demands=(Demand("五、开放合作情况", "共享车间：是", "shared", "材料", "填报说明", ("8",), "已备"),),
        scans=(Scan("sealed/第9页.pdf", _sha256(scan), scan, 0),),
    )
    drawn, layout = draw_book(book, count_pages(book), small_book.TYPESETTER)
    page = layout.get_part("form").last
    layout = dataclasses.replace(layout, sealed=(SealedPage(page, book.scans[0].name, book.scans[0].sha256, 1),))
    with TemporaryDirectory() as work:
        stamps = draw_stamps(book, layout, small_book.TYPESETTER)
        merge_package(book, layout, drawn, stamps, out / PACKAGE, Path(work))
    return layout


def _write_manifest(folder: Path, out: Path, layout: Layout) -> None:
    inputs = [*sorted((folder / "evidence").iterdir()), *sorted((folder / "sealed").iterdir())]
    written = [path for path in sorted(out.rglob("*")) if path.is_file() and path.name != PACKAGE]
    manifest: dict[str, Any] = {
        "form": "2022-application",
        "notice": "guangdong-2022",
        "cluster": "云溪集群",
        "draft": False,
        "answers": {},
        "documents": [_entry(out, path, role="form" if path.parent.name == "pdf" else "other") for path in written],
        "package": {"path": PACKAGE, "sha256": _sha256(out / PACKAGE), **layout.to_json()},
        "inputs": [_entry(folder, path) for path in inputs],
        "report": [],
    }
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def _entry(folder: Path, path: Path, **more: str) -> dict[str, Any]:
    return {"path": path.relative_to(folder).as_posix(), "sha256": _sha256(path), **more, **_pages(path)}


def _pages(path: Path) -> dict[str, int]:
    if path.suffix != ".pdf":
        return {}
    with pikepdf.open(path) as pdf:
        return {"pages": len(pdf.pages)}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
