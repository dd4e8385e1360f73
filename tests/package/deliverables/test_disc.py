"""The disc: everything is on it, every Windows reads its names, the checksums hold, and too much is told."""

from __future__ import annotations

import dataclasses
import hashlib
import subprocess
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import told
from docgen.definitions.notice import Printing
from docgen.package.deliverables import disc as disc_module
from docgen.package.deliverables.disc import Disc, write_disc
from docgen.package.deliverables.disc_names import (
    DEPTH,
    NAME_UNITS,
    PATH_UNITS,
    DiscNames,
    count_units,
    sanitize_name,
    shorten_name,
)
from docgen.package.evidence.evidence_copies import copy_files
from docgen.package.layout.package_layout import FilePages, Layout, PackagePart
from docgen.project.application import Application
from docgen.runtime.checksums import Checksums
from opened_files import counted_checksums

ROLES = {
    "word/申报表.docx": "form",
    "excel/推荐汇总表.xlsx": "summary",
    "excel/01 集群内企业名单.xlsx": "list",
    "pdf/01 集群内企业名单.pdf": "list",
    "word/自评报告.docx": "assessment",
    "print/印制单.docx": "print-order",
}
ANSWERS = 'cluster: "测试县𬭚业集群"'

Loaded = Callable[..., Application]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def layout_of(application: Application, *left_out: str) -> Layout:
    """A package in which each evidence file has two pages, but for those left out."""
    files = []
    for place, file in enumerate(one for one in application.evidence.files if one.name not in left_out):
        digest = sha256(file.path.read_bytes())
        files.append(FilePages(file.name, file.title, digest, 12 + 2 * place, 13 + 2 * place))
    return Layout(300, (PackagePart("evidence", "题", 11, 200, "8", "佐证材料8", (), tuple(files)),))


def output(out: Path, names: Iterable[str] = ROLES) -> Path:
    for name in ("申报材料.pdf", *names):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(f"content of {name}".encode())
    return out


def written(application: Application, out: Path, *left_out: str) -> Disc:
    layout, checksums = layout_of(application, *left_out), Checksums()
    copies = copy_files(application.evidence.files, out.parent / "work" / out.name, checksums, lambda _digest: None)
    return write_disc(output(out), application, layout, ROLES, checksums, copies)


def on_disc(out: Path) -> dict[str, bytes]:
    paths = sorted(path for path in (out / "disc").rglob("*") if path.is_file())
    return {path.relative_to(out / "disc").as_posix(): path.read_bytes() for path in paths}


def contents(out: Path) -> str:
    return (out / "disc" / "目录.txt").read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "output"


# -- what is on it ------------------------------------------------------------------------------------------------


def test_the_package_the_editable_files_and_the_evidence_as_handed_in_are_on_the_disc(
    loaded: Loaded, out: Path
) -> None:
    evidence = {"08 共享/1 协议.pdf": b"signed", "08 共享/照片/2.jpg": b"photo", "12 专利.xlsx": b"patents"}
    result = written(loaded(evidence=evidence), out)
    found = on_disc(out)
    lists = {"目录.txt", "校验.sha256.txt"}
    assert {name: content for name, content in found.items() if name not in lists} == {
        "申报材料.pdf": b"content of \xe7\x94\xb3\xe6\x8a\xa5\xe6\x9d\x90\xe6\x96\x99.pdf",
        "Word/申报表.docx": "content of word/申报表.docx".encode(),
        "Excel/推荐汇总表.xlsx": "content of excel/推荐汇总表.xlsx".encode(),
        "Excel/01 集群内企业名单.xlsx": "content of excel/01 集群内企业名单.xlsx".encode(),
        "佐证材料/08 集群已开展的制造资源共享工作佐证材料/1 协议.pdf": b"signed",
        "佐证材料/08 集群已开展的制造资源共享工作佐证材料/照片/2.jpg": b"photo",
        "佐证材料/12 集群内中小企业有效发明专利拥有量清单/12 专利.xlsx": b"patents",
    }
    assert result.problems == ()
    assert result.roles == {f"disc/{name}": "disc" for name in found}


def test_the_hashes_that_come_back_are_those_of_the_files(loaded: Loaded, out: Path) -> None:
    result = written(loaded(evidence={"08 协议.pdf": b"x"}), out)
    assert set(result.hashes) == {f"disc/{name}" for name in on_disc(out)} | {
        "申报材料.pdf",
        "word/申报表.docx",
        "excel/推荐汇总表.xlsx",
        "excel/01 集群内企业名单.xlsx",
    }
    assert all(sha256((out / name).read_bytes()) == digest for name, digest in result.hashes.items())


def test_a_checksum_that_is_known_is_not_computed_again(loaded: Loaded, out: Path) -> None:
    checksums = Checksums()
    known = checksums.compute_all([output(out) / name for name in ("申报材料.pdf", *ROLES)])
    with counted_checksums() as computed:
        result = write_disc(out, loaded(), layout_of(loaded()), ROLES, checksums, {})
    assert sorted(Path(name).name for name in computed) == ["校验.sha256.txt", "目录.txt"]
    assert result.hashes["申报材料.pdf"] == known[0]


def test_sha256sum_accepts_the_checksums_and_notices_a_changed_byte(loaded: Loaded, out: Path) -> None:
    written(loaded(evidence={"08 协 议 （1）.pdf": b"x", "09 a b.jpg": b"y"}), out)
    command = ["sha256sum", "--strict", "-c", "校验.sha256.txt"]
    checked = subprocess.run(command, cwd=out / "disc", capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr
    lines = (out / "disc" / "校验.sha256.txt").read_text("utf-8").splitlines()
    assert len(lines) == len(on_disc(out)) - 1, "all but the list itself"
    (out / "disc" / "Word" / "申报表.docx").unlink()
    (out / "disc" / "Word" / "申报表.docx").write_bytes(b"other")
    assert subprocess.run(command, cwd=out / "disc", capture_output=True, check=False).returncode == 1


def test_notepad_shows_the_contents_with_pages_and_sizes(loaded: Loaded, out: Path) -> None:
    application = loaded(ANSWERS, evidence={"08 共享/1 协议.pdf": b"x" * 1_234_567, "09 会议.jpg": b"y"})
    written(application, out)
    raw = (out / "disc" / "目录.txt").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\n") == raw.count(b"\r\n")
    text = contents(out)
    assert "共 6 个文件，1.2 MB；刻录用 CD 光盘" in text
    assert "  申报材料.pdf（300 页，1 KB）" in text
    assert (
        "  佐证材料/08 集群已开展的制造资源共享工作佐证材料/"
        "　　清单第 8 项：提供集群已开展的制造资源共享工作佐证材料；\n"
        "    1 协议.pdf（2 页，见申报材料.pdf 第12—13页，1.2 MB）"
    ) in text
    assert "sha256sum -c 校验.sha256.txt" in text
    assert "原名" not in text and "没有放进来" not in text


def test_what_could_not_be_used_stays_out_and_is_named(loaded: Loaded, out: Path) -> None:
    application = loaded(evidence={"08 坏.pdf": b"broken", "08 好.pdf": b"x"})
    written(application, out, "evidence/08 坏.pdf")
    assert b"broken" not in on_disc(out).values()
    assert "没有放进来的文件（打不开或不能印，原因见生成时的提示）：\n  evidence/08 坏.pdf" in contents(out)


def test_the_index_and_its_passwords_are_not_on_the_disc(loaded: Loaded, out: Path) -> None:
    index = '"08 协议.pdf": {kind: 第三方证明, note: 秘密口令1234}\n'.encode()
    written(loaded(evidence={"08 协议.pdf": b"x", "index.yaml": index}), out)
    assert not [name for name, content in on_disc(out).items() if "秘密口令1234".encode() in content]


def test_equal_input_gives_equal_bytes(loaded: Loaded, tmp_path: Path) -> None:
    application = loaded(evidence={f"{number:02} 材料/{name}.pdf": b"x" for number in (8, 9) for name in "ba甲"})
    one, other = tmp_path / "one", tmp_path / "other"
    assert written(application, one).hashes == written(application, other).hashes
    assert on_disc(one) == on_disc(other)


def test_the_package_takes_no_room_twice_and_the_evidence_is_never_linked(loaded: Loaded, out: Path) -> None:
    application = loaded(evidence={"08 协议.pdf": b"x"})
    written(application, out)
    assert (out / "disc" / "申报材料.pdf").samefile(out / "申报材料.pdf")
    (handed_in,) = (out / "disc" / "佐证材料").rglob("*.pdf")
    assert not handed_in.samefile(application.evidence.files[0].path)


def test_where_the_system_knows_no_second_name_files_are_copied(
    loaded: Loaded, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(disc_module.os, "link", refuse)
    written(loaded(evidence={"08 协议.pdf": b"x"}), out)
    assert not (out / "disc" / "申报材料.pdf").samefile(out / "申报材料.pdf")
    assert on_disc(out)["申报材料.pdf"] == (out / "申报材料.pdf").read_bytes()


# -- names --------------------------------------------------------------------------------------------------------


def test_a_name_that_windows_refuses_is_changed_and_told(loaded: Loaded, out: Path) -> None:
    long = "3 关于" + "共建" * 35 + "的协议.PDF"
    evidence = {"08 共享/1 a:b?.pdf": b"1", "08 共享/nul.pdf": b"2", f"08 共享/{long}": b"3"}
    result = written(loaded(evidence=evidence), out)
    names = sorted(name.rpartition("/")[2] for name in on_disc(out) if name.startswith("佐证材料"))
    cut = "3 关于" + "共建" * 27 + "共…" + ".PDF"
    assert names == sorted(["1 a：b？.pdf", "_nul.pdf", cut])
    assert count_units(cut) == NAME_UNITS
    ((code, where, message, _),) = told(result.problems)
    assert (code, where) == ("disc.renamed", "disc/目录.txt")
    assert message.startswith("光盘上有 3 个文件改了名：08 共享/1 a:b?.pdf → 1 a：b？.pdf、")
    assert f"{cut}\n    原名：08 共享/{long}" in contents(out)


def test_names_that_only_windows_takes_for_the_same_are_told_apart(loaded: Loaded, out: Path) -> None:
    evidence = {"08 甲/Scan.pdf": b"1", "08 甲/SCAN.PDF": b"2", "08 乙/scan.pdf": b"3", "08 scan.pdf": b"4"}
    written(loaded(evidence=evidence), out)
    names = [name.rpartition("/")[2] for name in on_disc(out) if name.startswith("佐证材料")]
    assert len({name.casefold() for name in names}) == 4
    assert {content for name, content in on_disc(out).items() if name.startswith("佐证材料")} == {
        b"1",
        b"2",
        b"3",
        b"4",
    }


def test_a_name_spelt_with_combining_marks_is_no_other_name(loaded: Loaded, out: Path) -> None:
    name = unicodedata.normalize("NFD", "08 Café协议.pdf")
    assert written(loaded(evidence={name: b"x"}), out).problems == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("协议.pdf", "协议.pdf"),
        ('a<b>c:d"e/f\\g|h?i*j;k', "a＜b＞c：d＂e／f＼g｜h？i＊j；k"),
        ("名称. . ", "名称"),
        (" 前面有空格.pdf", "前面有空格.pdf"),
        ("CON", "_CON"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("aux .txt", "_aux .txt"),
        ("CONTRACT.pdf", "CONTRACT.pdf"),
        ("a\x00\x1f\u202eb", "a___b"),
        ("...", "_"),
        ("", "_"),
    ],
)
def test_readable_names(name: str, expected: str) -> None:
    assert sanitize_name(name) == expected


def test_a_shortened_name_keeps_its_number_and_its_ending_and_counts_rare_characters_twice() -> None:
    name = "12-3 " + "𬭚" * 60 + ".docx"
    short = shorten_name(name)
    assert short.startswith("12-3 𬭚") and short.endswith("….docx")
    assert count_units(short) in (NAME_UNITS - 1, NAME_UNITS)
    assert shorten_name("字" * 64) == "字" * 64
    assert shorten_name("1." + "字" * 90) == "1." + "字" * 61 + "…"


PARTS = st.lists(st.text(min_size=1, max_size=90).filter(lambda part: part not in (".", "..")), min_size=1, max_size=10)


@pytest.mark.slow
@given(st.lists(PARTS, max_size=6))
def test_whatever_files_are_called_their_paths_fit_and_are_unique(files: list[list[str]]) -> None:
    names = DiscNames()
    paths = [names.assign_path("佐证材料/08 集群已开展的制造资源共享工作佐证材料", parts) for parts in files]
    folded = [path.casefold() for path in paths]
    assert len(set(folded)) == len(paths)
    for path in paths:
        assert count_units(path) <= PATH_UNITS and path.count("/") < DEPTH
        for part in path.split("/"):
            assert 0 < count_units(part) <= NAME_UNITS and sanitize_name(part) == part
        assert not any(other.startswith(f"{path.casefold()}/") for other in folded), "a file is no folder"


def test_too_many_folders_fall_away(tmp_path: Path) -> None:
    names = DiscNames()
    assert names.assign_path("佐证材料/08", [*"abcde", "1.pdf"]) == "佐证材料/08/a/b/c/d/e/1.pdf"
    assert names.assign_path("佐证材料/08", [*"abcdef", "1.pdf"]) == "佐证材料/08/1.pdf"
    assert names.assign_path("佐证材料/08", ["长" * 60, "名" * 55 + ".pdf"]) == f"佐证材料/08/{'名' * 55}.pdf"


# -- the medium ---------------------------------------------------------------------------------------------------


def with_disc(application: Application, medium: str | None) -> Application:
    notice = msgspec.structs.replace(application.notice, printing=Printing(disc=medium))  # type: ignore[arg-type]
    return dataclasses.replace(application, notice=notice)


def grown(out: Path, size: int) -> None:
    """A package of so many bytes that takes no room here."""
    with (out / "申报材料.pdf").open("r+b") as file:
        file.truncate(size)


class NotComputed(Checksums):
    """Of files so large that computing their checksums would take a minute."""

    def compute(self, path: Path) -> str:
        return "0" * 64


@pytest.mark.parametrize(
    ("medium", "size", "expected"),
    [
        (None, 700_000_000, "CD"),
        (None, 737_280_000, "DVD"),
        ("DVD", 700_000_000, "DVD"),
        ("CD", 737_280_000, "光盘的内容要占 738.4 MB，CD 只能放 737.3 MB。"),
        (None, 4_700_372_992, "光盘的内容要占 4701.5 MB，DVD 只能放 4700.4 MB。"),
    ],
)
def test_the_medium_is_named_or_its_lack_of_room_told(
    loaded: Loaded, out: Path, medium: str | None, size: int, expected: str
) -> None:
    application = with_disc(loaded(evidence={"08 协议.pdf": b"x"}), medium)
    grown(output(out), size)
    copies = {file.name: file.path for file in application.evidence.files}
    result = write_disc(out, application, layout_of(application), ROLES, NotComputed(), copies)
    if expected in ("CD", "DVD"):
        assert result.problems == ()
        assert f"刻录用 {expected} 光盘" in contents(out)
    else:
        ((code, where, message, hint),) = told(result.problems)
        assert (code, where) == ("disc.too-large", "disc")
        assert message.startswith(f"{expected}最大的是 申报材料.pdf（") and "200—300 dpi" in hint


def test_many_small_files_fill_a_disc_by_sectors(loaded: Loaded) -> None:
    from docgen.package.deliverables.disc_contents import DiscEntry

    entries = [DiscEntry(f"佐证材料/08/{number}.jpg", Path(), "", 1) for number in range(1000)]
    assert disc_module._count_sectors(entries) >= 1000
    assert disc_module._count_sectors(entries[:1]) < 600


def test_what_lies_on_the_last_disc_is_taken_over(loaded: Loaded, tmp_path: Path) -> None:
    application = loaded(evidence={"08 共享/1 协议.pdf": b"signed", "08 共享/2 合同.pdf": b"contract"})
    last = tmp_path / "last.pdf"
    last.write_bytes(b"signed")
    known = {sha256(b"signed"): last}
    copies = copy_files(application.evidence.files, tmp_path / "work", Checksums(), known.get)
    signed, contract = copies.values()
    assert signed.samefile(last)
    assert contract.read_bytes() == b"contract"


@pytest.mark.parametrize("there", [b"edited", None])
def test_what_was_changed_on_the_last_disc_or_is_gone_is_copied_anew(
    loaded: Loaded, tmp_path: Path, there: bytes | None
) -> None:
    application = loaded(evidence={"08 共享/1 协议.pdf": b"signed"})
    last = tmp_path / "last.pdf"
    if there is not None:
        last.write_bytes(there)
    (copy,) = copy_files(application.evidence.files, tmp_path / "work", Checksums(), lambda _digest: last).values()
    assert copy.read_bytes() == b"signed"
    assert there is None or last.read_bytes() == there


def test_what_was_handed_in_shares_no_bytes_with_the_disc(loaded: Loaded, out: Path) -> None:
    application = loaded(evidence={"08 共享/1 协议.pdf": b"signed"})
    (name,) = (name for name in written(application, out).roles if "协议" in name)
    assert not (out / name).samefile(application.evidence.files[0].path)
