"""Rosters as people keep them: a workbook with headings, or names alone in a text."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from docgen.definitions.catalog import built_in
from docgen.errors import InputError
from docgen.project.register.roster import RosterEntry, read_roster

TABLE = built_in().load_tables().enterprises
CODE = "91990126MAY000375L"


def write_text(path: Path, text: str, codec: str = "utf-8") -> Path:
    path.write_bytes(text.encode(codec))
    return path


def test_a_workbook_with_titles_headings_and_a_total(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["云溪县集群企业名单"],
        ["序号", "企业名称", "信用代码", "联系人", "手机", "乡镇"],
        [1, "甲（集团）有限公司", CODE.lower(), "张三", 13900000000, "东乡"],
        [2, "𠮷䶮厂", None, None, None, "西乡"],
        [None, "合计", "2家"],
        [None, "注：以上为规上企业。"],
    ):
        sheet.append(row)
    book.save(tmp_path / "名单.xlsx")
    assert read_roster(tmp_path / "名单.xlsx", TABLE).entries == (
        RosterEntry(3, "甲（集团）有限公司", CODE, ("张三", "13900000000")),
        RosterEntry(4, "𠮷䶮厂", "", ("", "")),
    )


@pytest.mark.parametrize(("name", "codec"), [("名单.txt", "utf-8"), ("名单.txt", "gb18030"), ("名单.csv", "utf-8-sig")])
def test_names_alone_one_a_line(tmp_path: Path, name: str, codec: str) -> None:
    path = write_text(tmp_path / name, f"1、甲有限公司 {CODE}\r\n\r\n（2）乙有限公司\r\n=1+1 丙公司\r\n合计\r\n", codec)
    found = [(entry.name, entry.code) for entry in read_roster(path, TABLE).entries]
    assert found[:2] == [("甲有限公司", CODE), ("乙有限公司", "")]
    assert len(found) == 3


def test_a_name_twice_is_told_and_kept_once(tmp_path: Path) -> None:
    roster = read_roster(write_text(tmp_path / "名单.csv", "企业名称\n甲（集团）厂\n乙厂\n甲 (集团)厂\n"), TABLE)
    assert [entry.name for entry in roster.entries] == ["甲（集团）厂", "乙厂"]
    assert [(one.code, one.where.line) for one in roster.problems] == [("collect.roster", 4)]


def test_a_roster_that_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件"):
        read_roster(tmp_path / "没有.xlsx", TABLE)


def test_a_roster_without_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="名单里没有企业名称"):
        read_roster(write_text(tmp_path / "名单.csv", "企业名称\n合计\n"), TABLE)
    with pytest.raises(InputError):
        read_roster(tmp_path / "没有.xlsx", TABLE)


def test_one_space_parts_a_name_only_from_what_is_none_of_it(tmp_path: Path) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in CODE)
    text = (
        f"云溪 沣川机械厂\n云溪 沣川轴承有限公司 {wide} 张三 0990-1234567\n甲厂 李四\n"
        f"乙  王五\n丙商贸 {CODE.lower()}\n丁 集团　13900000000\n"
    )
    found = read_roster(write_text(tmp_path / "名单.txt", text), TABLE).entries
    assert [(entry.name, entry.code, entry.contacts) for entry in found] == [
        ("云溪 沣川机械厂", "", ("", "")),
        ("云溪 沣川轴承有限公司", CODE, ("张三", "0990-1234567")),
        ("甲厂", "", ("李四", "")),
        ("丙商贸", CODE, ("", "")),
        ("丁 集团", "", ("13900000000", "")),
    ]
