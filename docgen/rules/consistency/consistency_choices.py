"""Consistency of choices with other answers: options and the figures behind them, options that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.definitions.consistency_rules import Backed, Exclusive
from docgen.definitions.form import Choice, Choices, shorten_label
from docgen.problems.problem import Problem
from docgen.project.application import Application
from docgen.rules.consistency.consistency_answers import ConsistencyAnswers


def is_chosen(application: Application, option: str) -> bool:
    """Return whether the option ``field.option`` is chosen."""
    name, _, wanted = option.partition(".")
    value = application.answers.get(name)
    return wanted == value or (isinstance(value, tuple) and wanted in value)


def format_option(application: Application, option: str) -> str:
    """Format an option as the form prints it; an option of a single choice (是, 否) with its question."""
    name, _, wanted = option.partition(".")
    field = application.form.fields[name]
    words = field.options[wanted] if isinstance(field, Choice | Choices) else ""
    if not isinstance(field, Choice):
        return words
    question = f"{field.about}{shorten_label(field)}"
    return f"{question}：{words}"


def check_backed(answered: ConsistencyAnswers, rule: Backed) -> Iterator[Problem]:
    """Yield a problem where an option is chosen and its answer is 无, or the other way round."""
    application = answered.application
    if rule.by not in application.answers:
        return
    name, is_nothing = answered.format_name(rule.by), answered.is_nothing(rule.by)
    chosen = [option for option in rule.options if is_chosen(application, option)]
    hint = "两处只能有一处对，请核对。"
    if is_nothing and chosen:
        message = f"选了“{format_option(application, chosen[0])}”，“{name}”却是“无”。"
        yield answered.build_problem("consistency.answers", rule.by, message, hint)
    elif rule.otherwise and not is_nothing and is_chosen(application, rule.otherwise):
        message = (
            f"“{name}”填了 {answered.format_answer(rule.by)}，却选了“{format_option(application, rule.otherwise)}”。"
        )
        yield answered.build_problem("consistency.answers", rule.by, message, hint)
    elif not rule.otherwise and not is_nothing and not chosen:
        message = f"“{name}”填了内容，没有勾选“{format_option(application, rule.options[0])}”。"
        yield answered.build_problem("consistency.unclaimed", rule.by, message, "属实的请勾选，并附佐证材料。")


def check_exclusive(answered: ConsistencyAnswers, rule: Exclusive) -> Iterator[Problem]:
    """Yield a problem where two options are chosen that rarely hold together."""
    one, other = rule.options
    if all(is_chosen(answered.application, option) for option in rule.options):
        words = [format_option(answered.application, option) for option in rule.options]
        message = f"同时选了“{words[0]}”和“{words[1]}”。"
        place = one.partition(".")[0]
        yield answered.build_problem("consistency.options", place, message, rule.doubt)
