"""Answers typed by the form: what is accepted as it was meant, and the exact words for all that does not fit."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import FIRST_ANSWER, NOTICE, Factory, told, whole_plan
from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form
from docgen.documents.printed_answers import SlotValue, format_answers
from docgen.errors import DefinitionError, DocgenError, InputError
from docgen.problems.problem import Severity
from docgen.project.answers.answer_reader import OwnRow, Value
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.rules.answer_check import check_answers
from docgen.values import NOTHING

Loaded = Callable[..., Application]

DECIMALS = "填报说明2：各必填栏目不得空缺，无相关情况时应填写“无”；数据有小数时，保留小数点后2位。"
STANDARDS = "集群中小企业近三年主持（起草单位排名前三位）或参与制修订标准数量情况"
SHARING = "集群已开展的制造资源共享工作"
INTERNATIONAL = ("2019年 国际 主持数量", "2019年 国际 参与数量", "2020年 国际 主持数量")
AREA = "“集群占地面积（平方公里）”"
ONLY_DIGITS = "请只填数字（单位是平方公里），没有的填“无”。"
FILL_IN = "请填写；确实没有的，填“无”。"
PLATFORMS = "“国家制造业创新中心或国家级创新平台名称及数量”"
ONE_PER_YEAR = "这里应每年一个，如 {2019: …, 2021: …}。"
A_LIST = "这里应是列表，每行一项，以“- ”开头；都没有的填“无”。"


# -- what is accepted as it was meant ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "place", "value"),
    [
        ("area: 15.6", "area", Decimal("15.6")),
        ("area: １５．６", "area", Decimal("15.6")),
        ("area: 1,015.6", "area", Decimal("1015.6")),
        ("area: 15.6平方公里", "area", Decimal("15.6")),
        ("area: 15.6 平方公里", "area", Decimal("15.6")),
        ("area: 020", "area", Decimal(20)),
        ("area: 0", "area", Decimal(0)),
        ("area: 无", "area", NOTHING),
        ("cloud_share: 12％", "cloud_share", Decimal(12)),
        ("rd_growth: {2020: －3.5%}", "rd_growth.2020", Decimal("-3.5")),
        ("output_value: 无", "output_value.2020", NOTHING),
        ("industry_type: 第二产业", "industry_type", "secondary"),
        ("industry_type: secondary", "industry_type", "secondary"),
        ("industry_type: □第二产业", "industry_type", "secondary"),
        ("industry_type: ☑ 第二产业", "industry_type", "secondary"),
        ("chain_map: true", "chain_map", "true"),
        ("sharing_work: 无", "sharing_work", ()),
        (
            "sharing_work: [shared_workshop, □开展了同类设备和产品的集中采销]",
            "sharing_work",
            ("joint_purchasing", "shared_workshop"),
        ),
        ("national_platforms: 无", "national_platforms", ()),
        ("national_platforms: [甲中心, 乙中心]", "national_platforms", ("甲中心", "乙中心")),
        ("standards: {2019: {国家: {主持数量: 1项}}}", "standards.2019.national.led", Decimal(1)),
        ("standards: {2019: {national: 无}}", "standards.2019.national.joined", NOTHING),
        ("goals: {industry: {output_growth: {base: 14.2%}}}", "goals.industry.output_growth.base", Decimal("14.2")),
        ("goals: {industry: {own: 无}}", "goals.industry.own", NOTHING),
        (
            "goals: {industry: {own: [{label: 甲, base: 62家, target: 无}]}}",
            "goals.industry.own",
            (OwnRow("甲", {"base": "62家", "target": "无"}),),
        ),
        ("applied_on: 2022-10-08", "applied_on", "2022-10-08"),
        ("department_phone: 020", "department_phone", "020"),
        ("province: yes", "province", "yes"),
        ("province: '&<>{{ }}{% %}*!@`[%: '", "province", "&<>{{ }}{% %}*!@`[%:"),
        ("sharing: |\n  第一段\n\n  第二段\n", "sharing", "第一段\n第二段"),
    ],
)
def test_an_answer_is_taken_as_it_was_meant(loaded: Loaded, answers: str, place: str, value: Value) -> None:
    application = loaded(answers)
    assert application.answers[place] == value
    assert told(application.problems, "answer", "file") == []


# -- what does not fit ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "place", "code", "message", "hint"),
    [
        ("provinc: 东江", "provinc", "answer.unknown-field", "没有“provinc”这个栏目。", "是不是“province”？"),
        (
            "plan: 文字",
            "plan",
            "answer.shape",
            "“八、未来三年中小企业特色产业集群发展规划”不在这个文件里填写。",
            "请写在 plan.md 里，把这里的内容删去。",
        ),
        (
            "declaration_seal: 章",
            "declaration_seal",
            "answer.shape",
            "“县（市、区）中小企业主管部门（公章）”由手工签署，不能填写。",
            "请删去；打印后由有关单位签字、盖章。",
        ),
        ("province: [东江]", "province", "answer.shape", "填写的形式不对。", "这里应是一段文字。"),
        ("sharing: {一: 二}", "sharing", "answer.shape", "填写的形式不对。", "这里应是一段文字。"),
        ("- province", "answers", "answer.shape", "填写的形式不对。", "这里应是“名称: 内容”的形式。"),
        ("area: 十五", "area", "answer.not-a-number", f"{AREA}应填数字，现在是“十五”。", ONLY_DIGITS),
        ("area: 15亩", "area", "answer.not-a-number", f"{AREA}应填数字，现在是“15亩”。", ONLY_DIGITS),
        ("area: 1e5", "area", "answer.not-a-number", f"{AREA}应填数字，现在是“1e5”。", ONLY_DIGITS),
        ("area: 0x10", "area", "answer.not-a-number", f"{AREA}应填数字，现在是“0x10”。", ONLY_DIGITS),
        ("area: 10²", "area", "answer.not-a-number", f"{AREA}应填数字，现在是“10²”。", ONLY_DIGITS),
        (f"area: {'很' * 100}", "area", "answer.not-a-number", f"{AREA}应填数字，现在是“{'很' * 60}…”。", ONLY_DIGITS),
        (
            f"area: {'1' * 1_000_000}",
            "area",
            "answer.not-a-number",
            f"{AREA}应填数字，现在是“{'1' * 60}…”（共 1000000 个字，不像一个数）。",
            ONLY_DIGITS,
        ),
        ("area: -1", "area", "answer.negative", f"{AREA}不会是负数，现在是 -1。", "请核对正负号。"),
        (
            "enterprises: {2019: 1.5}",
            "enterprises.2019",
            "answer.not-a-number",
            "“集群企业数量”应是整数，现在是 1.5。",
            "请核对。",
        ),
        (
            "output_value: {2018: 1}",
            "output_value.2018",
            "answer.year",
            "“集群总产值（亿元）”没有“2018”这一栏，本表填 2019、2020、2021。",
            "请核对年份，去掉多余的一年。",
        ),
        ("output_value: 51", "output_value", "answer.shape", "填写的形式不对。", ONE_PER_YEAR),
        ("output_value: [1, 2, 3]", "output_value", "answer.shape", "填写的形式不对。", ONE_PER_YEAR),
        (
            "industry_type: 第二",
            "industry_type",
            "answer.unknown-option",
            "没有“第二”这个“主导产业所属产业类型”的选项。",
            "是不是“第二产业”？",
        ),
        (
            "chain_map: yes",
            "chain_map",
            "answer.unknown-option",
            "没有“yes”这个“集群是否绘制产业链图谱”的选项。",
            "可填：是 / 否。",
        ),
        (
            "industry_type: [第二产业]",
            "industry_type",
            "answer.shape",
            "填写的形式不对。",
            "这里应是一个选项（第一产业、第二产业、第三产业）。",
        ),
        ("sharing_work: 建立了共享车间、共享工厂", "sharing_work", "answer.shape", "填写的形式不对。", A_LIST),
        (
            "sharing_work: [建立了共享车间]",
            "sharing_work",
            "answer.unknown-option",
            f"没有“建立了共享车间”这个“{SHARING}”的选项。",
            "是不是“建立了共享车间、共享工厂”？",
        ),
        (
            "national_platforms: 甲中心",
            "national_platforms",
            "answer.shape",
            "填写的形式不对。",
            "这里应是名称的列表，每行一个，以“- ”开头；没有的填“无”。",
        ),
        (
            "national_platforms: [无]",
            "national_platforms",
            "answer.shape",
            f"{PLATFORMS}的名单里有一行“无”，会当作一个名称来数。",
            "都没有的，只填一个“无”；否则删去这一行。",
        ),
        (
            "standards: {2019: {natinal: 1}}",
            "standards.2019",
            "answer.unknown-option",
            f"没有“natinal”这个“{STANDARDS}”的栏。",
            "可填：国际 / 国家 / 行业 / 团体。",
        ),
        (
            "standards: {2018: {}}",
            "standards.2018",
            "answer.year",
            f"“{STANDARDS}”没有“2018”这一栏，本表填 2019、2020、2021。",
            "请核对年份，去掉多余的一年。",
        ),
        (
            "standards: {2019: {国家: {主持数量: 1, led: 2}}}",
            "standards.2019.national.led",
            "file.duplicate-key",
            "“主持数量”和“led”是同一栏，填了两次。",
            "请只保留一处。",
        ),
        (
            "goals: {industy: {}}",
            "goals",
            "answer.unknown-field",
            "没有“industy”这个“1.三年总体目标”的方向。",
            "是不是“industry”？",
        ),
        (
            "goals: {industry: {output: 1}}",
            "goals.industry.output",
            "answer.unknown-field",
            "没有“output”这个“主导产业”的指标。",
            "是不是“output_growth”？",
        ),
        (
            "goals: {openness: {own: 无}}",
            "goals.openness.own",
            "answer.unknown-field",
            "没有“own”这个“开放合作”的指标。",
            "可填：openness。",
        ),
        (
            "goals: {industry: {output_growth: {bass: 1}}}",
            "goals.industry.output_growth",
            "answer.unknown-field",
            "没有“bass”这个列。",
            "是不是“base”？",
        ),
        (
            "goals: {industry: {output_growth: {base: 约14}}}",
            "goals.industry.output_growth.base",
            "answer.not-a-number",
            "“集群产值年均增速”应填数字，现在是“约14”。",
            "请只填数字，单位是%。",
        ),
        (
            "goals: {industry: {own: [{label: 甲, base: 1}]}}",
            "goals.industry.own",
            "answer.missing",
            "自设指标缺少2024年目标值。",
            "请补上，没有的填“无”。",
        ),
        (
            "goals: {industry: {own: [甲]}}",
            "goals.industry.own",
            "answer.shape",
            "填写的形式不对。",
            "这里每行应写成 {label: …, base: …, target: …}。",
        ),
        (
            "output_value: {2019：1}",
            "output_value.2019：1",
            "answer.year",
            "“2019”后面的冒号是中文的（：），要用英文冒号加一个空格。",
            "请核对年份，去掉多余的一年。",
        ),
        (
            "goals: area：12",
            "goals",
            "answer.shape",
            "“area”后面的冒号是中文的（：），要用英文冒号加一个空格。",
            "这里应是“名称: 内容”的形式。",
        ),
        (
            "goals: {industry: {own: 甲}}",
            "goals.industry.own",
            "answer.shape",
            "填写的形式不对。",
            "这里应是列表，每行一项，写明 label、base、target；没有的填“无”。",
        ),
    ],
)
def test_what_does_not_fit_is_told_in_exact_words(
    loaded: Loaded, answers: str, place: str, code: str, message: str, hint: str
) -> None:
    application = loaded(f"\n\n{answers}")
    where = f"application.yaml 第{FIRST_ANSWER}行 {place}"
    assert told(application.problems, "answer", "file") == [(code, where, message, hint)]
    assert place not in application.answers or code == "file.duplicate-key"


@pytest.mark.parametrize(("typed", "kept"), [("2.675", "2.68"), ("0.125", "0.13"), ("-0.005", "-0.01"), ("1.999", "2")])
def test_more_than_two_decimals_are_rounded_half_up_and_that_is_said(loaded: Loaded, typed: str, kept: str) -> None:
    application = loaded(f"rd_growth: {{2019: {typed}}}")
    [problem] = [problem for problem in application.problems if problem.code == "answer.rounded"]
    assert application.answers["rd_growth.2019"] == Decimal(kept)
    assert problem.message == f"{typed} 的小数超过两位，已四舍五入为 {kept}。"
    assert (problem.hint, problem.rule, problem.severity) == ("", DECIMALS, Severity.NOTE)


def test_the_first_of_two_equal_keys_counts(loaded: Loaded) -> None:
    application = loaded("province: 东江\ncity: 宁川\nprovince: 西江")
    assert application.answers["province"] == "东江"
    assert told(application.problems, "file") == [
        (
            "file.duplicate-key",
            "application.yaml 第6行 province",
            "“province”填了两次，第一次在第 4 行。",
            "请只保留一处；目前按第一处计。",
        )
    ]


# -- blank, 无 and 0 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "slot", "blank", "nothing", "zero"),
    [
        ("area", "area", "", "无", "0"),
        ("province", "province", "", "无", "0"),
        ("sharing", "sharing", "", "无", "0"),
        ("output_value.2020", "output_value.2020", "", "无", "0"),
        ("standards.2020.group.led", "standards.2020.group.led", "", "无", "0"),
        ("goals.green.co2.base", "goals.green.co2.base", "", "无", "0吨/万元"),
        ("goals.openness.openness.base", "goals.openness.openness.base", "", "无", "0"),
    ],
)
def test_a_blank_nothing_and_zero_are_printed_as_three_different_things(
    loaded: Loaded, form: Form, answer: str, slot: str, blank: str, nothing: str, zero: str
) -> None:
    def printed(value: str) -> SlotValue:
        first, *steps = answer.split(".")
        inner = value
        for step in reversed(steps):
            inner = f"{{{step}: {inner}}}"
        application = loaded(f"{first}: {inner}")
        asked = {problem.where.slot for problem in check_answers(application)}
        row = answer.rpartition(".")[0] if answer.startswith("goals") else answer.partition(".")[0]
        assert (value != "") or any(place.startswith(row) for place in asked)
        return format_answers(form, application.answers)[slot]

    assert (printed(""), printed("无"), printed("0")) == (blank, nothing, zero)


def test_a_list_that_is_blank_is_not_a_list_with_nothing_in_it(loaded: Loaded, form: Form) -> None:
    blank, nothing, one = (loaded(f"national_platforms: {value}") for value in ("", "无", "[甲]"))
    names = ("national_platforms.count", "national_platforms.names")
    shown = [
        tuple(format_answers(form, application.answers)[name] for name in names)
        for application in (blank, nothing, one)
    ]
    assert shown == [("", ""), ("0", "无"), ("1", "甲")]
    assert ["national_platforms" in {p.where.slot for p in check_answers(a)} for a in (blank, nothing, one)] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("answers", "place", "message", "hint"),
    [
        ("area:", "area", f"{AREA}空缺。", FILL_IN),
        ("area: null", "area", f"{AREA}空缺。", FILL_IN),
        ("area: ~", "area", f"{AREA}空缺。", FILL_IN),
        ('area: " "', "area", f"{AREA}空缺。", FILL_IN),
        ("operator_contact:", "operator_contact", "“联系人（运营管理机构）”空缺。", FILL_IN),
        (
            "industry_type:",
            "industry_type",
            "“主导产业所属产业类型”空缺。",
            "请选一项：第一产业 / 第二产业 / 第三产业。",
        ),
        ("sharing_work: []", "sharing_work", f"“{SHARING}”空缺。", FILL_IN),
        ("output_value: {}", "output_value.2019", "“集群总产值（亿元）”空缺。", FILL_IN),
        (
            "output_value: {2019: 1}",
            "output_value.2020",
            "“集群总产值（亿元） 2020年、集群总产值（亿元） 2021年”空缺。",
            FILL_IN,
        ),
        (
            "goals: {green: {co2: {base: 1}}}",
            "goals.green.co2.target",
            "“1.三年总体目标 绿色化 二氧化碳排放量 2024年目标值”空缺。",
            FILL_IN,
        ),
        (
            "standards: {2019: {group: {led: 1}}}",
            "standards.2019.international.led",
            f"“{'、'.join(f'{STANDARDS} {rest}' for rest in INTERNATIONAL)} 等 23 处”空缺。",
            FILL_IN,
        ),
    ],
)
def test_a_blank_where_an_answer_is_required_is_an_error(
    loaded: Loaded, answers: str, place: str, message: str, hint: str
) -> None:
    application = loaded(f"county: 云溪\n{answers}")
    [problem] = [problem for problem in check_answers(application) if problem.where.slot == place]
    assert told([problem]) == [("answer.missing", f"application.yaml 第{FIRST_ANSWER + 1}行 {place}", message, hint)]
    assert problem.rule == DECIMALS


def test_an_answer_that_was_refused_is_not_called_missing_as_well(loaded: Loaded) -> None:
    application = loaded("area: 十五\nindustry_type: 第四产业\nsharing_work: [甲]")
    slots = {problem.where.slot for problem in check_answers(application)}
    assert not slots & {"area", "industry_type", "sharing_work"}


# -- limits -----------------------------------------------------------------------------------------------------------


def _limits(application: Application) -> list[tuple[str, str, str, str]]:
    return told([p for p in check_answers(application) if p.code != "answer.missing"])


def test_a_text_of_exactly_200_zi_is_fine(loaded: Loaded) -> None:
    assert _limits(loaded(f"sharing: {'字' * 200}")) == []


def test_a_text_over_200_zi_as_word_counts_is_an_error(loaded: Loaded) -> None:
    assert _limits(loaded(f"sharing: {'字' * 199}ab 12")) == [
        (
            "answer.too-long",
            "application.yaml 第4行 sharing",
            "“集群制造资源共享情况”有 201 字，超出 1 字（限 200 字）。",
            "请删减。",
        )
    ]


def test_a_text_over_200_zi_only_by_its_characters_is_a_warning(loaded: Loaded) -> None:
    assert _limits(loaded(f"sharing: {'字' * 198} abc")) == [
        (
            "answer.nearly-too-long",
            "application.yaml 第4行 sharing",
            "“集群制造资源共享情况”按 Word 计 199 字，未超限；按全部字符计 201 字，超过 200 字。",
            "审核人若按字符计会认为超限，请酌情删减。",
        )
    ]


@pytest.mark.parametrize(("letters", "codes"), [("abcd", []), ("abcde", ["answer.nearly-too-long"])])
def test_both_limits_are_met_exactly(loaded: Loaded, letters: str, codes: list[str]) -> None:
    application = loaded(f"sharing: {'字' * 196}{letters}")
    assert [code for code, *_ in _limits(application)] == codes


def test_the_plan_has_a_limit_over_all_its_sections(loaded: Loaded, form: Form) -> None:
    sections = sum(section.text for section in form.fields["plan"].sections)
    share = 3000 // sections
    fine = whole_plan(form, "字" * share)
    assert _limits(loaded(plan=fine)) == []
    over = fine + "字" * (3001 - share * sections)
    [(code, where, message, hint)] = _limits(loaded(plan=over))
    assert (code, where, hint) == ("answer.too-long", "plan.md 第1行 plan.overview", "请删减。")
    assert message == "“八、未来三年中小企业特色产业集群发展规划”有 3001 字，超出 1 字（限 3000 字）。"


def test_a_share_above_100_percent_is_an_error(loaded: Loaded) -> None:
    assert _limits(loaded("rd_staff_share: 100")) == []
    assert _limits(loaded("sme_output_share: {2020: 100.01}")) == [
        (
            "answer.above-maximum",
            "application.yaml 第4行 sme_output_share.2020",
            "“集群内中小企业产值占集群总产值比例（%） 2020年”是 100.01%，不会超过 100%。",
            "请核对数字和小数点。",
        )
    ]


# -- the file as a whole ----------------------------------------------------------------------------------------------


def _refused(home: Path, catalog: Catalog) -> DocgenError:
    with pytest.raises(DocgenError) as caught:
        load(home, catalog)
    return caught.value


def test_a_folder_that_is_not_there_and_one_without_answers(tmp_path: Path, catalog: Catalog) -> None:
    missing = _refused(tmp_path / "没有", catalog)
    assert (missing.message, missing.remedy) == ("没有这个文件夹。", "请检查路径，或用 docgen new 新建。")
    empty = _refused(tmp_path, catalog)
    assert empty.message == "文件夹里没有 application.yaml（或 application.json）。"
    assert (empty.remedy, empty.path) == ("请用 docgen new 新建。", str(tmp_path))


def test_two_answer_files_are_one_too_many(folder: Factory, catalog: Catalog) -> None:
    home = folder("")
    (home / "application.json").write_text("{}", encoding="utf-8")
    error = _refused(home, catalog)
    assert error.message == "文件夹里同时有 application.yaml 和 application.json，不知道以哪个为准。"
    assert error.remedy == "请只保留一个。"


@pytest.mark.parametrize("content", ["", "- form\n", "form： 2022-application\n"])
def test_a_file_that_is_no_table_is_refused(folder: Factory, catalog: Catalog, content: str) -> None:
    home = folder("")
    (home / "application.yaml").write_text(content, encoding="utf-8")
    error = _refused(home, catalog)
    assert isinstance(error, InputError)
    assert (
        str(error) == "application.yaml：第1行：文件应以 form:、notice:、answers: 开头。 可用 docgen new 生成一份样子。"
    )


@pytest.mark.parametrize("form_line", ["", "form:\n", "form: [x]\n", "form: ~\n"])
def test_a_file_without_a_form_says_which_forms_there_are(folder: Factory, catalog: Catalog, form_line: str) -> None:
    home = folder("")
    (home / "application.yaml").write_text(f"{form_line}notice: {NOTICE}\n", encoding="utf-8")
    error = _refused(home, catalog)
    assert (error.message, error.line) == ("没有写明 form。", 1)
    assert error.remedy == f"请写 form: 加上其中一个：{'、'.join(catalog.list_form_ids())}。"


def test_a_form_that_does_not_exist_is_a_definition_error(folder: Factory, catalog: Catalog) -> None:
    home = folder("")
    (home / "application.yaml").write_text(f"form: 2022-aplication\nnotice: {NOTICE}\n", encoding="utf-8")
    error = _refused(home, catalog)
    assert isinstance(error, DefinitionError)
    assert (error.message, error.remedy) == ("没有“2022-aplication”这个申报表。", "是不是“2022-application”？")


def test_a_field_at_the_outermost_level_is_told(folder: Factory, catalog: Catalog) -> None:
    home = folder("")
    text = f"form: 2022-application\nnotice: {NOTICE}\nprovince: 东江\nanswers:\n"
    (home / "application.yaml").write_text(text, encoding="utf-8")
    assert told(load(home, catalog).problems, "answer") == [
        (
            "answer.unknown-field",
            "application.yaml 第3行 province",
            "最外层没有“province”这一项。",
            "最外层只有 form、notice、criteria、blanks、answers、summary、averages；栏目都写在 answers: 之下。",
        )
    ]


def test_json_answers_are_read_like_yaml(tmp_path: Path, catalog: Catalog) -> None:
    text = '{"form": "2022-application",\t"notice": "guangdong-2022",\n"answers": {"area": 12.10, "city": null}}'
    (tmp_path / "application.json").write_text(text, encoding="utf-8")
    application = load(tmp_path, catalog)
    assert application.answers == {"area": Decimal("12.10")}
    assert application.locate("city").line == 2
    assert told(application.problems, "answer", "file") == []


def test_an_empty_table_of_answers_is_only_missing_everything(loaded: Loaded, form: Form) -> None:
    application = loaded("")
    assert application.answers == {}
    assert told(application.problems, "answer") == []
    asked = {problem.where.slot.split(".")[0] for problem in check_answers(application)}
    assert asked == {field.split(".")[0] for field in form.places}


# -- anything at all --------------------------------------------------------------------------------------------------

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(["无", "0"])
_TREES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("anything")


def _loads_or_says_why(home: Path, catalog: Catalog, content: bytes) -> None:
    (home / "application.yaml").write_bytes(content)
    try:
        application = load(home, catalog)
        list(check_answers(application))
        format_answers(application.form, application.answers)
    except DocgenError as error:
        assert error.message


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore")))
def test_any_bytes_are_loaded_or_refused_with_words(home: Path, catalog: Catalog, content: bytes) -> None:
    _loads_or_says_why(home, catalog, content)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_any_text_below_answers_is_loaded_or_refused_with_words(home: Path, catalog: Catalog, text: str) -> None:
    content = f"form: 2022-application\nnotice: {NOTICE}\nanswers:\n  province: {text}"
    _loads_or_says_why(home, catalog, content.encode("utf-8", "ignore"))


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_tree_as_the_answer_of_any_field_is_typed_or_told(
    home: Path, catalog: Catalog, form: Form, data: st.DataObject
) -> None:
    names = st.sampled_from(sorted(form.fields))
    answers = data.draw(st.dictionaries(names, _TREES, max_size=4) | _TREES)
    whole = {"form": "2022-application", "notice": NOTICE, "answers": answers}
    _loads_or_says_why(home, catalog, yaml.safe_dump(whole, allow_unicode=True).encode("utf-8", "ignore"))
