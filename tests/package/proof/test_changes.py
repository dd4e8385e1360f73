"""What differs between two outputs, as somebody reads it who has the last one on paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest

import broken_files as files
import small_book
from docgen.definitions.notice import Printing
from docgen.errors import InputError
from docgen.package.proof.changes import FileChanges, compare_outputs
from docgen.package.proof.page_digests import compute_page_digests
from docgen.runtime.checksums import compute_sha256

ANSWERS = {
    "area": {"label": "集群面积", "text": "15.60"},
    "goals.own": {"label": "自设指标", "text": [{"label": "企业数", "base": "76家", "target": "98家"}]},
}


class Outputs:
    """Writes outputs of a small package that differ in what a test says."""

    def __init__(self, home: Path) -> None:
        self.home, self.evidence = home, home / "evidence"
        self.evidence.mkdir()
        files.scanned_pdf(self.evidence / "a.pdf", pages=3)
        files.scanned_pdf(self.evidence / "b.pdf", pages=2)

    def write(self, name: str, names: dict[str, list[str]], **told: Any) -> Path:
        out, work = self.home / name, self.home / f"{name}.work"
        out.mkdir()
        work.mkdir()
        evidence = {
            item: [small_book.item_file(self.evidence / one, work) for one in of_item]
            for item, of_item in names.items()
        }
        printing = told.pop("printing", small_book.ONE_SIDED)
        package, layout = small_book.bound(work, evidence, told.pop("watermark", ""), printing)
        package.rename(out / "申报材料.pdf")
        path = {"path": "申报材料.pdf", "sha256": compute_sha256(out / "申报材料.pdf")}
        manifest = {
            "report": [],
            "form": "2022-application",
            "notice": "guangdong-2022",
            "cluster": "云溪县传感器产业集群",
            "draft": False,
            "documents": [{"path": "word/申报表.docx", "sha256": "1"}],
            "package": layout.to_json() | path,
            "answers": ANSWERS,
            "inputs": [{"path": "application.yaml", "sha256": "1"}],
        }
        (out / "manifest.json").write_text(json.dumps(manifest | told, ensure_ascii=False), encoding="utf-8")
        return out


@pytest.fixture
def outputs(tmp_path: Path) -> Outputs:
    return Outputs(tmp_path)


BOTH = {"8": ["a.pdf"], "25": ["b.pdf"]}


def test_equal_outputs_need_no_printing(outputs: Outputs) -> None:
    found = compare_outputs(outputs.write("old", BOTH), outputs.write("new", BOTH))
    assert found.format_lines() == ["两份材料没有不同，不用重印。"]
    assert found.reprint == ()


def test_answers_are_told_with_their_name_and_both_texts(outputs: Outputs) -> None:
    rows = [{"label": "企业数", "base": "76家", "target": "99家"}]
    answers = {"area": {"label": "集群面积", "text": ""}, "goals.own": {"label": "自设指标", "text": rows}}
    found = compare_outputs(outputs.write("old", BOTH), outputs.write("new", BOTH, answers=answers))
    assert found.format_lines() == [
        "答案 集群面积（area）：15.60 → （空）",
        "答案 自设指标（goals.own）：企业数，76家，98家 → 企业数，76家，99家",
        "各页都没有变，不用重印。",
    ]


def test_a_long_answer_is_shown_from_where_it_differs(outputs: Outputs) -> None:
    def answer(word: str) -> dict[str, Any]:
        return {"plan": {"label": "规划", "text": "集群总产值" * 30 + f"达到{word}亿元\n" + "第二段" * 30}}

    found = compare_outputs(
        outputs.write("old", BOTH, answers=answer("75")), outputs.write("new", BOTH, answers=answer("76"))
    )
    (line, _) = found.format_lines()
    assert line.startswith("答案 规划（plan）：…集群总产值达到75亿元 第二段")
    assert "76亿元" in line and len(line) < 120
    assert found.answers[0].new.endswith("第二段"), "the JSON has the whole text"


def test_files_are_told_as_added_removed_changed_or_renamed(outputs: Outputs) -> None:
    def inputs(**files_there: str) -> list[dict[str, str]]:
        return [{"path": path, "sha256": digest} for path, digest in files_there.items()]

    old = outputs.write("old", BOTH, inputs=inputs(a="1", b="2", c="3", d="4"))
    new = outputs.write("new", BOTH, inputs=inputs(a="1", b="9", moved="3", e="5"))
    assert compare_outputs(old, new).inputs == FileChanges(("e",), ("d",), ("b",), (("c", "moved"),))
    assert "填报数据和材料 改名：c → moved" in compare_outputs(old, new).format_lines()


@pytest.mark.slow
def test_a_file_more_moves_what_is_behind_it(outputs: Outputs) -> None:
    old = outputs.write("old", BOTH)
    new = outputs.write("new", {"8": ["a.pdf", "b.pdf"], "25": ["b.pdf"]})
    lines = compare_outputs(old, new).format_lines()
    assert "总页数：13 → 15。" in lines
    assert "第13页起页码都变了（原来是第11页）。" in lines
    assert "重印第 2、6—7、11—15 页（每份 8 张纸）。" in lines


@pytest.mark.slow
def test_another_file_of_as_many_pages_is_printed_again_alone(outputs: Outputs) -> None:
    old = outputs.write("old", BOTH)
    (outputs.evidence / "b.pdf").write_bytes((outputs.evidence / "b.pdf").read_bytes() + b"\n% another\n")
    found = compare_outputs(old, outputs.write("new", BOTH))
    assert [one.pages for one in found.reprint] == [((12, 13),)]
    assert found.moved is None


@pytest.mark.slow
def test_two_sided_sheets_are_printed_whole(outputs: Outputs) -> None:
    old = outputs.write("old", BOTH, printing=Printing())
    (outputs.evidence / "b.pdf").write_bytes((outputs.evidence / "b.pdf").read_bytes() + b"\n% another\n")
    found = compare_outputs(old, outputs.write("new", BOTH, printing=Printing()))
    (one,) = found.reprint
    assert all(first % 2 == 1 and last % 2 == 0 for first, last in one.pages)
    assert one.sheets == sum(last - first + 1 for first, last in one.pages) // 2


@pytest.mark.slow
def test_other_sides_of_paper_are_told(outputs: Outputs) -> None:
    found = compare_outputs(outputs.write("old", BOTH), outputs.write("new", BOTH, printing=Printing()))
    assert found.format_lines()[0] == "原来单面印，现在双面印。"
    assert found.reprint[0].is_whole


@pytest.mark.slow
def test_a_scan_in_the_place_of_a_page_is_told(outputs: Outputs) -> None:
    old, new = outputs.write("old", BOTH), outputs.write("new", BOTH)
    for out, digest in ((old, "1"), (new, "2")):
        told = json.loads((out / "manifest.json").read_text("utf-8"))
        sealed = [{"page": page, "path": "sealed/a.pdf", "sha256": digest, "source_page": page} for page in (3, 4)]
        told["package"]["sealed"] = sealed if digest == "2" else []
        (out / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    found = compare_outputs(old, new)
    assert found.sealed == ("第3页", "第4页")
    assert "第3页、第4页换成了签字盖章后的扫描件：用原件的那一份不用重印这几页。" in found.format_lines()
    assert compare_outputs(new, new).sealed == ()


@pytest.mark.slow
def test_a_draft_and_a_final_package_have_no_sheet_in_common(outputs: Outputs) -> None:
    old = outputs.write("old", BOTH, watermark="草稿", draft=True)
    found = compare_outputs(old, outputs.write("new", BOTH))
    assert found.format_lines() == [
        "原来的一份是草稿，现在的不是。",
        "全部重印第 1—13 页（每份 13 张纸）。",
    ]


def test_without_a_package_the_rest_is_compared(outputs: Outputs) -> None:
    found = compare_outputs(outputs.write("old", BOTH, package=None), outputs.write("new", BOTH, cluster="别的集群"))
    assert found.format_lines() == ["集群：云溪县传感器产业集群 → 别的集群。", "原来的一份没有 PDF，不能比较页面。"]
    assert json.loads(json.dumps(found.to_json()))["pages"] is None


@pytest.mark.parametrize("damage", ["gone", "edited", "no manifest", "half a manifest", "an older one"])
def test_what_cannot_be_compared_is_said(damage: str, outputs: Outputs) -> None:
    old, new = outputs.write("old", BOTH), outputs.write("new", BOTH)
    manifest, package = new / "manifest.json", new / "申报材料.pdf"
    match damage:
        case "gone":
            package.unlink()
        case "edited":
            package.write_bytes(package.read_bytes() + b" ")
        case "no manifest":
            manifest.unlink()
        case "half a manifest":
            manifest.write_text(manifest.read_text("utf-8")[:100], encoding="utf-8")
        case _:
            told = json.loads(manifest.read_text("utf-8"))
            del told["answers"]
            manifest.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        compare_outputs(old, new)
    assert "重新生成" in caught.value.remedy


# -- what a page looks like ------------------------------------------------------------------------------------------


def test_every_page_of_a_package_has_its_own_look(outputs: Outputs) -> None:
    package, layout = small_book.bound(
        outputs.home, {"8": [small_book.item_file(outputs.evidence / "a.pdf", outputs.home)]}
    )
    assert len(set(compute_page_digests(package, layout))) == layout.pages


def test_other_names_and_another_cut_of_a_font_look_the_same(outputs: Outputs) -> None:
    package, layout = small_book.bound(outputs.home, {})
    before = compute_page_digests(package, layout)
    with pikepdf.open(package, allow_overwriting_input=True) as pdf:
        for found in pdf.objects:
            if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/Font":
                name = str(found.get("/BaseFont", "/")).rpartition("+")[2]
                found.BaseFont = pikepdf.Name(f"/ABCDEF+{name}")
        pdf.save(package)
    assert compute_page_digests(package, layout) == before


def test_a_moved_letter_is_seen(outputs: Outputs) -> None:
    package, layout = small_book.bound(outputs.home, {})
    before = compute_page_digests(package, layout)
    with pikepdf.open(package, allow_overwriting_input=True) as pdf:
        form = next(iter(pdf.pages[0].Resources.XObject.values()))
        data = form.read_bytes()
        at = data.index(b" Tm")
        form.write(data[:at].rpartition(b" ")[0] + b" 77.5" + data[at:])
        pdf.save(package)
    differ = [
        number
        for number, (one, two) in enumerate(zip(before, compute_page_digests(package, layout), strict=True), 1)
        if one != two
    ]
    assert differ == [1]
