"""Everything that the proof of a finished output promises is broken once, and must be found."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

import small_output
from docgen.errors import InputError
from docgen.package.proof.verify import verify_output
from docgen.problems.problem import has_errors

Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "application"
    small_output.write_output(folder)
    return folder


@pytest.fixture
def out(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "application")) / "output"


def manifest_of(out: Path) -> Manifest:
    manifest: Manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    return manifest


def found_in(out: Path) -> list[tuple[str, str, str]]:
    return [(problem.code, problem.where.path, problem.message) for problem in verify_output(out)]


def break_pdf(out: Path, name: str, spoil: Callable[[Pdf], None]) -> None:
    """Spoil a PDF of the output; the manifest is signed again, so that not the checksum finds it."""
    with pikepdf.open(out / name, allow_overwriting_input=True) as pdf:
        spoil(pdf)
        pdf.save(out / name)
    sign(out, name)


def sign(out: Path, name: str) -> None:
    manifest = manifest_of(out)
    for entry in (manifest["package"], *manifest["documents"]):
        if entry["path"] == name:
            entry["sha256"] = hashlib.sha256((out / name).read_bytes()).hexdigest()
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")


@pytest.mark.slow
def test_an_output_that_nobody_touched_is_sound(out: Path) -> None:
    assert found_in(out) == []


@pytest.mark.slow
def test_an_output_without_its_application_folder_is_sound(out: Path, tmp_path: Path) -> None:
    shutil.move(out, tmp_path / "elsewhere")
    assert found_in(tmp_path / "elsewhere") == []


def test_every_page_of_a_pdf_is_compared_with_the_page_it_was_taken_from(out: Path) -> None:
    """The comparison can fail: each evidence page in turn draws what another one draws."""
    layout = manifest_of(out)["package"]
    pages = [page for part in layout["parts"] for file in part.get("files", ()) for page in _pages(file)]
    assert len(pages) == 16

    def turn(pdf: Pdf) -> None:
        drawn = [pdf.pages[page - 1].Resources.XObject.Page for page in pages]
        for page, form in zip(pages, [*drawn[1:], drawn[0]], strict=True):
            pdf.pages[page - 1].Resources.XObject.Page = form

    break_pdf(out, small_output.PACKAGE, turn)
    assert [code for code, *_ in found_in(out)] == ["verify.drawing"] * len(pages)


@pytest.mark.slow
def test_pages_of_a_pdf_that_the_standard_does_not_allow_are_compared_as_well(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By their bytes where these are the same; otherwise their looks decide, before those of other pages."""
    source = out.parent / "evidence/a.pdf"
    old = hashlib.sha256(source.read_bytes()).hexdigest()
    source.write_bytes(b"\n" + source.read_bytes())
    manifest = (out / "manifest.json").read_text("utf-8")
    new = hashlib.sha256(source.read_bytes()).hexdigest()
    (out / "manifest.json").write_bytes(manifest.replace(old, new).encode())
    assert found_in(out) == []
    monkeypatch.setattr("docgen.package.proof.verify.MOST_IN_PROOF", 9)
    break_pdf(out, small_output.PACKAGE, _draw_the_form_instead)
    ((code, name, message),) = found_in(out)
    assert (code, name) == ("evidence.differs", "evidence/a.pdf")
    assert message.startswith("第 3—4 页")


def _draw_the_form_instead(pdf: Pdf) -> None:
    for number in (19, 20):
        pdf.pages[number].Resources.XObject.Page = pdf.pages[4].Resources.XObject.Page


def _pages(file: dict[str, int]) -> range:
    return range(file["first"], file["last"] + 1)


# -- the package ---------------------------------------------------------------------------------------------------
# Pages of the small output: 5—7 the form (7 sealed), 9 checklist, 11 requirements, 15 contents of volume 2,
# 17 the divider of item 8, 18—22 and 23—29 its files over two volumes.


def _drop(pdf: Pdf) -> None:
    del pdf.pages[19]


def _swap(pdf: Pdf) -> None:
    page = pdf.pages[19].obj
    del pdf.pages[19]
    pdf.pages.insert(20, pikepdf.Page(page))


def _swap_what_is_drawn(pdf: Pdf) -> None:
    one, other = pdf.pages[19].Resources.XObject, pdf.pages[20].Resources.XObject
    one.Page, other.Page = other.Page, one.Page


def _add(pdf: Pdf) -> None:
    pdf.add_blank_page()


def _turn(pdf: Pdf) -> None:
    pdf.pages[19].rotate(90, relative=False)


def _crop(pdf: Pdf) -> None:
    pdf.pages[19].cropbox = Array([50, 50, 500, 700])


def _grow(pdf: Pdf) -> None:
    pdf.pages[19].mediabox = Array([0, 0, 842, 1191])


def _empty(pdf: Pdf) -> None:
    pdf.pages[19].Contents = pdf.make_stream(b"")


def _stamp_another_number(pdf: Pdf) -> None:
    pdf.pages[19].Resources.XObject.Stamp = pdf.pages[21].Resources.XObject.Stamp


def _stamp_another_item(pdf: Pdf) -> None:
    pdf.pages[17].Resources.XObject.Stamp = pdf.pages[4].Resources.XObject.Stamp


def _hide_a_stamp(pdf: Pdf) -> None:
    stamp = pdf.pages[19].Resources.XObject.Stamp
    stamp.Resources.ExtGState = Dictionary(H=Dictionary(ca=0))
    stamp.write(b"/H gs " + stamp.read_bytes())


def _label_in_roman(pdf: Pdf) -> None:
    pdf.Root.PageLabels.Nums[1].S = Name.r


def _label_on(pdf: Pdf) -> None:
    pdf.Root.PageLabels.Nums[3].St = 13


def _say_less(pdf: Pdf, page: int) -> None:
    """Take the last words from a page: a number of a row."""
    form = pdf.pages[page].Resources.XObject.Page
    before, show, after = re.split(rb"(\n[^\n]*T[jJ]\n)(?!.*T[jJ]\n)", form.read_bytes(), maxsplit=1, flags=re.DOTALL)
    assert show
    form.write(before + b"\n" + after)


def _contents_say_less(pdf: Pdf) -> None:
    _say_less(pdf, 14)


def _contents_lead_elsewhere(pdf: Pdf) -> None:
    pdf.pages[14].Annots[1].Dest[0] = pdf.pages[7].obj


def _contents_of_another_volume(pdf: Pdf) -> None:
    pdf.pages[2].Resources.XObject.Page = pdf.pages[14].Resources.XObject.Page


def _lead_out(pdf: Pdf) -> None:
    note = pdf.pages[14].Annots[1]
    del note.Dest
    note.A = Dictionary(S=Name.URI, URI=String("https://example.invalid"))


def _lose_a_bookmark(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.pop()


def _rename_a_bookmark(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[1].children[0].title = "别的"


def _mark_another_page(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[1].children[2].destination = Array([pdf.pages[3].obj, Name.Fit])


def _checklist_leads_elsewhere(pdf: Pdf) -> None:
    pdf.pages[8].Annots[0].Dest[0] = pdf.pages[7].obj


def _checklist_says_less(pdf: Pdf) -> None:
    _say_less(pdf, 8)


def _requirements_lead_elsewhere(pdf: Pdf) -> None:
    for note in pdf.pages[10].Annots:
        note.Dest[0] = pdf.pages[0].obj


def _divider_without_links(pdf: Pdf) -> None:
    del pdf.pages[16].Annots


def _divider_leads_elsewhere(pdf: Pdf) -> None:
    for note in pdf.pages[16].Annots:
        note.Dest[0] = pdf.pages[18].obj


def _write_on_a_blank_page(pdf: Pdf) -> None:
    pdf.pages[1].Resources.XObject.Page = pdf.pages[4].Resources.XObject.Page


def _unmark_a_blank_page(pdf: Pdf) -> None:
    stamp = pdf.pages[1].Resources.XObject.Stamp
    show = re.findall(rb"[^\n]*T[jJ]\n", stamp.read_bytes())
    stamp.write(stamp.read_bytes().replace(show[-1], b"\n"))


def _print_over_a_sealed_page(pdf: Pdf) -> None:
    stamp = pdf.pages[6].Resources.XObject.Stamp
    stamp.write(re.sub(rb"/\w+ gs", b"", stamp.read_bytes()))


def _lose_the_seal(pdf: Pdf) -> None:
    pdf.pages[6].Resources.XObject.Page = pdf.pages[5].Resources.XObject.Page


def _take_a_font_out(pdf: Pdf) -> None:
    fonts = pdf.pages[0].Resources.XObject.Page.Resources.Font
    described = next(iter(fonts.values())).DescendantFonts[0].FontDescriptor
    del described.FontFile3


def _run_a_script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("1"))


def _attach(pdf: Pdf) -> None:
    pdf.attachments["a.txt"] = b"attached"


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil, code, said",
    [
        (_drop, "verify.pages", "应有 44 页，实有 43 页"),
        (_add, "verify.pages", "应有 44 页，实有 45 页"),
        (_swap, "verify.stamp", "第 20 页印的页码应是 8（印的是“—9—"),
        (_swap_what_is_drawn, "verify.drawing", "合订本第 20 页与它的第 3 页不同"),
        (_turn, "verify.sheet", "第 20 页不是竖排的 A4"),
        (_crop, "verify.sheet", "第 20 页不是竖排的 A4"),
        (_grow, "verify.sheet", "第 20 页不是竖排的 A4"),
        (_empty, "verify.unreadable", "第 20 页缺少页面内容或页码"),
        (_stamp_another_number, "verify.stamp", "第 20 页印的页码应是 8"),
        (_stamp_another_item, "verify.stamp", "第 18 页没有印“佐证材料8”"),
        (_hide_a_stamp, "verify.stamp", "第 20 页的页码看不见"),
        (_label_in_roman, "verify.label", "第 1 页的页签应是“1”，实为“i”"),
        (_label_on, "verify.label", "第 13 页的页签应是“1”，实为“13”"),
        (_contents_say_less, "verify.contents", "目录应"),
        (_contents_lead_elsewhere, "verify.contents", "链接到第 8 页"),
        (_contents_of_another_volume, "verify.contents", "第一册目录应为"),
        (_lead_out, "verify.unreadable", "有指向文件之外的链接"),
        (_lose_a_bookmark, "verify.bookmark", "实为“无”"),
        (_rename_a_bookmark, "verify.bookmark", "书签应为“封面”（第 13 页），实为“别的”"),
        (_mark_another_page, "verify.bookmark", "（第 4 页）"),
        (_checklist_leads_elsewhere, "verify.reference", "“佐证材料清单”印的“a”，链接却指向第 8 页"),
        (_checklist_says_less, "verify.reference", "“佐证材料清单”没有印"),
        (_requirements_lead_elsewhere, "verify.reference", "对照表”印的“第2册第5—10页”，链接却指向第 1 页"),
        (_divider_without_links, "verify.reference", "“佐证材料8”没有印“第2册第6—10页”"),
        (_divider_leads_elsewhere, "verify.reference", "“佐证材料8”印的“第2册第6—10页”，链接却指向第 19 页"),
        (_write_on_a_blank_page, "verify.blank", "第 2 页应是空白页，上面却有内容"),
        (_unmark_a_blank_page, "verify.blank", "第 2 页没有印“(此页空白)”"),
        (_print_over_a_sealed_page, "verify.sealed", "第 7 页是盖章扫描件，页码不应再印出来"),
        (_lose_the_seal, "verify.drawing", "合订本第 7 页与它的第 1 页不同"),
        (_take_a_font_out, "verify.font", "第 1 页的字体"),
        (_run_a_script, "verify.stray", "OpenAction"),
        (_attach, "verify.stray", "Names"),
    ],
)
def test_a_package_that_was_spoilt_is_found_out(out: Path, spoil: Callable[[Pdf], None], code: str, said: str) -> None:
    break_pdf(out, small_output.PACKAGE, spoil)
    (out / "disc/package.pdf").unlink()
    (out / "disc/校验.sha256.txt").write_text("", "utf-8")
    sign(out, "disc/校验.sha256.txt")
    problems = [one for one in verify_output(out) if one.where.path != "disc/package.pdf"]
    assert any(one.code == code and said in one.message for one in problems), problems
    assert has_errors(problems)


def test_a_package_that_cannot_be_read_is_told(out: Path) -> None:
    (out / small_output.PACKAGE).write_bytes((out / small_output.PACKAGE).read_bytes()[:5000])
    sign(out, small_output.PACKAGE)
    (unreadable,) = (one for one in verify_output(out) if one.code == "verify.unreadable")
    assert unreadable.where.path == small_output.PACKAGE
    assert unreadable.message == "材料 PDF 读不出来。"  # what pypdf says of it is English


# -- the manifest --------------------------------------------------------------------------------------------------


def _longer_item(manifest: Manifest) -> None:
    manifest["package"]["parts"][7]["last"] += 1


def _shifted_file(manifest: Manifest) -> None:
    manifest["package"]["parts"][7]["files"][0]["first"] += 1


def _other_title(manifest: Manifest) -> None:
    manifest["package"]["parts"][7]["title"] = "别的材料"


def _fewer_pages(manifest: Manifest) -> None:
    manifest["package"]["pages"] -= 1


def _no_blank(manifest: Manifest) -> None:
    manifest["package"]["blanks"].remove(12)


def _one_sided(manifest: Manifest) -> None:
    manifest["package"]["sides"] = "one"


def _one_volume(manifest: Manifest) -> None:
    manifest["package"]["volumes"] = []


def _volume_begins_later(manifest: Manifest) -> None:
    manifest["package"]["volumes"][1]["first"] += 2


def _numbered_oddly(manifest: Manifest) -> None:
    manifest["package"]["volumes"][1]["start"] = 7


def _numbered_through(manifest: Manifest) -> None:
    for volume in manifest["package"]["volumes"]:
        volume["start"] = volume["first"]


def _sealed_blank(manifest: Manifest) -> None:
    manifest["package"]["sealed"][0]["page"] = 8


def _not_sealed(manifest: Manifest) -> None:
    manifest["package"]["sealed"] = []


def _file_of_another_hash(manifest: Manifest) -> None:
    manifest["package"]["parts"][7]["files"][0]["sha256"] = "0" * 64


def _input_forgotten(manifest: Manifest) -> None:
    del manifest["inputs"][0]


def _input_without_a_trace(manifest: Manifest) -> None:
    manifest["inputs"].append({"path": "evidence/d.jpg", "sha256": "0" * 64})


def _more_pages_of_the_form(manifest: Manifest) -> None:
    next(one for one in manifest["documents"] if one["path"] == "pdf/申报表.pdf")["pages"] += 1


def _volume_forgotten(manifest: Manifest) -> None:
    manifest["documents"] = [one for one in manifest["documents"] if one["path"] != "print/第2册.pdf"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil, code, said",
    [
        (_longer_item, "verify.layout", "最后一个文件却只到第"),
        (_shifted_file, "verify.bookmark", "书签应为“a”（第 19 页），实为“a”（第 18 页）"),
        (_other_title, "verify.bookmark", "佐证材料8 别的材料"),
        (_fewer_pages, "verify.pages", "应有 43 页，实有 44 页"),
        (_no_blank, "verify.layout", "应从第 12 页开始"),
        (_one_sided, "verify.layout", "第 2 页不应是空白页"),
        (_one_volume, "verify.layout", "应有一个封面和一个目录"),
        (_volume_begins_later, "verify.layout", "第 2 册应从第 13 页开始"),
        (_numbered_oddly, "verify.layout", "既不是连续编号，也不是每册从 1 编"),
        (_numbered_through, "verify.label", "第 13 页的页签应是“13”，实为“1”"),
        (_sealed_blank, "verify.layout", "盖章扫描件“sealed/第9页.pdf”放在第 8 页"),
        (_not_sealed, "verify.stamp", "第 7 页的页码看不见"),
        (_not_sealed, "verify.unaccounted", "不在合订本里"),
        (_file_of_another_hash, "verify.unaccounted", "校验和不同"),
        (_input_forgotten, "verify.unaccounted", "manifest.json 的输入里没有"),
        (_input_without_a_trace, "verify.unaccounted", "报告里也没有说明"),
        (_more_pages_of_the_form, "verify.pages", "应有 4 页，实有 3 页"),
        (_volume_forgotten, "verify.volume", "没有第二册的文件"),
    ],
)
def test_a_manifest_that_was_changed_is_found_out(
    out: Path, spoil: Callable[[Manifest], None], code: str, said: str
) -> None:
    manifest = manifest_of(out)
    spoil(manifest)
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    found = found_in(out)
    assert any(one[0] == code and said in one[2] for one in found), found


def test_what_the_report_tells_of_is_accounted_for(out: Path) -> None:
    manifest = manifest_of(out)
    _input_without_a_trace(manifest)
    manifest["report"].append({"code": "evidence.empty", "where": {"path": "evidence/d.jpg"}})
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert [code for code, *_ in found_in(out)] == ["verify.input-changed"]


@pytest.mark.parametrize(
    "text, said",
    [
        (None, "不像是 docgen 的输出文件夹"),
        ("{", "不是完整的 JSON"),
        ("[]", "另一个版本的 docgen"),
        ('{"package": {"pages": 3}, "documents": [], "inputs": [], "report": []}', "另一个版本的 docgen"),
    ],
)
def test_a_folder_that_is_no_output_is_refused(tmp_path: Path, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(InputError, match=said):
        verify_output(tmp_path)


# -- the other files -----------------------------------------------------------------------------------------------


def test_a_document_that_was_changed_is_found_out(out: Path) -> None:
    (out / "word/申报表.docx").write_bytes(b"another")
    assert [one[:2] for one in found_in(out)] == [("verify.changed", "word/申报表.docx")]


def test_a_document_that_is_gone_is_found_out(out: Path) -> None:
    (out / "word/申报表.docx").unlink()
    ((code, path, message),) = found_in(out)
    assert (code, path, message) == ("verify.changed", "word/申报表.docx", "文件不见了。")


@pytest.mark.slow
def test_a_package_of_another_checksum_is_found_out(out: Path) -> None:
    with (out / small_output.PACKAGE).open("ab") as file:
        file.write(b"\n")
    assert ("verify.changed", small_output.PACKAGE) in [one[:2] for one in found_in(out)]


def test_a_volume_with_fewer_pages_is_found_out(out: Path) -> None:
    break_pdf(out, "print/第2册.pdf", _drop_last)
    codes = {code for code, *_ in found_in(out)}
    assert codes == {"verify.pages", "verify.volume"}


def _drop_last(pdf: Pdf) -> None:
    del pdf.pages[-1]


def test_a_disc_with_another_file_than_its_list_has_is_found_out(out: Path) -> None:
    (out / "disc/extra.txt").write_bytes(b"x")
    ((code, path, message),) = found_in(out)
    assert (code, path) == ("verify.disc", "disc/extra.txt")
    assert "校验.sha256.txt 上没有" in message


def test_a_disc_that_macos_lists_decomposed_is_whole(out: Path) -> None:
    listed = out / "disc/校验.sha256.txt"
    digest = hashlib.sha256(b"x").hexdigest()
    (out / "disc" / unicodedata.normalize("NFD", "Café.pdf")).write_bytes(b"x")
    listed.write_text(f"{listed.read_text('utf-8')}{digest}  Café.pdf\n", "utf-8")
    assert "verify.disc" not in {code for code, _, _ in found_in(out)}


def test_a_disc_that_lacks_a_file_of_its_list_is_found_out(out: Path) -> None:
    (out / "disc/package.pdf").unlink()
    assert ("verify.disc", "disc/package.pdf", "校验清单上有，光盘文件夹里没有。") in found_in(out)


def test_a_disc_with_a_changed_file_is_found_out(out: Path) -> None:
    (out / "disc/package.pdf").write_bytes(b"changed")
    assert ("verify.disc", "disc/package.pdf", "与校验清单上的 SHA-256 不同。") in found_in(out)


def test_an_input_that_has_changed_since_is_told_and_is_no_error(out: Path) -> None:
    (out.parent / "evidence/a.pdf").write_bytes(b"changed")
    (out.parent / "evidence/b.pdf").unlink()
    problems = verify_output(out)
    assert [(one.code, one.where.path) for one in problems] == [
        ("verify.input-changed", "evidence/a.pdf"),
        ("verify.input-changed", "evidence/b.pdf"),
    ]
    assert not has_errors(problems)
