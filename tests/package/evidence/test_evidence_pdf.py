"""What an evidence file is found to be, and what is wrong with it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image

import broken_files as files
from docgen.package.evidence.evidence_pdf import Inspection, inspect_file, make_evidence_pdf
from docgen.package.evidence.preflight import Ink, read_page_facts
from docgen.package.proof.pdf_reader import count_pages
from docgen.project.evidence.file_kinds import ENDINGS, FileKind


def codes(probed: Inspection) -> list[str]:
    return [problem.code for problem in probed.problems]


def seen(path: Path) -> tuple[FileKind, int, list[str]]:
    """What a file is, its pages, and the codes of what is wrong with it."""
    probed = inspect_file(path, path.name)
    assert not probed.facts or len(probed.facts) == probed.pages
    return probed.kind, probed.pages, codes(probed)


def test_a_sound_pdf_has_its_pages_and_no_problem(tmp_path: Path) -> None:
    path = files.pdf_of(tmp_path / "a.pdf", files.marked_page(), files.marked_page(Rotate=90))
    assert seen(path) == (FileKind.PDF, 2, [])
    assert make_evidence_pdf(path, inspect_file(path, "a.pdf"), tmp_path / "b.pdf") == path


def test_an_empty_file_is_named_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.touch()
    (problem,) = inspect_file(path, "evidence/08/a.pdf").problems
    assert problem.code == "evidence.empty"
    assert problem.where.path == "evidence/08/a.pdf"


def test_a_pdf_without_pages_is_named_empty(tmp_path: Path) -> None:
    assert codes(inspect_file(files.empty_pdf(tmp_path / "a.pdf"), "a")) == ["evidence.empty"]


def test_a_web_page_named_pdf_is_refused_and_said_to_be_one(tmp_path: Path) -> None:
    (problem,) = inspect_file(files.html_named_pdf(tmp_path / "合同.pdf"), "合同.pdf").problems
    assert problem.code == "evidence.unreadable"
    assert "网页" in problem.message


def test_a_file_of_another_kind_is_refused_with_what_would_do(tmp_path: Path) -> None:
    path = tmp_path / "a.rar"
    path.write_bytes(b"Rar!\x1a\x07\x01\x00")
    (problem,) = inspect_file(path, "a.rar").problems
    assert problem.code == "evidence.unknown-kind"
    assert "RAR" in problem.message
    assert "PDF" in problem.hint


def test_a_phone_photo_named_jpg_is_said_to_be_heic(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"\0\0\0\x24ftypheic\0\0\0\0mif1heic")
    (problem,) = inspect_file(path, "a.jpg").problems
    assert problem.code == "evidence.unreadable"
    assert "HEIC" in problem.message


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(files.jpeg_bytes())
    assert seen(path)[:2] == (FileKind.JPEG, 1)


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_a_pdf_with_a_password_to_open_is_refused(tmp_path: Path, revision: int) -> None:
    path = files.protected_pdf(tmp_path / "a.pdf", user="secret", owner="owner", revision=revision)
    assert codes(inspect_file(path, "a.pdf")) == ["evidence.protected"]


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_a_pdf_with_an_owner_password_only_is_opened_and_freed(tmp_path: Path, revision: int) -> None:
    path = files.protected_pdf(tmp_path / "a.pdf", user="", owner="owner", revision=revision)
    probed = inspect_file(path, "a.pdf")
    assert seen(path) == (FileKind.PDF, 1, ["evidence.unlocked"])
    freed = make_evidence_pdf(path, probed, tmp_path / "b.pdf")
    assert count_pages(freed) == 1


def test_a_pdf_cut_off_half_way_is_repaired_and_the_lost_pages_are_named(tmp_path: Path) -> None:
    path = files.cut_off(files.scanned_pdf(tmp_path / "whole.pdf"), tmp_path / "a.pdf", 0.5)
    probed = inspect_file(path, "a.pdf")
    problem = probed.problems[0]
    assert problem.code == "evidence.repaired"
    assert "的内容不全" in problem.message
    assert f"读出 {probed.pages} 页" in problem.message
    assert count_pages(make_evidence_pdf(path, probed, tmp_path / "b.pdf")) == probed.pages


def test_a_pdf_whose_end_is_missing_is_repaired_without_loss(tmp_path: Path) -> None:
    whole = files.scanned_pdf(tmp_path / "whole.pdf")
    path = tmp_path / "a.pdf"
    path.write_bytes(whole.read_bytes()[:-200])
    problem = inspect_file(path, "a.pdf").problems[0]
    assert problem.code == "evidence.repaired"
    assert "看来完整" in problem.message


def test_a_pdf_of_which_nothing_is_left_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(500))
    assert codes(inspect_file(path, "a.pdf")) == ["evidence.unreadable"]


def test_a_truncated_jpeg_is_refused_by_name(tmp_path: Path) -> None:
    (problem,) = inspect_file(files.truncated_jpeg(tmp_path / "a.jpg"), "evidence/08/照片.jpg").problems
    assert problem.code == "evidence.unreadable"
    assert problem.where.path == "evidence/08/照片.jpg"
    assert "不完整" in problem.message


def test_a_truncated_png_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.effect_noise((300, 300), 80).save(out, "PNG")
    path = tmp_path / "a.png"
    path.write_bytes(out.getvalue()[: len(out.getvalue()) // 2])
    assert codes(inspect_file(path, "a.png")) == ["evidence.unreadable"]


def test_a_tiff_has_as_many_pages_as_pictures(tmp_path: Path) -> None:
    pictures = [Image.new("L", (300, 400), shade) for shade in (0, 100, 200)]
    path = tmp_path / "a.tif"
    pictures[0].save(path, save_all=True, append_images=pictures[1:])
    assert seen(path)[:2] == (FileKind.TIFF, 3)


def test_office_files_are_recognised_and_left_to_the_office(tmp_path: Path) -> None:
    for name, head in (("a.docx", b"PK\x03\x04rest"), ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")):
        (tmp_path / name).write_bytes(head)
        assert inspect_file(tmp_path / name, name) == Inspection(FileKind.OFFICE)


def test_a_page_whose_content_cannot_be_unpacked_is_named(tmp_path: Path) -> None:
    probed = inspect_file(files.pdf_with_broken_content(tmp_path / "a.pdf"), "a.pdf")
    repaired, blank = probed.problems
    assert repaired.code == "evidence.repaired"
    assert "第 2 页" in repaired.message
    assert (blank.code, blank.message) == ("evidence.blank-page", "第 1 页是空白页。")


def test_a_form_with_answers_that_readers_draw_is_not_blank_and_only_loses_its_fields(tmp_path: Path) -> None:
    inspection = inspect_file(files.live_form(tmp_path / "a.pdf"), "a.pdf")
    assert codes(inspection) == ["evidence.removed"]
    assert inspection.facts[0].fingerprint


# -- pictures ----------------------------------------------------------------------------------------------------


def saved(path: Path, image: Image.Image, **saving: object) -> Path:
    image.save(path, **saving)
    return path


def test_a_picture_of_a_sheet_must_be_as_fine_as_a_scan(tmp_path: Path) -> None:
    coarse = saved(tmp_path / "a.jpg", files.sheet(100, "RGB"))
    (problem,) = inspect_file(coarse, "a.jpg").problems
    assert problem.code == "evidence.low-resolution"
    assert problem.message.startswith("第 1 页的扫描不够清晰：印出来只有 120 dpi")
    assert codes(inspect_file(saved(tmp_path / "b.png", files.sheet(150, "RGB")), "b.png")) == []


def test_pages_of_a_fax_are_told_together(tmp_path: Path) -> None:
    pages = [files.sheet(dpi, "1") for dpi in (200, 96, 96)]
    path = saved(tmp_path / "a.tif", pages[0], save_all=True, append_images=pages[1:], compression="group4")
    (problem,) = inspect_file(path, "a.tif").problems
    assert problem.message.startswith("第 2—3 页")


def test_a_photograph_may_be_coarser_but_no_thumbnail(tmp_path: Path) -> None:
    photograph = Image.radial_gradient("L").convert("RGB")
    assert codes(inspect_file(saved(tmp_path / "a.jpg", photograph.resize((960, 720))), "a.jpg")) == []
    (problem,) = inspect_file(saved(tmp_path / "b.jpg", photograph.resize((320, 240))), "b.jpg").problems
    assert (problem.code, problem.message) == (
        "evidence.low-resolution",
        "图片只有 320×240 像素，印出来很小，也不清楚。",
    )


def test_a_white_picture_is_blank_and_a_seal_makes_it_coloured(tmp_path: Path) -> None:
    blank = inspect_file(saved(tmp_path / "a.png", files.sheet(marks="", mode="RGB")), "a.png")
    assert codes(blank) == ["evidence.blank-page"]
    sealed = inspect_file(saved(tmp_path / "b.png", files.sheet(mode="RGB", seal="#d02030")), "b.png")
    assert [page.ink for page in (*blank.facts, *sealed.facts)] == [Ink.BLANK, Ink.COLOUR]


def test_a_turned_photograph_has_the_size_it_is_printed_in(tmp_path: Path) -> None:
    path = files.turned_jpeg(tmp_path / "a.jpg", 6)
    (facts,) = inspect_file(path, "a.jpg").facts
    (bound,) = read_page_facts(make_evidence_pdf(path, inspect_file(path, "a.jpg"), tmp_path / "a.pdf"))
    assert (facts.width, facts.height, facts.ink, facts.dpi) == (bound.width, bound.height, bound.ink, bound.dpi)
    assert facts.height > facts.width


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.jpg", b"RIFF\x10\0\0\0WEBPVP8 ", FileKind.WEBP),
        ("a.jpg", b"\0\0\0\x1cftypavif", FileKind.HEIC),
        ("a.jpg", b"GIF89a", FileKind.GIF),
        ("a.jpg", b"BM\x99\0\0\0\0\0\0\0", FileKind.BMP),
        ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OFFICE),
        ("a.dps", b"anything", FileKind.OFFICE),
        ("a.jpg", b"RIFF\x10\0\0\0WAVE", FileKind.UNKNOWN),
        ("a.jpg", b"\0\0\0\x1cftypmp42", FileKind.UNKNOWN),
    ],
)
def test_what_a_file_begins_with_tells_its_kind(tmp_path: Path, name: str, head: bytes, kind: FileKind) -> None:
    (tmp_path / name).write_bytes(head)
    assert inspect_file(tmp_path / name, name).kind is kind


def test_every_ending_that_can_be_filed_is_in_the_documents() -> None:
    said = (Path(__file__).parents[3] / "docs" / "evidence.md").read_text(encoding="utf-8")
    table = said.partition("| what can be filed |")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"\.\w+", table)) == sorted(ENDINGS)


def test_every_ending_that_can_be_filed_is_of_a_kind_that_can_be_bound() -> None:
    assert all(kind.is_picture or kind in (FileKind.PDF, FileKind.OFFICE) for kind in ENDINGS.values())
    assert {kind for kind in FileKind if kind is not FileKind.UNKNOWN} == set(ENDINGS.values())


def test_a_file_of_zeros_is_no_video(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(bytes(5000))
    (problem,) = inspect_file(tmp_path / "a.pdf", "a.pdf").problems
    assert problem.message == "扩展名是 .pdf，里面却是一串零（没有传完，或磁盘出错）。"
    (tmp_path / "b.pdf").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(500))
    assert "视频" in inspect_file(tmp_path / "b.pdf", "b.pdf").problems[0].message
