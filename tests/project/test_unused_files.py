"""Each file of an application folder that is not read is named, with what to do; what is no input is passed over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.definitions.catalog import Catalog
from docgen.errors import InputError
from docgen.project.application_loader import load

Factory = Callable[..., Path]

MISNAMED = {
    "填报(1).xlsx": "填报工作簿只认 填报.xlsx",
    "填报 - 副本.xlsx": "填报工作簿只认 填报.xlsx",
    "填报（终稿）.et": "填报工作簿只认 填报.xlsx",
    "企业表.xlsx": "企业表只认 enterprises.xlsx",
    "enterprises (1).xlsx": "企业表只认 enterprises.xlsx",
    "表1.docx": "企业表只认 enterprises.xlsx",
    "规划.docx": "规划正文只认 plan.md",
    "集群规划正文.doc": "规划正文只认 plan.md",
    "plan.txt": "规划正文只认 plan.md",
    "Application.yaml": "答案只认 application.yaml",
    "application.yaml.txt": "答案只认 application.yaml",
    "清单/": "清单只认文件夹 lists",
    "盖章/": "盖章后的扫描件只认文件夹 sealed",
    "补充10 专利/": "佐证材料只认文件夹 evidence",
    "08 协议/": "佐证材料只认文件夹 evidence",
}


def add(home: Path, name: str) -> None:
    if name.endswith("/"):
        (home / name).mkdir(exist_ok=True)
    else:
        (home / name).write_bytes(b"x")


def list_unused(home: Path, catalog: Catalog) -> dict[str, tuple[str, str]]:
    found = [one for one in load(home, catalog).problems if one.code in ("file.unused", "file.unknown")]
    return {one.where.path: (one.code, one.message) for one in found}


@pytest.mark.parametrize("name", MISNAMED)
def test_what_looks_like_an_input_is_named_with_the_right_name(name: str, folder: Factory, catalog: Catalog) -> None:
    home = folder("area: 1")
    add(home, name)
    code, message = list_unused(home, catalog)[name]
    assert (code, message.startswith(f"没有读取：{MISNAMED[name]}")) == ("file.unused", True)


def test_what_is_read_and_what_is_no_input_is_not_named(folder: Factory, catalog: Catalog) -> None:
    home = folder("area: 1", plan="x")
    for name in ("evidence/", "lists/", "sealed/", "output/", "手工修改/", ".git/", "成果/"):
        add(home, name)
    (home / "成果" / "manifest.json").write_text("{}")
    system = ("~$填报.xlsx", "Thumbs.db", ".DS_Store", "desktop.ini")
    for name in (*system, "application（上一份）.yaml", "填报（上一份2）.xlsx"):
        add(home, name)
    assert list_unused(home, catalog) == {}


def test_any_other_file_is_a_note(folder: Factory, catalog: Catalog) -> None:
    home = folder("area: 1")
    add(home, "会议记录.jpg")
    add(home, "往来/")
    assert {name: code for name, (code, _) in list_unused(home, catalog).items()} == {
        "会议记录.jpg": "file.unknown",
        "往来/": "file.unknown",
    }


def test_a_misnamed_answer_file_is_named_where_there_is_no_other(folder: Factory, catalog: Catalog) -> None:
    home = folder("area: 1")
    (home / "application.yaml").rename(home / "application.yaml.txt")
    with pytest.raises(InputError) as caught:
        load(home, catalog)
    assert caught.value.remedy == "请把 application.yaml.txt 改名为 application.yaml。"
