"""plan.md: prose under the official headings, however it was typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import told, whole_plan
from docgen.definitions.form import Form, Narrative
from docgen.project.plan import Plan, read_plan

Read = Callable[[str | bytes], Plan]

FIRST = "# 一、集群基本情况简介"
UNSEEN = "请移到规定的标题之下，否则不会印出。"
MARKUP = "只用标题和普通段落；标记会原样印出。"


@pytest.fixture
def narrative(form: Form) -> Narrative:
    field = form.fields["plan"]
    assert isinstance(field, Narrative)
    return field


@pytest.fixture
def read(tmp_path: Path, narrative: Narrative) -> Read:
    def write_and_read(content: str | bytes) -> Plan:
        path = tmp_path / "plan.md"
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return read_plan(path, narrative)

    return write_and_read


def apart_from_missing(plan: Plan) -> list[tuple[str, str, str, str]]:
    return told(problem for problem in plan.problems if problem.code != "plan.heading-missing")


def test_a_whole_plan_is_read_without_a_word(read: Read, form: Form, narrative: Narrative) -> None:
    plan = read(whole_plan(form, "第一段。\n\n第二段。"))
    assert plan.problems == ()
    assert plan.paragraphs == {section.id: ("第一段。", "第二段。") for section in narrative.sections if section.text}
    assert plan.lines["overview"] == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n").encode("utf-8"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("#", "").encode("utf-8"),
        lambda text: text.replace("# ", "#").encode("utf-8"),
        lambda text: text.replace("（", "(").replace("）", ")").encode("utf-8"),
        lambda text: text.replace("1.", "1．").encode("utf-8"),
        lambda text: text.replace("、", "、 ").encode("utf-8"),
        lambda text: text.replace("# 二、发展成效", "# 二、发展成效 #").encode("utf-8"),
        lambda text: text.replace("二、发展成效", "二、发展成效：").encode("utf-8"),
    ],
)
def test_headings_are_recognised_however_they_are_typed(read: Read, form: Form, change: Callable[[str], bytes]) -> None:
    plan = read(change(whole_plan(form)))
    assert plan.problems == ()
    assert len(plan.paragraphs) == 9


@pytest.mark.parametrize("codec", ["gb18030", "utf-16"])
def test_a_plan_in_another_encoding_is_read_and_that_is_told(read: Read, form: Form, codec: str) -> None:
    plan = read(whole_plan(form).encode(codec))
    assert told(plan.problems) == [
        (
            "file.encoding",
            "plan.md",
            f"文件不是 UTF-8 编码，已按 {codec.upper()} 读取。",
            "请用编辑器另存为 UTF-8 编码，避免个别字变成乱码。",
        )
    ]
    assert plan.paragraphs["overview"] == ("正文。",)


def test_a_missing_file_is_one_problem(tmp_path: Path, narrative: Narrative) -> None:
    assert told(read_plan(tmp_path / "plan.md", narrative).problems) == [
        (
            "plan.file-missing",
            "plan.md plan",
            "没有 plan.md，“八、未来三年中小企业特色产业集群发展规划”无从填起。",
            "请新建 plan.md，写在规定的标题之下；docgen new 会给出标题。",
        )
    ]


def test_each_missing_heading_is_given_as_it_should_be_typed(read: Read, form: Form, narrative: Narrative) -> None:
    plan = read(whole_plan(form).replace("#### （2）2023年度\n", ""))
    assert told(plan.problems) == [
        (
            "plan.heading-missing",
            "plan.md plan.stage_2023",
            "缺少标题“（2）2023年度”。",
            "请加上这一行：#### （2）2023年度",
        )
    ]
    assert len(read("").problems) == len(narrative.sections)


@pytest.mark.parametrize(
    ("typed", "message", "hint"),
    [
        (
            "# 二、发展成果",
            "申报表没有“二、发展成果”这个标题。",
            "是不是“二、发展成效”？正文里的小标题请去掉“#”，写成普通的一行。",
        ),
        ("## 附录", "申报表没有“附录”这个标题。", "正文里的小标题请去掉“#”，写成普通的一行。"),
    ],
)
def test_an_unknown_heading_is_told_with_the_nearest_one(read: Read, typed: str, message: str, hint: str) -> None:
    plan = read(f"{FIRST}\n正文。\n{typed}\n更多。\n")
    assert apart_from_missing(plan) == [("plan.heading-unknown", "plan.md 第3行 plan", message, hint)]
    assert plan.paragraphs == {"overview": ("正文。", "更多。")}


def test_a_heading_that_stands_twice_is_told_and_nothing_is_lost(read: Read) -> None:
    plan = read(f"{FIRST}\n一。\n\n{FIRST}\n二。\n")
    assert apart_from_missing(plan) == [
        (
            "plan.heading-order",
            "plan.md 第4行 plan.overview",
            "标题“一、集群基本情况简介”出现了两次，第一次在第 1 行。",
            "请合并为一处。",
        )
    ]
    assert plan.paragraphs == {"overview": ("一。", "二。")}


def test_a_heading_out_of_order_is_told(read: Read) -> None:
    plan = read(f"# 三、存在的问题\n三。\n{FIRST}\n一。\n")
    assert apart_from_missing(plan) == [
        (
            "plan.heading-order",
            "plan.md 第3行 plan.overview",
            "标题“一、集群基本情况简介”应在“三、存在的问题”之前。",
            "请按申报表的次序排列。",
        )
    ]


def test_text_before_the_first_heading_or_where_none_belongs_is_told(read: Read) -> None:
    long = "这是一段很长很长很长很长很长很长的文字。"
    plan = read(f"开头。\n# 四、未来三年中小企业特色产业集群发展规划\n{long}\n")
    assert apart_from_missing(plan) == [
        ("plan.text-outside", "plan.md 第1行 plan", "这段文字之前没有标题：“开头。”。", UNSEEN),
        (
            "plan.text-outside",
            "plan.md 第3行 plan",
            f"“四、未来三年中小企业特色产业集群发展规划”之下不写正文：“{long[:20]}”。",
            UNSEEN,
        ),
    ]
    assert plan.paragraphs == {}


def test_comments_are_not_printed_and_do_not_move_the_lines(read: Read) -> None:
    plan = read(f"<!-- 说明\n# 附录\n多行 -->\n{FIRST}\n前<!-- 中 -->后\n<!-- 一 --><!-- 二 -->\n# 不对的标题\n")
    assert plan.paragraphs == {"overview": ("前后",)}
    assert [where for code, where, *_ in apart_from_missing(plan)] == ["plan.md 第7行 plan"]


@pytest.mark.parametrize(
    "line",
    [
        "**重点**工作",
        "- 第一项",
        "* 第一项",
        "> 引用",
        "| 甲 | 乙 |",
        "`代码`",
        "见[网站](http://x)",
        "![图](a.png)",
        "第一行<br>第二行",
        "__下划线__",
        "<!-- 没有结束的说明",
        "结束 -->",
        "---",
        "===",
        "#",
    ],
)
def test_markup_is_told_and_printed_as_it_stands(read: Read, line: str) -> None:
    plan = read(f"{FIRST}\n\n{line}\n")
    assert apart_from_missing(plan) == [
        ("plan.markup", "plan.md 第3行 plan", f"这一行有不会被排版的标记：“{line}”。", MARKUP)
    ]
    assert plan.paragraphs == {"overview": (line,)}


@pytest.mark.parametrize(
    "line", ["1. 第一项", "5-10家", "a*b", "下降13.5%<15%", "（1）抓好培育", "2022年—2024年", "a_b"]
)
def test_ordinary_text_is_no_markup(read: Read, line: str) -> None:
    assert apart_from_missing(read(f"{FIRST}\n{line}\n")) == []


def test_control_characters_in_the_plan_are_told_with_their_line(read: Read) -> None:
    plan = read(f"{FIRST}\n上\x0b下\n")
    assert plan.paragraphs == {"overview": ("上下",)}
    [(code, where, message, _)] = apart_from_missing(plan)
    assert (code, where) == ("file.control-character", "plan.md 第2行")
    assert message == "这一行有 1 个看不见的控制字符（U+000B），已去掉。"
