"""Consistency of texts with the answers: years of an older application, claims without a tick, ticks denied."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.definitions.consistency_rules import Claim, Claims, WrittenYears
from docgen.problems.problem import Problem
from docgen.rules.consistency.consistency_answers import ConsistencyAnswers
from docgen.rules.consistency.consistency_choices import format_option, is_chosen
from docgen.rules.prose import Prose, iterate_texts, shorten_sentence, split_clauses

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=\s*年|\s*[—－–~～至-]+\s*(?:19|20)[0-9]{2}\s*年)")
_SPAN = r"[（(，,:：]?\s*((?:19|20)[0-9]{2})\s*年?\s*[—－–~～至到-]+\s*((?:19|20)[0-9]{2})\s*年[）)]?"
_UNTIL = re.compile(r"到\s*((?:19|20)[0-9]{2})\s*年")
_FROM_WORDS = ("由", "从", "自", "比", "较")


_Doubt = tuple[str, str, str]
"""A doubtful year: the message, the sentence, and the words in it."""


def check_years(answered: ConsistencyAnswers, rule: WrittenYears) -> Iterator[Problem]:
    """Yield a problem for each text with years that do not fit this application, with its first such sentence."""
    for text in iterate_texts(answered.application):
        doubts = list(_find_doubts(answered, text, rule))
        if doubts:
            says, sentence, word = doubts[0]
            others = len({one[1] for one in doubts}) - 1
            more = f"；另有 {others} 句" if others else ""
            message = f"“{answered.format_name(text.place)}”里写了{says}：“{shorten_sentence(sentence, word)}”{more}"
            hint = "请看是不是旧稿里的年份没有改；没有错的可以不改。"
            yield answered.build_problem("consistency.year", text.place, message, hint, _format_years(answered))


def check_claims(answered: ConsistencyAnswers, rules: Claims, ahead: tuple[str, ...]) -> Iterator[Problem]:
    """Yield a problem for each option that a text claims and no box ticks, and each ticked one that a text denies."""
    application = answered.application
    texts = [one for one in iterate_texts(application) if one.place not in (*ahead, *rules.besides)]
    rest = [one for one in iterate_texts(application) if one.place in rules.besides]
    for rule in rules.of:
        if rule.option.partition(".")[0] not in application.answers:
            continue
        claimed = next(_find_claims(texts, rule, rules.unless), None)
        if claimed and not is_chosen(application, rule.option):
            yield _report_unticked(answered, rule, *claimed)
        elif not claimed and is_chosen(application, rule.option):
            denied = next(_find_denials([*texts, *rest], rule, rules.denied), None)
            if denied:
                yield _report_denied(answered, rule, *denied)


def _find_doubts(answered: ConsistencyAnswers, text: Prose, rule: WrittenYears) -> Iterator[_Doubt]:
    years = answered.application.form.years
    spans = {word: (years.actual[0], years.actual[-1]) for word in rule.past}
    spans |= {word: (years.stages[0], years.stages[-1]) for word in rule.future}
    is_ahead = text.place in rule.ahead
    for sentence in text.sentences:
        yield from _find_other_spans(sentence, spans)
        if is_ahead:
            yield from _find_past_goals(sentence, years.base)
        elif not any(word in sentence for word in rule.words):
            yield from _find_future_years(sentence, years.stages[0])
    if not is_ahead:
        yield from _find_outdated_text(text, years.actual[0], rule.state)


def _find_other_spans(sentence: str, spans: dict[str, tuple[int, int]]) -> Iterator[_Doubt]:
    """Yield spans such as 近三年（2017—2019年） that differ from the years of the form."""
    for word, (first, last) in spans.items():
        for found in re.finditer(re.escape(word) + _SPAN, sentence):
            if (int(found[1]), int(found[2])) != (first, last):
                yield f"“{found[0]}”，本次申报的“{word}”是 {first}—{last}年", sentence, found[0]


def _find_past_goals(sentence: str, base: int) -> Iterator[_Doubt]:
    """Yield goals of years before the plan (到2020年); 由2019年的……到2021年 is a report and accepted."""
    for clause in split_clauses(sentence):
        for found in _UNTIL.finditer(clause):
            if int(found[1]) <= base and not any(word in clause[: found.start()] for word in _FROM_WORDS):
                yield f"“{found[0]}”，规划的目标年份在 {base}年之后", sentence, found[0]


def _find_future_years(sentence: str, now: int) -> Iterator[_Doubt]:
    """Yield years after the year of the application in a sentence about the past."""
    later = [year for year in _YEAR.findall(sentence) if int(year) > now]
    if later:
        yield f"“{later[0]}年”，申报的这一年是 {now}年", sentence, later[0]


def _find_outdated_text(text: Prose, first: int, state: tuple[str, ...]) -> Iterator[_Doubt]:
    """Yield a doubt for a text whose years are all before those of the form, unless it only names a beginning."""
    found = list(_YEAR.finditer(text.words))
    years = {year[1] for year in found}
    last = max(years, default="")
    after = [text.words[year.end() :].lstrip().removeprefix("年").lstrip() for year in found]
    if years and int(last) < first and (len(years) > 1 or any(words.startswith(state) for words in after)):
        sentence = next(one for one in text.sentences if last in one)
        yield f"最晚的年份是 {last}年，申报表的数据从 {first}年起", sentence, last


def _format_years(answered: ConsistencyAnswers) -> str:
    years = answered.application.form.years
    asked = f"{years.actual[0]}—{years.actual[-1]}年的数据和 {years.stages[0]}—{years.stages[-1]}年的规划"
    return f"申报表问的是 {asked}"


def _find_claims(texts: list[Prose], rule: Claim, unless: tuple[str, ...]) -> Iterator[tuple[Prose, str]]:
    for text in texts:
        for sentence in text.sentences:
            keyword = _find_first_word(rule.words, sentence)
            done = not rule.done or any(word in sentence for word in rule.done)
            if keyword and done and not any(word in sentence for word in unless):
                yield text, shorten_sentence(sentence, keyword)


def _find_denials(texts: list[Prose], rule: Claim, denied: tuple[str, ...]) -> Iterator[tuple[Prose, str]]:
    for text in texts:
        for sentence in text.sentences:
            for clause in split_clauses(sentence):
                keyword = _find_first_word(rule.words, clause)
                if keyword and any(word in clause for word in denied):
                    yield text, shorten_sentence(sentence, clause)


def _find_first_word(words: tuple[str, ...], text: str) -> str:
    return next((word for word in words if word in text), "")


def _report_unticked(answered: ConsistencyAnswers, rule: Claim, text: Prose, sentence: str) -> Problem:
    words = format_option(answered.application, rule.option)
    message = f"“{answered.format_name(text.place)}”里说“{sentence}”，没有选“{words}”。"
    hint = "做了的请勾选并附佐证材料；没有做的请改文字。"
    return answered.build_problem("consistency.claim", text.place, message, hint, f"申报表“{words}”")


def _report_denied(answered: ConsistencyAnswers, rule: Claim, text: Prose, sentence: str) -> Problem:
    words = format_option(answered.application, rule.option)
    message = f"选了“{words}”，“{answered.format_name(text.place)}”里却说“{sentence}”。"
    hint = "两处只能有一处对，请核对。"
    return answered.build_problem(
        "consistency.denied", rule.option.partition(".")[0], message, hint, f"申报表“{words}”"
    )
