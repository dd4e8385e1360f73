"""Holds the texts to the rest: years left behind by an older application, claims that no box ticks, and the reverse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.checks.consistency_answers import Answered
from docgen.checks.consistency_choices import is_chosen, option_words
from docgen.checks.texts import Prose, all_texts, clauses, quoted
from docgen.definitions.consistency import Claim, Claims, WrittenYears
from docgen.problems import Problem

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=\s*年|\s*[—－–~～至-]+\s*(?:19|20)[0-9]{2}\s*年)")
_SPAN = r"[（(，,:：]?\s*((?:19|20)[0-9]{2})\s*年?\s*[—－–~～至到-]+\s*((?:19|20)[0-9]{2})\s*年"
_UNTIL = re.compile(r"到\s*((?:19|20)[0-9]{2})\s*年")
_FROM = ("由", "从", "自", "比", "较")
_AS_OF = re.compile(r"(?:19|20)[0-9]{2}\s*年(?:年末|末|年底|底|全年)")


def check_years(answered: Answered, rule: WrittenYears) -> Iterator[Problem]:
    """A problem for each sentence with a year that does not go with this application's."""
    years = answered.application.form.years
    spans = {word: (years.actual[0], years.actual[-1]) for word in rule.past}
    spans |= {word: (years.stages[0], years.stages[-1]) for word in rule.future}
    for text in all_texts(answered.application):
        for sentence in text.sentences:
            yield from _other_span(answered, text, sentence, spans)
            if text.place in rule.ahead:
                yield from _past_goal(answered, text, sentence, years.base)
            elif not any(word in sentence for word in rule.words):
                yield from _not_yet(answered, text, sentence, years.stages[0])
        if text.place not in rule.ahead:
            yield from _all_old(answered, text, years.actual[0])


def check_claims(answered: Answered, rules: Claims, ahead: tuple[str, ...]) -> Iterator[Problem]:
    """A problem for each option that a text claims and no box ticks, and each box that a text says is not so."""
    application = answered.application
    texts = [one for one in all_texts(application) if one.place not in (*ahead, *rules.besides)]
    rest = [one for one in all_texts(application) if one.place in rules.besides]
    for rule in rules.of:
        if rule.option.partition(".")[0] not in application.answers:
            continue
        claimed = next(_claiming(texts, rule, rules.unless), None)
        if claimed and not is_chosen(application, rule.option):
            yield _unticked(answered, rule, *claimed)
        elif not claimed and is_chosen(application, rule.option):
            denied = next(_denying([*texts, *rest], rule, rules.denied), None)
            if denied:
                yield _denied(answered, rule, *denied)


def _other_span(answered: Answered, text: Prose, sentence: str, spans: dict[str, tuple[int, int]]) -> Iterator[Problem]:
    """近三年（2017—2019年）where the form's three years are others."""
    for word, (first, last) in spans.items():
        for found in re.finditer(re.escape(word) + _SPAN, sentence):
            if (int(found[1]), int(found[2])) != (first, last):
                says = f"“{found[0]}”，本次申报的“{word}”是 {first}—{last}年"
                yield _year(answered, text, sentence, says)


def _past_goal(answered: Answered, text: Prose, sentence: str, base: int) -> Iterator[Problem]:
    """到2020年 as a goal of a plan that begins later; 由2019年的……到2021年 tells what was."""
    for clause in clauses(sentence):
        for found in _UNTIL.finditer(clause):
            if int(found[1]) <= base and not any(word in clause[: found.start()] for word in _FROM):
                yield _year(answered, text, sentence, f"“{found[0]}”，规划的目标年份在 {base}年之后")


def _not_yet(answered: Answered, text: Prose, sentence: str, now: int) -> Iterator[Problem]:
    """What is told as done in a year that is still to come."""
    later = [year for year in map(int, _YEAR.findall(sentence)) if year > now]
    if later:
        yield _year(answered, text, sentence, f"“{later[0]}年”，申报的这一年是 {now}年")


def _all_old(answered: Answered, text: Prose, first: int) -> Iterator[Problem]:
    """A text whose years all are before those of the form, and which does not merely tell when something began."""
    years = [int(year) for year in _YEAR.findall(text.words)]
    if years and max(years) < first and (len(set(years)) > 1 or _AS_OF.search(text.words)):
        sentence = next(one for one in text.sentences if str(max(years)) in one)
        yield _year(answered, text, sentence, f"最晚的年份是 {max(years)}年，申报表的数据从 {first}年起")


def _year(answered: Answered, text: Prose, sentence: str, says: str) -> Problem:
    message = f"“{answered.name(text.place)}”里写了{says}：“{quoted(sentence)}”"
    hint = "请看是不是旧稿里的年份没有改；没有错的可以不改。"
    years = answered.application.form.years
    spans = f"{years.actual[0]}—{years.actual[-1]}年的数据、{years.stages[0]}—{years.stages[-1]}年的规划"
    return answered.problem("consistency.year", text.place, message, hint, f"申报表问的是{spans}")


def _claiming(texts: list[Prose], rule: Claim, unless: tuple[str, ...]) -> Iterator[tuple[Prose, str]]:
    for text in texts:
        for sentence in text.sentences:
            said = any(word in sentence for word in rule.words)
            done = not rule.done or any(word in sentence for word in rule.done)
            if said and done and not any(word in sentence for word in unless):
                yield text, sentence


def _denying(texts: list[Prose], rule: Claim, denied: tuple[str, ...]) -> Iterator[tuple[Prose, str]]:
    for text in texts:
        for sentence in text.sentences:
            for clause in clauses(sentence):
                if any(word in clause for word in rule.words) and any(word in clause for word in denied):
                    yield text, sentence


def _unticked(answered: Answered, rule: Claim, text: Prose, sentence: str) -> Problem:
    words = option_words(answered.application, rule.option)
    message = f"“{answered.name(text.place)}”里说“{quoted(sentence)}”，没有选“{words}”。"
    hint = "做了的请勾选并附佐证材料；没有做的请改文字。"
    return answered.problem("consistency.claim", text.place, message, hint, f"申报表“{words}”")


def _denied(answered: Answered, rule: Claim, text: Prose, sentence: str) -> Problem:
    words = option_words(answered.application, rule.option)
    message = f"选了“{words}”，“{answered.name(text.place)}”里却说“{quoted(sentence)}”。"
    hint = "两处只能有一处对，请核对。"
    return answered.problem("consistency.denied", rule.option.partition(".")[0], message, hint, f"申报表“{words}”")
