"""Consistency of names: place names inside names, the operating body, one name of the cluster everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from docgen.definitions.consistency_rules import Barred, Contained, NamedPlaces, SameName
from docgen.problems.problem import Problem, Where
from docgen.rules.consistency.consistency_answers import ConsistencyAnswers
from docgen.rules.prose import iterate_texts

_SIMILARITY = 0.6
"""The least similarity (0 to 1) of two names of an industry that are meant for the same one."""
_BETWEEN = r"[^，。；、：:！？,;!?\s（）()《》“”\"']{0,40}?"
_NOT_PLACE = r"[^省市县区旗州盟，。；、：:！？,;!?\s（）()《》“”\"']"
_LEADING_PLACES = re.compile(
    rf"({_NOT_PLACE}{{2,7}}(?:省|自治区))?({_NOT_PLACE}{{2,7}}(?:市|地区|自治州|州|盟))?({_NOT_PLACE}{{2,7}}(?:县|市|区|旗))?"
)
_LEVEL = re.compile(r"(?:省|自治区|市|地区|自治州|州|盟|县|区|旗|自治县|自治旗)\Z")
_ZONES = ("开发区", "高新区", "园区", "新区", "示范区", "社区", "工业区")
_RANK = re.compile(r"^(?:自治)?[县市区旗]")


def check_contained(answered: ConsistencyAnswers, rule: Contained) -> Iterator[Problem]:
    """Yield a problem for each place name that a name should contain and does not."""
    text = _get_text(answered, rule.text)
    for name in rule.parts:
        part = _get_text(answered, name)
        if text and part and part not in text:
            message = (
                f"“{answered.format_name(rule.text)}”是“{text}”，里面没有“{answered.format_name(name)}”填的“{part}”。"
            )
            hint = "请核对两处；地名改过的，请一并改。"
            yield answered.build_problem("consistency.place-name", rule.text, message, hint, rule.rule)


def check_places(answered: ConsistencyAnswers, rule: NamedPlaces) -> Iterator[Problem]:
    """Yield a problem for each place at the beginning of a name that is none of the places of the application."""
    text = _get_text(answered, rule.text)
    own = [_LEVEL.sub("", name) for name in (_get_text(answered, part) for part in rule.parts) if name]
    found = _LEADING_PLACES.match(text)
    if not found or len(own) < len(rule.parts):
        return
    named = [place for place in found.groups() if place and not place.endswith(_ZONES)]
    foreign = [place for place in named if not any(one in place or _LEVEL.sub("", place) in one for one in own)]
    for place in foreign:
        # A word such as 智慧城市 is no place; beside the right province a wrong 市 is one.
        if len(foreign) < len(named) or place.endswith("县"):
            answers = [f"“{answered.format_name(part)}”是“{_get_text(answered, part)}”" for part in rule.parts]
            message = (
                f"“{answered.format_name(rule.text)}”是“{text}”，其中的“{place}”与封面不同：{'、'.join(answers)}。"
            )
            hint = f"请核对两处（另一处：{answered.application.locate(rule.parts[-1])}）；地名改过的，请一并改。"
            yield answered.build_problem("consistency.place-name", rule.text, message, hint, rule.rule)


def check_barred(answered: ConsistencyAnswers, rule: Barred) -> Iterator[Problem]:
    """Yield a problem where the name of a body suggests one that is not eligible."""
    text = _get_text(answered, rule.text)
    words = [word for word in rule.words if word in text]
    if words and not any(word in text for word in rule.but):
        message = f"“{answered.format_name(rule.text)}”是“{text}”，从“{words[0]}”看像是基础建设单位。"
        hint = "不是的，请备好法人证书和职责说明。"
        yield answered.build_problem("consistency.operator", rule.text, message, hint, rule.rule)


def check_same_name(answered: ConsistencyAnswers, rule: SameName) -> Iterator[Problem]:
    """Yield a problem for each text and file name with a variant of the name of the cluster."""
    name, start = _get_text(answered, rule.text), _get_text(answered, rule.start)
    if len(start) < 2 or start not in name or not name.endswith(rule.end):
        return
    pattern = re.compile(re.escape(start) + _BETWEEN + re.escape(rule.end))
    industry = _extract_industry(name, start, rule.end)
    elsewhere = re.compile(rf"({_NOT_PLACE}{{2,5}}[县市区旗]){re.escape(industry)}{re.escape(rule.end)}")
    for where, text in _iterate_located_texts(answered):
        for found in pattern.finditer(text):
            follows = text[found.end() :]
            if not follows.startswith(rule.bodies) and _is_other(found[0], name, start, rule.end):
                message = f"这里写的是“{found[0]}”，“{answered.format_name(rule.text)}”填的是“{name}”。"
                hint = "集群名称在封面、各部分、汇总表和佐证材料里要完全一致，请统一。"
                yield Problem("consistency.cluster-name", where, message, hint, rule.rule)
        for found in elsewhere.finditer(text) if industry else ():
            if start not in found[1] and found[1] not in name:
                message = f"这里写的是“{found[0]}”，“{answered.format_name(rule.text)}”填的是“{name}”。"
                hint = "两处的地名不同，请核对是不是旧稿或别处的文字。"
                yield Problem("consistency.cluster-name", where, message, hint, rule.rule)


def _iterate_located_texts(answered: ConsistencyAnswers) -> Iterator[tuple[Where, str]]:
    """Yield the texts, the answers to the summary table and the names of the files, each with its location."""
    application = answered.application
    for text in iterate_texts(application):
        yield application.locate(text.place), text.words
    for key, value in application.summary.items():
        yield application.locate(f"summary.{key}"), value
    for file in application.evidence.files:
        yield Where(file.name), file.name


def _is_other(found: str, name: str, start: str, end: str) -> bool:
    """Return whether a name found is a variant: of the same industry, but not the same name."""
    if name.endswith(found):
        return False
    one, other = (_extract_industry(text, start, end) for text in (found, name))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SIMILARITY


def _extract_industry(text: str, start: str, end: str) -> str:
    """Return the part of a name between the place and the end."""
    return _RANK.sub("", text.rpartition(start)[2].removesuffix(end))


def _get_text(answered: ConsistencyAnswers, name: str) -> str:
    value = answered.application.answers.get(name)
    return value if isinstance(value, str) else ""
