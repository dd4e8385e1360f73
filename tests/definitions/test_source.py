"""Files as people save them: every encoding, every slip of the keyboard, and files that are no data at all."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.definitions.source import Listing, Node, Scalar, Table, read_source, read_text
from docgen.errors import ExitCode, InputError

AROUND = "请检查这一行前后的缩进、冒号后的空格、引号和括号。"
PASTED = "多半是从 Word 粘贴来的手动换行符等，请核对这一行的文字是否完整。"


def written(folder: Path, content: str | bytes, name: str = "application.yaml") -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def entries(folder: Path, content: str | bytes, name: str = "application.yaml") -> dict[str, Node]:
    root = read_source(written(folder, content, name), name).root
    assert isinstance(root, Table)
    return dict(root.entries)


def refused(folder: Path, content: str | bytes, name: str = "application.yaml") -> InputError:
    with pytest.raises(InputError) as caught:
        read_source(written(folder, content, name), name)
    assert caught.value.exit_code is ExitCode.INPUT
    assert caught.value.path == name
    return caught.value


@pytest.mark.parametrize("typed", ["020", "12.10", "1e5", "0x10", "yes", "no", "on", "2022-10-14", "1:30", ".5", "NaN"])
def test_a_scalar_stays_the_text_that_was_typed(tmp_path: Path, typed: str) -> None:
    assert entries(tmp_path, f"a: {typed}\n") == {"a": Scalar(typed, 1)}


@pytest.mark.parametrize("typed", ["", "~", "null", "Null", "NULL", '""', "''", '"  "', "|"])
def test_a_blank_is_blank_however_it_is_typed(tmp_path: Path, typed: str) -> None:
    value = entries(tmp_path, f"a: {typed}\n")["a"]
    assert isinstance(value, Scalar)
    assert value.is_blank


@pytest.mark.parametrize("typed", ['"null"', "'~'", "0", "无", "nul"])
def test_what_only_looks_blank_is_an_answer(tmp_path: Path, typed: str) -> None:
    value = entries(tmp_path, f"a: {typed}\n")["a"]
    assert isinstance(value, Scalar)
    assert not value.is_blank


def test_every_node_knows_its_line(tmp_path: Path) -> None:
    found = entries(tmp_path, "# 说明\na: 1\nb:\n  - x\n  - {y: 2}\n")
    assert found["a"] == Scalar("1", 2)
    assert isinstance(found["b"], Listing)
    assert [item.line for item in found["b"].items] == [4, 5]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("a: 1\nb:\n\tc: 1\n", 3, "不是有效的 YAML：用了制表符（Tab）缩进，缩进请用空格。"),
        ("a: 1\nprovince:东江\nb: 2\n", 2, "不是有效的 YAML：“province:”后面少了一个空格。"),
        ("a: 1\nb: 2\nprovince:东江\n", 3, "不是有效的 YAML：“province:”后面少了一个空格。"),
        ("a:\n  province:东江\n  b: 2\n", 2, "不是有效的 YAML：“province:”后面少了一个空格。"),
        ("a: 1\nb： 2\nc: 3\n", 2, "不是有效的 YAML：“b”后面的冒号是中文的，要用英文冒号加一个空格。"),
        ('a: 1\nb: "东江\nc: 2\nd: 3\n', 2, "不是有效的 YAML：引号没有闭合。"),
        ("a: 1\nb: '东江\nc: 2\nd: 3\n", 2, "不是有效的 YAML：引号没有闭合。"),
        ('b: "东" 江\n', 1, "不是有效的 YAML：缩进不一致，引号后面多了文字，或缺少栏目名称。"),
        ("a: {2019: 1, 2020: 2\nb: 3\n", 1, "不是有效的 YAML：花括号里少了逗号，或没有闭合。"),
        ("a: {2019: 1，2020: 2}\n", 1, "不是有效的 YAML：花括号里少了逗号，或没有闭合。"),
        ("a: [x\nb: 3\n", 1, "不是有效的 YAML：方括号里少了逗号，或没有闭合。"),
        ("a: b: c\n", 1, "不是有效的 YAML：这里多了一个冒号，或上一行的引号没有闭合。"),
        ("a: - x\n", 1, "不是有效的 YAML：列表的“-”不能写在这里，请另起一行。"),
        ("a:\n    b: 1\n  c: 2\n", 3, "不是有效的 YAML：缩进不一致，引号后面多了文字，或缺少栏目名称。"),
        ("x: 1\na: @东江\n", 2, "不是有效的 YAML：文字不能以“@”开头，请给这段文字加引号。"),
        ("a: `东江`\n", 1, "不是有效的 YAML：文字不能以“`”开头，请给这段文字加引号。"),
        ("a: %东江\n", 1, "不是有效的 YAML：文字不能以“%”开头，请给这段文字加引号。"),
        ("a: &东江 x\n", 1, "不是有效的 YAML：以 & 或 * 开头的文字请加引号。"),
        ("a: **重要**\n", 1, "不是有效的 YAML：以 & 或 * 开头的文字请加引号。"),
        ("a: !重要 x\n", 1, "不是有效的 YAML：以“!”开头的文字请加引号。"),
        ("a: |东江\n", 1, "不是有效的 YAML：“|”或“>”后面不能写字，请从下一行写起。"),
        ('a: "\\q"\n', 1, "不是有效的 YAML：双引号里的反斜杠（\\）要写两个，或改用单引号。"),
        ('a: "\\ud83d"\n', 1, "不是有效的 YAML：“\\u”后面不是一个完整的字符。"),
    ],
)
def test_a_syntax_error_is_told_in_chinese_on_its_line(tmp_path: Path, content: str, line: int, message: str) -> None:
    error = refused(tmp_path, content)
    assert (error.line, error.message, error.remedy) == (line, message, AROUND)


@pytest.mark.parametrize("content", ["x: 1\na: &b c\n", "x: 1\na: *b\n"])
def test_anchors_and_aliases_are_refused(tmp_path: Path, content: str) -> None:
    error = refused(tmp_path, content)
    assert error.line == 2
    assert error.message == "不能用 YAML 的锚点（&）和引用（*）。"
    assert error.remedy == "以 & 或 * 开头的文字请加引号；重复的内容请直接写出来。"


@pytest.mark.parametrize("value", ["!x y", "!!int 3", "! y", "!!python/object/apply:os.system [id]"])
def test_a_tag_is_refused_and_never_swallows_the_text(tmp_path: Path, value: str) -> None:
    error = refused(tmp_path, f"x: 1\na: {value}\n")
    assert (error.line, error.message) == (2, "不能用 YAML 的类型标记（!）。")
    assert error.remedy == "以“!”开头的文字请加引号。"


@pytest.mark.parametrize("text", ["&a", "*a", "!a", "@a", "`a`", "{a", "[a", "%a", "a: b", "- a", "# a", "a #b"])
def test_any_text_survives_in_quotes(tmp_path: Path, text: str) -> None:
    assert entries(tmp_path, f"a: '{text}'\n") == {"a": Scalar(text, 1, quoted=True)}


def test_an_alias_bomb_is_refused_at_once(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    bomb += "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    begun = time.monotonic()
    assert refused(tmp_path, bomb).message == "不能用 YAML 的锚点（&）和引用（*）。"
    assert time.monotonic() - begun < 1


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "application.yaml"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    begun = time.monotonic()
    with pytest.raises(
        InputError, match="^application.yaml：文件有 200 MB，超过 8 MB 的上限，不像是填报数据。"
    ) as caught:
        read_source(path, path.name)
    assert caught.value.remedy == "请检查是否放错了文件。"
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("content", ["[" * 3000, "".join("  " * n + "a:\n" for n in range(50)), "{a: " * 500])
def test_deep_nesting_is_refused(tmp_path: Path, content: str) -> None:
    error = refused(tmp_path, content)
    assert (error.message, error.remedy) == ("嵌套过深。", "请检查缩进或括号。")


def test_more_than_one_document_is_refused_where_the_second_begins(tmp_path: Path) -> None:
    error = refused(tmp_path, "a: 1\n---\nb: 2\n")
    assert (error.line, error.message, error.remedy) == (3, "文件里有不止一份数据（用 --- 隔开）。", "请只保留一份。")


def test_a_table_as_a_key_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "x: 1\n? [a]\n: 1\n").message == "冒号前面应是栏目名称。"


@pytest.mark.parametrize("content", ["", "\n\n", "# 只有说明\n", "---\n...\n"])
def test_an_empty_file_is_a_blank(tmp_path: Path, content: str) -> None:
    root = read_source(written(tmp_path, content), "a.yaml").root
    assert isinstance(root, Scalar)
    assert root.is_blank


def test_the_first_of_two_equal_keys_counts_and_the_second_is_told(tmp_path: Path) -> None:
    source = read_source(written(tmp_path, "a: 1\nb: 2\na: 3\n"), "application.yaml")
    assert isinstance(source.root, Table)
    assert source.root.entries["a"] == Scalar("1", 1)
    [problem] = source.problems
    assert str(problem.where) == "application.yaml 第3行 a"
    assert (problem.message, problem.hint) == ("“a”填了两次，第一次在第 1 行。", "请只保留一处；目前按第一处计。")


# -- encodings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("codec", "name"), [("gb18030", "GB18030"), ("utf-16", "UTF-16"), ("utf-16-be", "UTF-16")])
def test_a_file_in_another_encoding_is_read_and_that_is_told(tmp_path: Path, codec: str, name: str) -> None:
    text = ("\ufeff" if codec == "utf-16-be" else "") + "a: 东江省㐀𠮷\n"
    source = read_source(written(tmp_path, text.encode(codec)), "application.yaml")
    assert isinstance(source.root, Table)
    assert source.root.entries["a"] == Scalar("东江省㐀𠮷", 1)
    [problem] = source.problems
    assert (problem.code, str(problem.where)) == ("file.encoding", "application.yaml")
    assert problem.message == f"文件不是 UTF-8 编码，已按 {name} 读取。"
    assert problem.hint == "请用编辑器另存为 UTF-8 编码，避免个别字变成乱码。"


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    source = read_source(written(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"), "application.yaml")
    assert source.problems == ()
    assert isinstance(source.root, Table)
    assert source.root.entries == {"a": Scalar("1", 1), "b": Scalar("2", 2)}


@pytest.mark.parametrize(
    "rubbish", [b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04\x14\x00", b"\xff\xfe\x00", b"\x81\x20\xff\xff", bytes(300)]
)
def test_binary_rubbish_is_refused(tmp_path: Path, rubbish: bytes) -> None:
    error = refused(tmp_path, rubbish)
    assert error.message == "文件既不是 UTF-8 也不是 GB18030 编码，读不出文字。"
    assert error.remedy == "请检查是否放错了文件；如是文本，请用编辑器打开后另存为 UTF-8。"


@pytest.mark.parametrize("code", [0x07, 0x0B, 0x0C, 0x1F, 0x7F, 0x85, 0x200B, 0x2028, 0xFEFF, 0xFFFE])
def test_control_characters_pasted_from_word_are_removed_and_told(tmp_path: Path, code: int) -> None:
    source = read_source(written(tmp_path, f"x: 1\na: 东{chr(code)}江\nb: 2\n"), "application.yaml")
    assert isinstance(source.root, Table)
    assert source.root.entries["a"] == Scalar("东江", 2)
    assert source.root.entries["b"].line == 3
    [problem] = source.problems
    assert (problem.code, str(problem.where)) == ("file.control-character", "application.yaml 第2行")
    assert problem.message == f"这一行有 1 个看不见的控制字符（U+{code:04X}），已去掉。"
    assert problem.hint == PASTED


def test_control_characters_do_not_come_back_through_escapes(tmp_path: Path) -> None:
    source = read_source(written(tmp_path, 'x: 1\na: "东\\x0b\\a江\\r\\n"\n'), "application.yaml")
    assert isinstance(source.root, Table)
    assert source.root.entries["a"] == Scalar("东江\n", 2, quoted=True)
    [problem] = source.problems
    assert problem.message == "这一行有 2 个看不见的控制字符（U+000B、U+0007），已去掉。"
    assert problem.where.line == 2


# -- JSON -------------------------------------------------------------------------------------------------------------


def test_json_is_read_as_it_stands(tmp_path: Path) -> None:
    text = '{"a":12.10,\n\t"b":\t"\\/\\u4e1c\\ud83d\\ude00",\r\n"c":null,"d":true,"e":["x"]}'
    found = entries(tmp_path, text, "application.json")
    assert found["a"] == Scalar("12.10", 1)
    assert found["b"] == Scalar("/东😀", 2, quoted=True)
    assert isinstance(found["c"], Scalar)
    assert found["c"].is_blank
    assert found["d"] == Scalar("true", 3)


def test_a_backslash_before_u_is_no_escape(tmp_path: Path) -> None:
    found = entries(tmp_path, json.dumps({"a": "\\ud83d\\ude00"}), "a.json")
    assert found["a"] == Scalar("\\ud83d\\ude00", 1, quoted=True)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ('{"a": 1 // 说明\n}', 1, "不是有效的 JSON：第 9 列附近读不下去。"),
        ('{"a": 1,\n "b": 2,\n}', 3, "不是有效的 JSON：第 1 列附近读不下去。"),
        ('{"a": "x\ty"}', 1, "不是有效的 JSON：第 9 列附近读不下去。"),
        ("", 1, "不是有效的 JSON：第 1 列附近读不下去。"),
        ("a: 1\n", 1, "不是有效的 JSON：第 1 列附近读不下去。"),
    ],
)
def test_broken_json_is_told_with_line_and_column(tmp_path: Path, content: str, line: int, message: str) -> None:
    error = refused(tmp_path, content, "application.json")
    assert (error.line, error.message, error.remedy) == (line, message, "请检查是否少了引号、逗号或括号。")


def test_json_nested_beyond_reason_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "[" * 100_000, "a.json").message == "括号嵌套过深。"


def test_equal_keys_of_json_are_told(tmp_path: Path) -> None:
    source = read_source(written(tmp_path, '{"a": 1,\n"a": 2}', "a.json"), "a.json")
    assert [(p.code, p.where.line) for p in source.problems] == [("file.duplicate-key", 2)]


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=20), st.text(), max_size=5))
def test_any_json_text_is_read_as_the_json_reader_reads_it(
    tmp_path_factory: pytest.TempPathFactory, data: dict
) -> None:
    path = tmp_path_factory.getbasetemp() / "hypothesis.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    try:
        source = read_source(path, "a.json")
    except InputError:
        assert any("\ud800" <= c <= "\udfff" for text in [*data, *data.values()] for c in text)
        return
    if not source.problems:
        assert isinstance(source.root, Table)
        read = {key: value.text for key, value in source.root.entries.items() if isinstance(value, Scalar)}
        assert read == {one_kind_of_line_end(key): one_kind_of_line_end(value) for key, value in data.items()}


def one_kind_of_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


# -- what is no file --------------------------------------------------------------------------------------------------


def test_a_missing_file_a_folder_and_a_pipe_are_refused_by_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    found = {}
    for name in ("nothing", "folder", "pipe"):
        with pytest.raises(InputError) as caught:
            read_text(tmp_path / name, name)
        found[name] = (caught.value.message, caught.value.remedy)
    assert found == {
        "nothing": ("找不到这个文件。", "请检查路径，或用 docgen new 新建。"),
        "folder": ("这是一个文件夹，不是文件。", ""),
        "pipe": ("这不是一个普通的文件，没有读取。", "请换成真正的文件。"),
    }


def test_a_number_of_thousands_of_digits_in_json_stays_text(tmp_path: Path) -> None:
    digits = "1" * 5_000
    found = entries(tmp_path, f'{{"a": {digits}, "b": {digits}.5, "c": -{digits}}}', "application.json")
    assert [found[key] for key in "abc"] == [Scalar(text, 1) for text in (digits, f"{digits}.5", f"-{digits}")]


def test_more_keys_and_values_than_any_application_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docgen.definitions.source.MOST_NODES", 20_000)
    assert len(entries(tmp_path, "".join(f"k{number}: 1\n" for number in range(9_999)))) == 9_999
    error = refused(tmp_path, "".join(f"k{number}: 1\n" for number in range(10_001)))
    assert (error.message, error.line) == ("里面的条目超过 2 万个，没有读取。", 10_000)
