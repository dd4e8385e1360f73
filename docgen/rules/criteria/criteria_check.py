"""Judgement of an application by criteria: each sentence with its figure, its limit and the margin.

There is no score: none is published. A sentence that only a person can judge is marked so, with the place to look at.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path, PurePosixPath

from docgen.definitions.catalog import Catalog
from docgen.definitions.criteria import Criteria, Fact, Sentence, Standard
from docgen.definitions.form import Choice, describe_place
from docgen.errors import DefinitionError, suggest_nearest
from docgen.problems.problem import Problem, Where
from docgen.project.answers.criteria_profiles import OWN
from docgen.project.application import Application
from docgen.project.evidence.folder_files import refuse_outside
from docgen.rules.criteria.thresholds import NOT_ASKED, format_source, judge_threshold
from docgen.rules.criteria.verdicts import FigureReading, ThresholdFinding, Verdict, VerdictState
from docgen.values import format_number, format_with_unit

DEFAULT_CRITERIA = "national-2022"


def select_criteria(folder: Path, names: Sequence[str], catalog: Catalog) -> tuple[Criteria, ...]:
    """Select the criteria of a folder: those it names, each by id or by a file in the folder.

    Without names these are the national ones and the ``criteria.yaml`` of the folder, if there is one. Raises
    DefinitionError (exit code 3) where one does not exist or contradicts the forms.
    """
    if not names:
        names = (DEFAULT_CRITERIA, OWN) if (folder / OWN).exists() else (DEFAULT_CRITERIA,)
    return tuple(_load_criteria(folder, name, catalog) for name in dict.fromkeys(names))


def judge_criteria(application: Application, criteria: Criteria) -> tuple[Verdict, ...]:
    """Judge each sentence of the criteria, in the order of the official text."""
    return tuple(
        _judge_sentence(application, criteria, standard, sentence)
        for standard in criteria.standards
        for sentence in standard.sentences
    )


@dataclass(frozen=True)
class JudgedCriteria:
    """One profile of criteria and the verdict on each of its sentences; none where it is for other forms."""

    criteria: Criteria
    fits: bool
    verdicts: tuple[Verdict, ...]


def judge_profiles(application: Application, profiles: Iterable[Criteria]) -> tuple[JudgedCriteria, ...]:
    """Judge the application by each of the profiles."""
    return tuple(_judge_profile(application, criteria) for criteria in profiles)


def _judge_profile(application: Application, criteria: Criteria) -> JudgedCriteria:
    fits = not criteria.forms or application.form.id in criteria.forms
    return JudgedCriteria(criteria, fits, judge_criteria(application, criteria) if fits else ())


def check_criteria(application: Application, profiles: Iterable[JudgedCriteria]) -> Iterator[Problem]:
    """Yield a problem for each sentence that is not met, and for each that is met by one convention only."""
    for one in profiles:
        if not one.fits:
            yield _report_other_form(application, one.criteria)
        for verdict in one.verdicts:
            yield from _check_verdict(application, verdict)


def _load_criteria(folder: Path, name: str, catalog: Catalog) -> Criteria:
    if not name.endswith((".yaml", ".yml", ".json")):
        return catalog.load_criteria(name)
    steps = PurePosixPath(name.replace("\\", "/"))
    if steps.is_absolute() or ".." in steps.parts or ":" in name:
        message = f"认定标准的文件“{name}”不在文件夹里。"
        raise DefinitionError(message, remedy="请放进申报文件夹，写它在文件夹里的名称。")
    if not os.path.isfile(folder / steps):  # noqa: PTH113  (Path.is_file raises where a name is too long)
        otherwise = f"请放进文件夹，或改用：{'、'.join(catalog.list_criteria_ids())}。"
        remedy = suggest_nearest(name, sorted(path.name for path in folder.iterdir()), otherwise)
        raise DefinitionError(f"文件夹里没有认定标准的文件“{name}”。", remedy=remedy)
    return catalog.load_own_criteria(refuse_outside(folder / steps, folder))


def _judge_sentence(application: Application, criteria: Criteria, standard: Standard, sentence: Sentence) -> Verdict:
    if sentence.declared:
        return _judge_declared(application, criteria, standard, sentence)
    if sentence.person:
        return Verdict(criteria, standard, sentence, VerdictState.PERSON, notes=(sentence.person,))
    findings = tuple(judge_threshold(application, threshold) for threshold in sentence.thresholds)
    states = {finding.state for finding in findings}
    state = next(
        one for one in (VerdictState.MET, VerdictState.PERSON, VerdictState.OPEN, VerdictState.NOT_MET) if one in states
    )
    readings = [reading for finding in findings for reading in finding.readings]
    return Verdict(
        criteria,
        standard,
        sentence,
        state,
        findings,
        places=tuple(reading.place for reading in readings),
        source="；".join(dict.fromkeys(reading.source for reading in readings)),
        notes=tuple(dict.fromkeys(note for finding in findings for note in _list_notes(finding))),
    )


def _judge_declared(application: Application, criteria: Criteria, standard: Standard, sentence: Sentence) -> Verdict:
    """Judge a sentence by a choice of the form; without such a field it is left to a person."""
    form = application.form
    fitting = (fact for fact in sentence.declared if not fact.forms or form.id in fact.forms)
    fact = next((fact for fact in fitting if fact.field in form.fields), None)
    if fact is None:
        return Verdict(criteria, standard, sentence, VerdictState.PERSON, notes=(NOT_ASKED,))
    state, notes = _judge_option(application.answers.get(fact.field), fact)
    return Verdict(
        criteria,
        standard,
        sentence,
        state,
        places=(fact.field,),
        chosen_option=_format_choice(application, fact),
        source=format_source(application, fact.field),
        notes=notes + ((fact.note,) if fact.note else ()),
    )


def _judge_option(option: object, fact: Fact) -> tuple[VerdictState, tuple[str, ...]]:
    if not isinstance(option, str):
        return VerdictState.OPEN, ()
    if option in fact.person:
        return VerdictState.PERSON, (fact.person[option],)
    return (VerdictState.MET if option in fact.met else VerdictState.NOT_MET), ()


def _format_choice(application: Application, fact: Fact) -> str:
    field = application.form.fields[fact.field]
    option = application.answers.get(fact.field)
    if not isinstance(field, Choice) or not isinstance(option, str):
        return ""
    return f"“{field.label}”选“{field.options[option]}”"


def _list_notes(finding: ThresholdFinding) -> Iterator[str]:
    yield from finding.notes
    unit = finding.threshold.unit
    for name, value in finding.disagreeing.items():
        yield f"按{name}是 {format_with_unit(value, unit)}，结论相反"
    for doubt in finding.doubts:
        yield f"{doubt.words}，这一年达不到"


def _report_other_form(application: Application, criteria: Criteria) -> Problem:
    message = f"认定标准 {criteria.id} 用的不是申报表 {application.form.id}，而是 {'、'.join(criteria.forms)}。"
    return Problem(
        "criteria.other-form", Where(application.answer_file, 0, "criteria"), message, "请改用相配的认定标准。"
    )


def _check_verdict(application: Application, verdict: Verdict) -> Iterator[Problem]:
    finding = verdict.finding
    if verdict.state is VerdictState.NOT_MET and verdict.chosen_option:
        yield _report_misstated(application, verdict)
    if finding is None:
        return
    if verdict.state is VerdictState.NOT_MET:
        yield _report_not_met(application, verdict, finding)
    if verdict.state is VerdictState.MET and finding.disagreeing:
        yield _report_disagreement(application, verdict, finding)
    if verdict.state is VerdictState.OPEN and finding.unusable:
        yield _report_open(application, verdict, finding)
    for doubt in finding.doubts:
        yield _report_doubt(application, verdict, finding, doubt)


def _report_misstated(application: Application, verdict: Verdict) -> Problem:
    message = f"{verdict.chosen_option}，不符合认定标准。"
    hint = "请核对有没有选反；确实如此的，不符合认定标准。"
    return Problem("criteria.not-met", application.locate(verdict.places[0]), message, hint, _format_rule(verdict))


def _report_not_met(application: Application, verdict: Verdict, finding: ThresholdFinding) -> Problem:
    labels = {reading.label for one in verdict.findings for reading in one.readings}
    named = f"“{labels.pop()}”" if len(labels) == 1 else ""
    nearest = f"最接近的是{finding.threshold.words}这一条，" if len(verdict.findings) > 1 else ""
    message = f"{named}{verdict.values}；认定标准要求{verdict.limit}，{nearest}{verdict.margin_words}。"
    hint = "".join(f"{note.rstrip('。')}。" for note in (*verdict.notes, *verdict.criteria.notes))
    where = application.locate(finding.decisive)
    if verdict.advisory:
        hint = f"标准写的是“一般”，请准备说明。{hint}"
        return Problem("criteria.advisory", where, message, hint, _format_rule(verdict))
    checked = "企业表里的数据" if finding.decisive in application.answer_sources else "数据"
    hint = f"请核对{checked}和单位；确实如此的，不符合认定标准。{hint}"
    return Problem("criteria.not-met", where, message, hint, _format_rule(verdict))


def _report_disagreement(application: Application, verdict: Verdict, finding: ThresholdFinding) -> Problem:
    unit = finding.threshold.unit
    others = "；".join(f"按{name}是 {format_with_unit(value, unit)}" for name, value in finding.disagreeing.items())
    called = "”的“".join(dict.fromkeys(reading.label for reading in finding.readings))
    own = format_with_unit(finding.value, unit) if finding.value is not None else ""
    message = f"“{called}”是 {own}，符合要求（{verdict.limit}）；{others}，就不符合了。"
    hint = "年均增速没有规定算法，请在数据计算说明里写明基期和算法，并准备回答。"
    return Problem("criteria.conventions", application.locate(finding.decisive), message, hint, _format_rule(verdict))


def _report_open(application: Application, verdict: Verdict, finding: ThresholdFinding) -> Problem:
    place = finding.unusable[0]
    name = describe_place(application.form.places[place], place)
    answer = application.answers[place]
    shown = format_number(answer) if isinstance(answer, Decimal) else answer
    message = f"“{name}”填了“{shown}”，判断不了是否{verdict.limit}。"
    hint = "请填数字；确实算不出的，请在正文里说明。"
    return Problem("criteria.open", application.locate(place), message, hint, _format_rule(verdict))


def _report_doubt(
    application: Application, verdict: Verdict, finding: ThresholdFinding, doubt: FigureReading
) -> Problem:
    last = "，最后一年符合" if verdict.state is VerdictState.MET else ""
    message = f"“{doubt.label}”{doubt.words}；认定标准要求{finding.threshold.words}{last}。"
    hint = "标准没有写明要看哪一年，审核人可能会问，请准备说明。"
    return Problem("criteria.earlier-year", application.locate(doubt.place), message, hint, _format_rule(verdict))


def _format_rule(verdict: Verdict) -> str:
    return (
        f"{verdict.criteria.title}，{verdict.standard.heading.rstrip('。')}：{verdict.sentence.text.rstrip('，；。')}"
    )
