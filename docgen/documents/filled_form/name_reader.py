"""Names and their number as people type them: 3 and A、B、C; 共3个：A，B，C; 1.A 2.B; one a line; 无.

The number and the names check each other. A list that is separated in one way, or numbered 1, 2, 3 …, is cut there;
where several marks stand between the names, the one way to cut that gives the stated number is taken. A cut that does
not give it, or a number that two cuts give, makes a doubt: a name may itself contain 、. Nothing is cut inside of
brackets or quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from docgen.documents.alignment.slot_texts import BLANKS
from docgen.documents.filled_form.figure_reader import ReadAnswer, read_nothing
from docgen.values import NOTHING, convert_to_half_width, format_chinese_number, parse_chinese_number, shorten_text


def read_names(unit: str, count: str, names: str) -> ReadAnswer:
    """Read the names of a list from the text at the place of their number and the text at the place of the names.

    ``unit`` is the word for one of them, such as 个. Either text may be blank, or have both. The value is the names,
    an empty tuple for 无, None for a blank.
    """
    if len(count) + len(names) > _LONGEST_LIST:
        return ReadAnswer(None, f"名称有 {len(count) + len(names)} 个字，请自己核对")
    stated = _read_count(count, unit)
    if stated.rest:
        if names.strip(BLANKS) and names.strip(BLANKS) not in count:
            return ReadAnswer(None, f"数量写的是“{shorten_text(stated.rest, 30)}”，不是一个数")
        stated, names = _Count(), count
    inner, listed = _take_count(names.strip(BLANKS), unit)
    if inner is not None and stated.number is not None and inner != stated.number:
        return ReadAnswer(None, f"数量写了两处，一处 {stated.number}，一处 {inner}")
    number = stated.number if inner is None else inner
    if not listed or _is_nothing(listed) or (not number and convert_to_half_width(listed) == "0"):
        return _read_none(number, listed)
    if _REFERENCE.search(listed):
        return ReadAnswer(None, f"没有写名称，写的是“{shorten_text(listed, 30)}”")
    return _split(listed, number)


@dataclass(frozen=True)
class _Count:
    """A stated number; ``rest`` is a text that is none."""

    number: int | None = None
    rest: str = ""


_LONGEST_LIST = 10_000
"""In characters; more is no list of names, and would take time."""
_LONGEST_ENDING = 40
_COUNTERS = "个家项件所种"
_LABEL = re.compile(r"\A[\s。、]*名称\s*[:：]\s*")
_SUM = r"(?:数量\s*:\s*|共计?有?|合计|总计)"
_FOLLOWED = r"\s*(?:[:,;。、]+\s*(?:分别[为是]:?)?|(?:分别[为是]|包括|其中|即):?|(?=[\s(]|名称)|\Z)\s*"
_NUMBER = r"(\d{1,4}|[零〇一二两三四五六七八九十百]{1,5})"
_REFERENCE = re.compile(
    r"(?:详?见|附在?)\s*(?:附|清单|后|下|佐证|材料|《)|(?:附件|附表|清单)\s*[\d一二三四五六七八九十]*\s*\Z|\A略\Z"
)
_MARKS = ("\n", "；", "、", "，")
_ALIKE = str.maketrans(";,､()", "；，、（）")
_OPEN = dict(zip("（《“【[「『〈", "）》”】]」』〉", strict=True))
_EDGES = " \t\xa0\u2002\u2003\u3000\u200b,，、;；。·•●▪\n"
_AND_MORE = re.compile(r"等(?:\s*\d*\s*[个家项件所种])?[。.]?\Z")
_WIDE_SPACE = re.compile(r"(?<=[\u4e00-\u9fff）)])[ \t\u3000\xa0]+(?=[\u4e00-\u9fff])|\t|\u3000|[ \xa0]{2,}")
_NUMBERINGS = (
    r"(?:(?m:^)|(?<=[\s；;，,、。])){digits}\s*[.、．)）]",
    r"(?<![\d.]){digits}\s*[.、．)）](?!\d)",
    r"[（(]{digits}[）)]",
    r"{circled}",
    r"(?m:^)\s*{digits}\s+(?=\D)",
    r"(?m:^)\s*(?:{chinese}[、.．]|[（(]{chinese}[）)])",
)
_MOST_NUMBERED = 200
_BULLET = re.compile(r"\A[-—–*★]\s+")
_NUMBERED_NAME = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})[.、．)）]\D|[①-⑳]")
_LABELLED_NAME = re.compile(r"[^：:（(“《]{1,8}[：:]")
_TWO_NAMES = re.compile(r"[院心室会司站台所园校厂社](?:以?及|和|与|暨)|/")
_NOTED = {"、": "顿号", "，": "逗号"}


def _read_count(text: str, unit: str) -> _Count:
    plain = convert_to_half_width(text).strip(BLANKS).rstrip("。.,，:：")
    if not plain:
        return _Count()
    if _is_nothing(plain):
        return _Count(0)
    found = re.fullmatch(rf"(?:共计?|合计|总计|数量[:：])?\s*{_NUMBER}\s*(?:{_match_counter(unit)})?", plain)
    number = _parse_count(found[1]) if found else None
    return _Count(None, text.strip(BLANKS)) if number is None else _Count(number)


def _parse_count(text: str) -> int | None:
    return int(text) if text.isdigit() else 0 if text in ("零", "〇") else parse_chinese_number(text)


def _match_counter(unit: str) -> str:
    return f"{re.escape(unit)}|[{_COUNTERS}]"


def _take_count(text: str, unit: str) -> tuple[int | None, str]:
    """Take a number of names from before or behind them; returns it (None without) and the names."""
    half, counter = convert_to_half_width(text), _match_counter(unit)
    number, rest = None, text
    before = re.match(rf"(?:{_SUM}?{_NUMBER}\s*(?:{counter})|数量\s*:\s*{_NUMBER}){_FOLLOWED}", half)
    behind = re.search(rf"[\s,;。、(]*{_SUM}{_NUMBER}\s*(?:{counter})?\)?[.。]?\Z", half[-_LONGEST_ENDING:])
    if before:
        number, rest = _parse_count(before[1] or before[2]), text[before.end() :]
    elif behind:
        number, rest = _parse_count(behind[1]), text[: max(len(text) - _LONGEST_ENDING, 0) + behind.start()]
    rest = _LABEL.sub("", rest, count=1).strip(BLANKS)
    if before and rest[:1] in ("（", "(") and _find_closing(rest) == len(rest) - 1:
        rest = rest[1:-1]
    return number, rest


def _find_closing(text: str) -> int:
    """Return the place of the bracket that closes the one at the beginning, -1 where there is none."""
    for place, _, depth in _iterate_signs(text):
        if place and depth == 0:
            return place
    return -1


def _iterate_signs(text: str) -> Iterator[tuple[int, str, int]]:
    """Yield each place, its sign in its usual width, and how many brackets and quotation marks are open behind it."""
    closing: list[str] = []
    for place, sign in enumerate(text.translate(_ALIKE)):
        if closing and sign == closing[-1]:
            closing.pop()
        elif sign == '"':
            closing.append(sign)
        elif sign in _OPEN:
            closing.append(_OPEN[sign])
        yield place, sign, len(closing)


def _is_open(text: str) -> bool:
    """Return True where a mark between names stands behind a bracket or quotation mark that is never closed."""
    signs = list(_iterate_signs(text))
    return bool(signs) and signs[-1][2] > 0 and any(depth and sign in _MARKS for _, sign, depth in signs)


def _is_nothing(text: str) -> bool:
    found = read_nothing(text)
    return found is not None and not found.doubt


def _read_none(number: int | None, listed: str) -> ReadAnswer:
    """Read a list without names."""
    if number:
        return ReadAnswer(None, f"数量写的是 {number}，没有写名称")
    if number is None and not listed:
        return ReadAnswer(None)
    nothing = read_nothing(listed)
    return ReadAnswer((), note=nothing.note if nothing else "")


def _split(text: str, number: int | None) -> ReadAnswer:
    if _is_open(text):
        return _judge(_cut(text, _list_marks(text)), number, is_clear=False)
    numbered = _split_numbered(text)
    if numbered is not None:
        reading = _judge(numbered, number, is_clear=number is not None or not any(map(_list_marks, numbered)))
        return reading if reading.doubt else replace(reading, note="去掉了名称前的编号")
    marks = _list_marks(text)
    if not marks:
        return _judge_single(text, number)
    ways = {
        tuple(_cut(text, chosen)): chosen for size in range(1, len(marks) + 1) for chosen in combinations(marks, size)
    }
    fitting = [names for names in ways if len(names) == number]
    if len(marks) == 1:
        names = _cut(text, marks)
        return _judge(names, number, is_clear=number is not None or marks != ["，"], mark=marks[0])
    if len(fitting) == 1:
        # A comma separates less than 、: names that are cut at commas only may be parts of names.
        chosen = set(ways[fitting[0]])
        return _judge(fitting[0], number, is_clear="、" not in marks or bool(chosen - {"，"}))
    return _judge(fitting[0] if fitting else _cut(text, marks), number, is_clear=False)


def _judge_single(text: str, number: int | None) -> ReadAnswer:
    """Read a text without any mark between names: one name, or several with spaces between."""
    spaced = [part for part in (_clean(part) for part in _WIDE_SPACE.split(text)) if part]
    if number is not None and len(spaced) == number > 1:
        return _judge(spaced, number)
    name = _clean(text)
    first = re.match(r"(?:1\s*[.、．)]|[（(]1[）)]|①)\s*", name)
    if first:
        reading = _judge([name[first.end() :]], number, is_clear=number == 1)
        return reading if reading.doubt else replace(reading, note="去掉了名称前的编号")
    is_one = len(spaced) == 1 and not _TWO_NAMES.search(name)
    return _judge([name], number, is_clear=number is not None or is_one)


def _list_marks(text: str) -> list[str]:
    """List the marks that stand between names, the strongest first; a line break beside another mark is none."""
    inner = text.strip(_EDGES)
    found = {sign for _, sign, depth in _iterate_signs(inner) if depth == 0 and sign in _MARKS}
    lines = [line.translate(_ALIKE).rstrip() for line in inner.split("\n")[:-1]]
    if "\n" in found and all(line.endswith(_MARKS) for line in lines if line):
        found.discard("\n")
    return [mark for mark in _MARKS if mark in found]


def _cut(text: str, marks: Sequence[str]) -> list[str]:
    places = [place for place, sign, depth in _iterate_signs(text) if depth == 0 and sign in marks]
    parts = [text[start:end] for start, end in zip([0, *(at + 1 for at in places)], [*places, len(text)], strict=True)]
    return [part for part in map(_clean, parts) if part]


def _clean(name: str) -> str:
    return _BULLET.sub("", " ".join(name.strip(_EDGES).split("\n")).strip())


def _split_numbered(text: str) -> list[str] | None:
    """Split a list that is numbered 1, 2, 3 … from its beginning; None for any other text."""
    for pattern in _NUMBERINGS:
        starts = _find_sequence(text, pattern)
        if len(starts) > 1:
            return _slice(text, starts)
    return None


def _find_sequence(text: str, pattern: str) -> list[tuple[int, int]]:
    """Find the numbers 1, 2, 3 … one behind the other, the first at the beginning."""
    starts: list[tuple[int, int]] = []
    for number in range(1, _MOST_NUMBERED + 1):
        sign = chr(0x245F + number) if number <= 20 else "(?!)"
        wanted = pattern.format(digits=number, chinese=format_chinese_number(number), circled=sign)
        found = re.compile(wanted).search(text, starts[-1][1] if starts else 0)
        if found is None or (not starts and text[: found.start()].strip(_EDGES)):
            break
        starts.append(found.span())
    return starts


def _slice(text: str, starts: Sequence[tuple[int, int]]) -> list[str]:
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return [_clean(text[begin:end]) for (_, begin), end in zip(starts, ends, strict=True)]


def _judge(names: Sequence[str], number: int | None, *, is_clear: bool = True, mark: str = "") -> ReadAnswer:
    value = tuple(names)
    if number is not None and number != len(value):
        return ReadAnswer(value, f"数量写的是 {number}，名称分出 {len(value)} 个")
    if _AND_MORE.search(value[-1][-_LONGEST_ENDING:]):
        return ReadAnswer(value, f"名称写到“{shorten_text(value[-1][-12:], 20)}”，没有写全")
    odd = [name for name in value if not name or name == str(NOTHING) or "。" in name or _is_headed(name)]
    if odd:
        return ReadAnswer(value, f"“{shorten_text(odd[0], 20)}”不像一个名称")
    if not is_clear:
        return ReadAnswer(value, f"看不出从哪里分开，按写法分成 {len(value)} 个")
    note = f"没有写数量，按{_NOTED[mark]}分成 {len(value)} 个" if number is None and mark in _NOTED else ""
    return ReadAnswer(value, note=note)


def _is_headed(name: str) -> bool:
    """Return True for a name with a number or a heading before it."""
    return bool(_NUMBERED_NAME.match(name) or _LABELLED_NAME.match(name))
