"""A form moved to another round: the same form with other years, whichever form it is, there and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.definitions.catalog import Catalog, built_in
from docgen.definitions.decode import decode
from docgen.definitions.form import Form
from docgen.definitions.form_shift import ShiftedForm, shift_form
from docgen.definitions.notice import Notice
from docgen.definitions.source import parse_source
from docgen.errors import InputError
from made_up_form import Defined

CATALOG = built_in()
FORMS = CATALOG.list_form_ids()
REWRITTEN = ("# 推算稿", "<!-- 推算稿", "id: ", "source: ", "projected: ")


def text_of(shifted: ShiftedForm, folder: str) -> str:
    return next(file.text for name, file in shifted.files.items() if name.startswith(folder))


def form_of(shifted: ShiftedForm) -> Form:
    return decode(parse_source(text_of(shifted, "data/forms").encode(), "form.yaml"), Form)


def rest_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith(REWRITTEN)]


def write(shifted: ShiftedForm, folder: Path) -> Catalog:
    for name, file in shifted.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(file.text, encoding="utf-8")
    return Catalog((folder, *CATALOG.roots))


@pytest.mark.slow
@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("by", [1, -1, 3])
def test_there_and_back_is_the_same_form_line_by_line(form_id: str, by: int, tmp_path: Path) -> None:
    catalog = write(shift_form(CATALOG, form_id, by, "there"), tmp_path)
    back = shift_form(catalog, "there", -by, "back")
    original = (CATALOG.find_form_file(form_id), CATALOG.find_template(form_id) / "form.html")
    for folder, path in zip(("data/forms", "templates"), original, strict=True):
        assert rest_of(text_of(back, folder)) == rest_of(path.read_text("utf-8"))


@pytest.mark.parametrize("form_id", FORMS)
def test_each_year_of_the_definition_moves_with_all_that_names_it(form_id: str) -> None:
    before = CATALOG.load_form(form_id)
    after = form_of(shift_form(CATALOG, form_id, 1, "next"))
    assert after.years.actual == tuple(year + 1 for year in before.years.actual)
    assert (after.years.base, after.years.target) == (before.years.base + 1, before.years.target + 1)
    assert after.edition == str(int(before.edition) + 1)
    assert [f"plan.stage_{year}" for year in after.years.stages] == [
        place for place in after.places if place.startswith("plan.stage_")
    ]
    assert list(after.consistency.figures.stages.values()) == list(after.years.stages)
    assert after.fields["goals"].columns == {  # type: ignore[union-attr]
        "base": f"{after.years.base}年基准值",
        "target": f"{after.years.target}年目标值",
    }
    assert after.errata == before.errata
    assert list(after.fields) == list(before.fields)


def test_what_is_of_no_round_stays() -> None:
    shifted = shift_form(CATALOG, "2025-application", 1)
    layout, notice = text_of(shifted, "templates"), text_of(shifted, "data/notices")
    assert "财税〔2015〕119号" in layout
    assert "<p>6.未注明填报年度的，请填写截止到2025年底的数据。</p>" in layout
    assert "<title>中小企业特色产业集群申报表（2026）</title>" in layout
    assert "沿用广东省2022年清单的1至25项" in notice
    assert "发展规划（2026—2028年）。" in notice
    assert "（工信部企业〔2022〕63号）" not in {year.excerpt for year in shifted.files[list(shifted.files)[0]].years}


@pytest.mark.slow
def test_it_says_what_it_is_a_projection_of_and_where_its_words_are_from(tmp_path: Path) -> None:
    first = shift_form(CATALOG, "2025-application", 1)
    form = form_of(first)
    assert (first.id, form.id, form.edition) == ("2026-application", "2026-application", "2026")
    assert form.projected == first.projected == "推算自 2025-application，年度后移 1 年"
    origin = CATALOG.load_form("2025-application").source
    assert form.source == f"没有官方文本，推算自 2025-application，年度后移 1 年；原文：{origin}"
    second = form_of(shift_form(write(first, tmp_path), "2026-application", 1))
    assert second.id == "2027-application"
    assert second.source == f"没有官方文本，推算自 2026-application，年度后移 1 年；原文：{origin}"
    assert second.years.actual == (2024, 2025, 2026)


@pytest.mark.slow
def test_each_notice_comes_along_with_its_list_and_without_what_nobody_can_know() -> None:
    shifted = shift_form(CATALOG, "2022-application", 3, "2025-b")
    assert shifted.notices == ("2025-b-guangdong", "2025-b-national", "2025-b-ningxia")
    lender = CATALOG.load_notice("guangdong-2022")
    for name in shifted.notices:
        text = shifted.files[f"data/notices/{name}.yaml"].text
        notice = decode(parse_source(text.encode(), f"{name}.yaml"), Notice)
        assert (notice.number, notice.deadline, notice.evidence_as) == ("", None, "")
        assert notice.forms == ("2025-b",)
        assert notice.projected.startswith("推算自 ")
        assert [one.number for one in notice.iterate_items()] == [one.number for one in lender.iterate_items()]
        assert "2025年度中小企业特色产业集群" in notice.title


@pytest.mark.slow
def test_an_item_that_only_another_form_needs_stays_behind() -> None:
    numbers = {}
    for form_id in ("2025-application", "2025-review"):
        text = text_of(shift_form(CATALOG, form_id, 1), "data/notices")
        items = decode(parse_source(text.encode(), "n.yaml"), Notice).iterate_items()
        numbers[form_id] = {item.number for item in items}
        fields = CATALOG.load_form(form_id).fields
        assert all(name.partition(".")[0] in fields for item in items for name in item.proves)
    assert "补3" not in numbers["2025-application"]  # operator_changed is asked in the review only
    assert "补3" in numbers["2025-review"]


@pytest.mark.parametrize("by", [0, 50, -11])
def test_a_number_of_years_that_makes_no_round_is_refused(by: int) -> None:
    with pytest.raises(InputError, match=f"年度不能移 {by} 年"):
        shift_form(CATALOG, "2025-application", by)


@pytest.mark.parametrize("name", ["a/b", "..", "null", " ", "-x", "表.yaml"])
def test_an_id_that_cannot_name_a_file_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="不能作申报表的代号"):
        shift_form(CATALOG, "2025-application", 1, name)


@pytest.mark.slow
def test_an_id_that_is_taken_or_cannot_be_made_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="已有申报表“2025-application”"):
        shift_form(CATALOG, "2022-application", 3)
    catalog = write(shift_form(CATALOG, "2025-application", 1, "next"), tmp_path)
    with pytest.raises(InputError, match="代号“next”里没有年份"):
        shift_form(catalog, "next", 1)


class TestOwnDefinitions:
    """A form of another folder, with criteria and a table of its own, and traps in its words."""

    @pytest.fixture
    def defined(self, tmp_path: Path) -> Defined:
        defined = Defined(tmp_path / "定义")
        defined.change(defined.form, "limit: 120}", "limit: 2030}  # 2030 is a limit")
        defined.change(
            defined.form,
            "  - {id: looms",
            '  - {id: y2030, kind: text, label: "2030", hint: "\\u2030"}\n  - {id: looms',
        )
        return defined

    @pytest.fixture
    def shifted(self, defined: Defined) -> ShiftedForm:
        return shift_form(Catalog((defined.home, *CATALOG.roots)), "2031-workshop", 1)

    def test_a_number_of_another_kind_is_no_year(self, shifted: ShiftedForm) -> None:
        text = text_of(shifted, "data/forms")
        assert "limit: 2030}  # 2030 is a limit" in text
        assert '{id: y2031, kind: text, label: "2031", hint: "\\u2030"}' in text
        reasons = {
            year.reason for year in shifted.files["data/forms/2032-workshop.yaml"].years if year.before == "2030"
        }
        assert reasons >= {"是 limit 的数值，不是年份", "在注释里；注释照原表", "是一个符号的编码"}

    def test_its_years_need_not_be_three(self, shifted: ShiftedForm) -> None:
        assert form_of(shifted).years.actual == (2030, 2031)
        assert "{{ patterns.2030.old.own }}" in text_of(shifted, "templates")
        assert "2033年目标" in text_of(shifted, "templates")

    def test_criteria_and_tables_of_its_folder_come_along(self, defined: Defined) -> None:
        tables = (CATALOG.roots[0] / "data" / "tables.yaml").read_text("utf-8")
        (defined.home / "data" / "tables.yaml").write_text(tables, encoding="utf-8")
        (defined.home / "data" / "criteria").mkdir()
        criteria = "id: own\ntitle: 标准（2030年版）\nsource: 虚构\nforms: [2031-workshop]\nstandards: []\n"
        (defined.home / "data" / "criteria" / "own.yaml").write_text(criteria, encoding="utf-8")
        shifted = shift_form(Catalog((defined.home, *CATALOG.roots)), "2031-workshop", 1)
        assert shifted.files["data/tables.yaml"].text == tables
        assert shifted.files["data/criteria/own.yaml"].text == criteria.replace("[2031-", "[2032-")

    def test_a_form_without_a_notice_gets_one(self, defined: Defined) -> None:
        defined.notice.unlink()
        shifted = shift_form(Catalog((defined.home, *CATALOG.roots)), "2031-workshop", 1)
        assert shifted.notices == ("2032-workshop",)
        notice = decode(parse_source(text_of(shifted, "data/notices").encode(), "n.yaml"), Notice)
        assert (notice.forms, notice.issuer) == (("2032-workshop",), "尚未发文")
