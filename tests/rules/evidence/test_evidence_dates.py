"""Dates of the evidence against the application: 2022年10月8日, with figures of 2019 to 2021."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import told
from docgen.definitions.catalog import Catalog
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.project.evidence.evidence_index import EvidenceKind
from docgen.rules.evidence.evidence_dates import check_evidence_dates
from docgen.rules.evidence.requirements import count_evidence_kinds

Loaded = Callable[..., Application]
Judged = Callable[..., list[str]]


@pytest.fixture
def judged(loaded: Loaded) -> Judged:
    """The codes of the problems of one file of that item with these dates."""

    def judge(item: str, dates: str, applied: str = "2022年10月8日") -> list[str]:
        files = {f"{item}/证书.pdf": b"x", "index.yaml": f"{item}/证书.pdf: {{{dates}}}".encode()}
        application = loaded(f"applied_on: {applied}", evidence=files)
        assert application.evidence.problems == ()
        return [problem.code.removeprefix("evidence.") for problem in check_evidence_dates(application)]

    return judge


@pytest.mark.parametrize(
    ("dates", "codes"),
    [
        ("valid_until: 2022-10-07", ["expired"]),
        ("valid_until: 2022-10-08", []),
        ("valid_until: 2022年9月", ["expired"]),
        ("valid_until: 2022年10月", []),
        ("valid_until: 2021", ["expired"]),
        ("valid_until: 2022", []),
        ("valid_until: 长期", []),
        ("kind: 自我声明", []),
    ],
)
def test_a_certificate_must_be_valid_on_the_day_of_the_application(
    judged: Judged, dates: str, codes: list[str]
) -> None:
    assert judged("22", dates) == codes


@pytest.mark.parametrize(
    ("applied", "until", "codes"),
    [
        ("2021年6月1日", "2021-12-30", ["expired"]),
        ("2021年6月1日", "2021-12-31", []),
        ("无", "2021-12-30", ["expired"]),
        ("无", "2021-12-31", []),
        ("近日", "2021-12-31", []),
        ("2022年10月", "2022-09-30", ["expired"]),
        ("2022年10月", "2022-10-01", []),
    ],
)
def test_and_at_the_end_of_the_figures_whichever_is_later(
    judged: Judged, applied: str, until: str, codes: list[str]
) -> None:
    assert judged("22", f"valid_until: {until}", applied) == codes


@pytest.mark.parametrize(
    ("item", "dates", "codes"),
    [
        ("4", "valid_from: 2022-01-01", ["not-yet-valid"]),
        ("4", "valid_from: 2021-12-31", []),
        ("4", "valid_from: 2021年12月", []),
        ("21", "valid_from: 2022-01-01", ["not-yet-valid"]),
        ("8", "valid_from: 2022-01-01", []),
        ("8", "valid_from: 2022-10-08", []),
        ("8", "valid_from: 2022-10-09", ["not-yet-valid"]),
        ("8", "valid_from: 2022年10月", []),
        ("8", "valid_from: 2022年11月", ["not-yet-valid"]),
        ("16", "valid_from: 2022-01-01, proves: [co2_intensity]", []),
    ],
)
def test_what_proves_a_count_must_be_valid_in_the_year_counted_and_other_things_when_applied(
    judged: Judged, item: str, dates: str, codes: list[str]
) -> None:
    assert judged(item, dates) == codes


def test_without_a_date_of_application_only_counts_are_held_to_the_beginning(judged: Judged) -> None:
    assert judged("8", "valid_from: 2030-01-01", "无") == []
    assert judged("4", "valid_from: 2030-01-01", "无") == ["not-yet-valid"]


def test_an_application_of_a_month_may_be_of_its_last_day(judged: Judged) -> None:
    assert judged("8", "valid_from: 2022-10-31", "2022年10月") == []
    assert judged("8", "valid_from: 2022-11-01", "2022年10月") == ["not-yet-valid"]


@pytest.mark.parametrize(
    ("dates", "applied", "codes"),
    [
        ("date: 2022-10-09", "2022年10月8日", ["too-late"]),
        ("date: 2022-10-08", "2022年10月8日", []),
        ("date: 2022年10月", "2022年10月8日", []),
        ("date: 2022年11月", "2022年10月8日", ["too-late"]),
        ("date: 2022-10-31", "2022年10月", []),
        ("date: 2030-01-01", "无", []),
    ],
)
def test_a_paper_later_than_the_application_is_doubtful(
    judged: Judged, dates: str, applied: str, codes: list[str]
) -> None:
    assert judged("8", dates, applied) == codes


@pytest.mark.parametrize(
    ("item", "dates", "codes"),
    [
        ("11", "date: 2018-12-31", ["too-old"]),
        ("11", "date: 2019-01-01", []),
        ("11", "date: 2018年", ["too-old"]),
        ("8", "date: 2015-01-01", []),
        ("2", "date: 2015-01-01", []),
        ("2", "date: 2015-01-01, proves: [rd_intensity]", ["too-old"]),
        ("2", "date: 2015-01-01, proves: [rd_intensity, output_value]", []),
        ("16", "date: 2018-12-31, proves: [co2_intensity]", []),
    ],
)
def test_only_what_must_be_of_the_last_three_years_can_be_too_old(
    judged: Judged, item: str, dates: str, codes: list[str]
) -> None:
    assert judged(item, dates) == codes


def test_each_problem_says_what_is_there_and_where(loaded: Loaded) -> None:
    index = (
        "04 小巨人证书.pdf:\n  valid_from: 2022年3月1日\n  valid_until: 2022年9月30日\n"
        "11 标准.pdf:\n  date: 2017-05-01\n"
        "08 协议.pdf:\n  date: 2022-12-01\n"
    )
    files = {
        **dict.fromkeys(("04 小巨人证书.pdf", "11 标准.pdf", "08 协议.pdf"), b"x"),
        "index.yaml": index.encode(),
    }
    application = loaded("applied_on: 2022年10月8日", evidence=files)
    found = list(check_evidence_dates(application))
    assert told(found) == [
        (
            "evidence.expired",
            "evidence/index.yaml 第3行 evidence.4",
            "“小巨人证书”有效期至 2022年9月30日，到申报时间（2022年10月8日）已经过期。",
            "请换成有效的证明；已续期或复核通过的，请放入新的证明，并更正 valid_until。",
        ),
        (
            "evidence.not-yet-valid",
            "evidence/index.yaml 第2行 evidence.4",
            "“小巨人证书”从 2022年3月1日 起有效，到填报年度末（2021年12月31日）还没有生效。",
            "请核对日期；没有更早的证明的，这一项不应计入。",
        ),
        (
            "evidence.too-late",
            "evidence/index.yaml 第7行 evidence.8",
            "“协议”的日期是 2022-12-01，晚于申报时间（2022年10月8日）。",
            "请核对两个日期，或换成申报之前的材料。",
        ),
        (
            "evidence.too-old",
            "evidence/index.yaml 第5行 evidence.11",
            "“标准”的日期是 2017-05-01，它证明的是近三年（2019—2021年）的情况。",
            "请换成2019—2021年的材料，或核对日期。",
        ),
    ]
    assert [problem.rule for problem in found][0] == "提供集群内专精特新“小巨人”企业名单；"


def test_the_box_that_a_file_proves_says_whether_it_must_be_recent(tmp_path: Path, catalog: Catalog) -> None:
    head = "form: 2025-application\nnotice: national-2025\nanswers:\n  applied_on: 2025年4月1日\n"
    (tmp_path / "application.yaml").write_text(head, "utf-8")
    (tmp_path / "evidence").mkdir()
    for name in ("补1 说明.pdf", "补2 说明.pdf"):
        (tmp_path / "evidence" / name).write_bytes(b"x")
    index = "补1 说明.pdf: {date: 2020-01-01}\n补2 说明.pdf: {date: 2020-01-01}\n"
    (tmp_path / "evidence" / "index.yaml").write_text(index, "utf-8")
    found = [problem.where.slot for problem in check_evidence_dates(load(tmp_path, catalog))]
    assert found == ["evidence.补1"]


def test_the_kinds_are_counted_by_item(loaded: Loaded) -> None:
    names = ("08/1 甲.pdf", "08/2 乙.pdf", "08/3 丙.pdf", "10/丁.pdf", "24/戊.pdf")
    index = '"08": {kind: 自我声明}\n08/2 乙.pdf: {kind: 第三方证明}\n"24": {kind: 自我声明}\n'
    application = loaded("", evidence={**dict.fromkeys(names, b"x"), "index.yaml": index.encode()})
    kinds = count_evidence_kinds(application)
    assert [(one.item, one.counts, one.undeclared) for one in kinds] == [
        ("8", {EvidenceKind.THIRD_PARTY: 1, EvidenceKind.SELF: 2}, 0),
        ("10", {}, 1),
        ("24", {EvidenceKind.SELF: 1}, 0),
    ]
    assert [one.words for one in kinds] == ["第三方证明 1 个，自我声明 2 个", "", "自我声明 1 个"]
