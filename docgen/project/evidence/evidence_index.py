"""Read the optional index of the evidence, evidence/index.yaml: metadata of a file, a folder or an item.

    03 公布专精特新企业的通知.pdf: {kind: 主管部门证明, issuer: 省工业和信息化厅, date: 2021-09-17}
    08 制造资源共享/4 共享车间照片.jpg: {kind: 自我声明, proves: [建立了共享车间、共享工厂]}
    "10": {kind: 第三方证明}

The metadata of a file go before those of its folder, and those before the ones of its item.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from docgen.dates import Days, read_days
from docgen.definitions.form import Choices, Field, Form, shorten_label
from docgen.definitions.item_numbers import normalize_item_number
from docgen.definitions.notice import EvidenceItem, Notice
from docgen.definitions.source import Listing, Node, Scalar, Table, read_source
from docgen.errors import suggest_nearest
from docgen.problems.problem import Problem, Where
from docgen.values import convert_to_half_width

FOLDER = "evidence"
NAMES = ("index.yaml", "index.yml")
INDEX = f"{FOLDER}/{NAMES[0]}"

_FOR_EVER = ("长期", "长期有效", "永久")


class EvidenceKind(Enum):
    """The kinds of evidence of 填报说明4: 主管部门、第三方机构出具的证明或申报主体自我声明."""

    AUTHORITY = "主管部门证明"
    THIRD_PARTY = "第三方证明"
    SELF = "自我声明"


_KEYS = {
    "kind": ("类别", "类型", "种类"),
    "issuer": ("出具单位", "出具机构", "发证单位", "单位"),
    "number": ("编号", "文号", "证书编号"),
    "date": ("日期", "出具日期", "发文日期", "签订日期", "发证日期"),
    "valid_from": ("有效期自", "有效期起", "生效日期"),
    "valid_until": ("有效期至", "有效期止", "失效日期"),
    "proves": ("证明", "证明内容", "佐证内容"),
    "password": ("密码", "打开密码"),
    "note": ("备注", "说明"),
}
"""The keys of an entry, each with the Chinese words that are accepted as well."""

_KEY_OF = {word: key for key, words in _KEYS.items() for word in (key, *words)}
_DATES = ("date", "valid_from", "valid_until")
_CHOICE = "、".join(kind.value for kind in EvidenceKind)


@dataclass(frozen=True)
class EvidenceMetadata:
    """The metadata of one file; ``lines`` has the line of each key in the index.

    ``proves`` are fields or single boxes of the form (``field.option``); empty means all that its item proves. It holds
    those of the item as well, where the index names only answers that no item proves.
    ``password`` opens a protected PDF; it is never shown.
    """

    path: str
    lines: Mapping[str, int]
    kind: EvidenceKind | None = None
    issuer: str = ""
    number: str = ""
    note: str = ""
    password: str = field(default="", repr=False)
    dates: Mapping[str, Days] = field(default_factory=dict)
    proves: tuple[str, ...] = ()

    @property
    def date(self) -> Days | None:
        """The days on which it was issued, signed or photographed."""
        return self.dates.get("date")

    @property
    def valid_from(self) -> Days | None:
        """The first day of its validity."""
        return self.dates.get("valid_from")

    @property
    def valid_until(self) -> Days | None:
        """The last day of its validity; None where the index has none, or where it is valid for ever."""
        return self.dates.get("valid_until")


@dataclass(frozen=True)
class EvidenceIndex:
    """The metadata by name of the file (``evidence/08 …/1 ….pdf``), and the problems of the index."""

    path: str
    declared: Mapping[str, EvidenceMetadata]
    problems: tuple[Problem, ...]


def read_index(folder: Path, files: Mapping[str, str], form: Form, notice: Notice) -> EvidenceIndex | None:
    """Read the index in ``folder/evidence``, None without one; ``files`` has the item of each evidence file by name.

    Raises InputError where the file cannot be read as YAML.
    """
    found = find_index_files(folder)
    if not found:
        return None
    shown = f"{FOLDER}/{found[0]}"
    source = read_source(folder / shown, shown)
    reader = _IndexReader(shown, files, form, notice)
    for other in found[1:]:
        reader.add_problem("shape", 0, "", f"文件夹里同时有 {found[0]} 和 {other}，只读了前一个。", "请只保留一个。")
    declared = reader.read_metadata(source.root)
    return EvidenceIndex(shown, declared, (*source.problems, *reader.problems))


def build_blank_index() -> str:
    """Return the text of an index without entries: comments that explain the format."""
    chinese = {key: words[0] for key, words in _KEYS.items()}
    values = {
        "kind": f"{EvidenceKind.THIRD_PARTY.value}    # 三选一：{_CHOICE}（填报说明4）",
        "date": "2021-06-30    # 也可以写 2021年6月30日、2021年6月",
        "valid_until": "2024-06-29    # 长期有效的，写“长期”",
        "proves": "[选项的文字]    # 只证明这一项里的几个选项时写；不写，就是证明整项",
        "password": '"123456"    # 只给设了打开密码的 PDF；只用来打开它，不会印出来',
    }
    return "\n".join(
        (
            "# 佐证材料索引，可以不写。写了，docgen check 会核对日期、有效期，和每个选项有没有证明；本文件不装订。",
            "# 要写的，照下面的样子，每个文件一段，行首不要“# ”；不知道的各行可以不写。",
            "#",
            "# 08 制造资源共享/1 租赁协议.pdf:    # evidence 之下的路径；也可以写文件夹，或序号",
            *(f"#   {word}: {values.get(key, '')}".rstrip() for key, word in chinese.items()),
            "",
        )
    )


def find_index_files(folder: Path) -> list[str]:
    """Return the names of the index files in ``folder/evidence``, without links that lead elsewhere."""
    home = Path(os.path.realpath(folder)) / FOLDER
    return [name for name in NAMES if (home / name).is_file() and os.path.realpath(home / name) == str(home / name)]


def contains_slot(names: Iterable[str], form: Form, field: Field, slot: str) -> bool:
    """Return True where ``names`` has ``slot``, a box of ``field`` or all of it, by its name or the field's."""
    return any(name in (slot, field.id) or (slot == field.id and form.find_field(name) is field) for name in names)


@dataclass(frozen=True)
class _IndexEntry:
    """One entry of the index: its files, how closely it names them (see ``_resolve_name``), and its values by key."""

    name: str
    closeness: int
    files: tuple[str, ...]
    item: str
    values: Mapping[str, object]
    lines: Mapping[str, int]


class _IndexReader:
    def __init__(self, path: str, files: Mapping[str, str], form: Form, notice: Notice) -> None:
        self.path = path
        self.files = files
        self.form = form
        self.notice = notice
        self.problems: list[Problem] = []
        self.named = _map_words(form)
        self.by_name = {_normalize_path(name.removeprefix(f"{FOLDER}/")): name for name in files}

    def add_problem(self, code: str, line: int, item: str, message: str, hint: str) -> None:
        """Add a problem of the index."""
        slot = f"evidence.{item}" if item else ""
        self.problems.append(Problem(f"evidence.index-{code}", Where(self.path, line, slot), message, hint))

    def read_metadata(self, root: Node) -> dict[str, EvidenceMetadata]:
        """Return the metadata of each file; the entry that names a file most closely goes before the others."""
        if isinstance(root, Scalar) and root.is_blank:
            return {}
        if not isinstance(root, Table):
            self.add_problem(
                "shape", root.line, "", "应每个文件一行。", "请写成：文件名: {kind: 主管部门证明, date: 2021-09-17}。"
            )
            return {}
        entries = sorted(self._iterate_entries(root), key=lambda entry: entry.closeness)
        found: dict[str, EvidenceMetadata] = {}
        for name in self.files:
            values: dict[str, object] = {}
            lines: dict[str, int] = {}
            for entry in entries:
                if name in entry.files:
                    values |= entry.values
                    lines |= entry.lines
            if values:
                found[name] = self._build_metadata(values, lines)
        return found

    def _build_metadata(self, values: Mapping[str, object], lines: Mapping[str, int]) -> EvidenceMetadata:
        dates = {key: value for key, value in values.items() if isinstance(value, Days)}
        rest = {key: value for key, value in values.items() if key not in _DATES}
        return EvidenceMetadata(self.path, lines, dates=dates, **rest)  # type: ignore[arg-type]

    def _iterate_entries(self, root: Table) -> Iterator[_IndexEntry]:
        first: dict[tuple[str, ...], str] = {}
        for name, node in root.entries.items():
            line = root.key_lines[name]
            closeness, files, item = self._resolve_name(name)
            if not item:
                self._report_no_file(name, line)
                continue
            if (seen := first.setdefault((str(closeness), item, *files), name)) != name:
                message = f"“{name}”与前面的“{seen}”是同一个文件或同一项。"
                self.add_problem("twice", line, item, message, "请只保留一处；目前按前一处计。")
                continue
            if not isinstance(node, Table):
                self.add_problem(
                    "shape", line, item, f"“{name}”后面应写成 {{…}}。", "如：{kind: 主管部门证明, date: 2021-09-17}。"
                )
                continue
            yield self._read_entry(name, node, closeness, files, item)

    def _resolve_name(self, name: str) -> tuple[int, tuple[str, ...], str]:
        """Return how closely an entry names its files (2 a file, 1 a folder, 0 an item), the files, and their item."""
        plain = _normalize_path(name)
        if plain in self.by_name:
            file = self.by_name[plain]
            return 2, (file,), self.files[file]
        inside = tuple(file for same, file in self.by_name.items() if same.startswith(f"{plain}/"))
        if inside:
            return 1, inside, self.files[inside[0]]
        number = normalize_item_number(plain)
        if self.notice.find_item(number):
            return 0, tuple(file for file, item in self.files.items() if item == number), number
        return 0, (), ""

    def _report_no_file(self, name: str, line: int) -> None:
        otherwise = "请写 evidence/ 之下的路径，如“08 制造资源共享/1 协议.pdf”，或材料的序号。"
        hint = suggest_nearest(_normalize_path(name), self.by_name, otherwise)
        self.add_problem("no-file", line, "", f"evidence/ 里没有“{name}”这个文件，也没有这个序号。", hint)

    def _read_entry(self, name: str, node: Table, closeness: int, files: tuple[str, ...], item: str) -> _IndexEntry:
        values: dict[str, object] = {}
        lines: dict[str, int] = {}
        for word, value in node.entries.items():
            line = node.key_lines[word]
            key = _KEY_OF.get(word.strip())
            if key is None:
                self._report_unknown_key(word, line, item)
            elif key in values:
                self.add_problem(
                    "twice", line, item, f"“{word}”与前面的一项是同一件事。", "请只保留一处；目前按前一处计。"
                )
            elif (understood := self._read_value(key, value, item, line)) is not None:
                values[key], lines[key] = understood, line
        self._check_order(values, lines, item)
        return _IndexEntry(name, closeness, files, item, values, lines)

    def _report_unknown_key(self, word: str, line: int, item: str) -> None:
        known = "、".join(f"{key}（{words[0]}）" for key, words in _KEYS.items())
        hint = suggest_nearest(word, _KEY_OF, f"可以写的有：{known}。")
        self.add_problem("unknown-key", line, item, f"没有“{word}”这一项。", hint)

    def _read_value(self, key: str, node: Node, item: str, line: int) -> object | None:
        """Return the typed value; None for a blank or a value that cannot be read, which is a problem."""
        if key == "proves":
            return self._read_proves(node, item, line)
        if not isinstance(node, Scalar):
            self.add_problem("shape", line, item, f"{key} 后面应是一行文字。", "请去掉多余的括号或短横。")
            return None
        if key == "password":  # as it was typed: its spaces count
            return node.text or None
        text = " ".join(node.text.split())
        if node.is_blank or (key == "valid_until" and text in _FOR_EVER):
            return None
        if key == "kind":
            return self._read_kind(text, item, line)
        return self._read_days(text, item, line) if key in _DATES else text

    def _read_kind(self, text: str, item: str, line: int) -> EvidenceKind | None:
        found = next((kind for kind in EvidenceKind if kind.value == text), None)
        if found is None:
            nearest = suggest_nearest(text, [kind.value for kind in EvidenceKind])
            hint = f"{nearest}只能写：{_CHOICE}{'' if nearest else '（填报说明4）'}。"
            self.add_problem("kind", line, item, f"没有“{text}”这一类佐证材料。", hint)
        return found

    def _read_days(self, text: str, item: str, line: int) -> Days | None:
        days = read_days(text)
        if days is None:
            self.add_problem(
                "date", line, item, f"“{text}”看不出是哪一天。", "请写成 2021-06-30、2021年6月30日或 2021年6月。"
            )
        return days

    def _check_order(self, values: Mapping[str, object], lines: Mapping[str, int], item: str) -> None:
        """Report a validity that ends before it begins, or before the paper was issued."""
        until = values.get("valid_until")
        for key in ("valid_from", "date"):
            start = values.get(key)
            if isinstance(until, Days) and isinstance(start, Days) and until.last < start.first:
                word = _KEYS[key][0]
                message = f"有效期至（{until.text}）早于{word}（{start.text}）。"
                self.add_problem("date", lines["valid_until"], item, message, "请核对这两个日期。")
                return

    def _read_proves(self, node: Node, item: str, line: int) -> tuple[str, ...] | None:
        nodes = node.items if isinstance(node, Listing) else (node,)
        texts = [one.text.strip() for one in nodes if isinstance(one, Scalar) and not one.is_blank]
        if len(texts) < len(nodes) and not (isinstance(node, Scalar) and node.is_blank):
            self.add_problem("shape", line, item, "proves 后面应是栏目或选项的名称。", "请写成 [名称, 名称]。")
        names = [name for text in texts if (name := self._find_proven_name(text, item, line))]
        if not names:
            return None
        own = next((one.proves for one in self.notice.iterate_items() if one.number == item), ())
        # What no item of the list asks for is added; only what the item proves itself narrows what its file proves.
        narrows = any(_have_common_answer(name, proven, self.form.find_field(name)) for name in names for proven in own)
        return tuple(names) if narrows else (*own, *names)

    def _find_proven_name(self, text: str, item: str, line: int) -> str:
        """Return the field or box that ``text`` names; "" where it names none, or one that another item proves."""
        names = self._find_names(text, item)
        if not names:
            otherwise = "请写申报表的栏目或选项，照 application.yaml 里的写法。"
            hint = suggest_nearest(_normalize_words(text), self._list_words(item), otherwise)
            self.add_problem("proves", line, item, f"申报表没有“{text}”这个栏目或选项。", hint)
            return ""
        own = [name for name in names if not self._find_other_items(name, item)]
        if own:
            return own[0]
        others = "、".join(one.number for one in self._find_other_items(names[0], item))
        message = f"“{text}”不是佐证材料 {item} 证明的，证明它的是佐证材料 {others}。"
        self.add_problem("proves", line, item, message, f"请把文件移到佐证材料 {others} 的文件夹，或更正 proves。")
        return ""

    def _find_names(self, text: str, item: str) -> list[str]:
        """Return the names that the text may stand for, those that the item proves first."""
        if self.form.find_field(text):
            return [text]
        return sorted(
            self.named.get(_normalize_words(text), ()), key=lambda name: bool(self._find_other_items(name, item))
        )

    def _list_words(self, item: str) -> list[str]:
        """Return the words for the fields and boxes that the item proves."""
        return [
            words
            for words, names in self.named.items()
            if any(not self._find_other_items(name, item) for name in names)
        ]

    def _find_other_items(self, name: str, item: str) -> list[EvidenceItem]:
        """Return the other items that prove the field or box; none where ``item`` proves it, or where no item does."""
        field = self.form.find_field(name)
        serving = [
            one
            for one in self.notice.iterate_items()
            if any(_have_common_answer(name, proven, field) for proven in one.proves)
        ]
        return [] if any(one.number == item for one in serving) else serving


def _have_common_answer(name: str, proven: str, field: Field | None) -> bool:
    """Return True where two names of fields or boxes have an answer of ``field`` in common."""
    if field is None:
        return False
    return name == proven or (field.id in (name, proven) and proven.partition(".")[0] == field.id)


def _map_words(form: Form) -> dict[str, list[str]]:
    """Return the names of fields and boxes by their words in the form, without spaces."""
    found: dict[str, list[str]] = {}
    for one in form.fields.values():
        options = one.options if isinstance(one, Choices) else {}
        for option, words in options.items():
            found.setdefault(_normalize_words(words), []).append(f"{one.id}.{option}")
        for label in dict.fromkeys((one.label, shorten_label(one))):
            found.setdefault(_normalize_words(label), []).append(one.id)
    return found


def _normalize_words(text: str) -> str:
    return re.sub(r"\s+", "", convert_to_half_width(text))


def _normalize_path(name: str) -> str:
    """Return one spelling of a path for all that people and systems write (NFC and NFD, \\ and /)."""
    plain = unicodedata.normalize("NFC", name.strip()).replace("\\", "/")
    return plain.removeprefix("./").removeprefix(f"{FOLDER}/").rstrip("/")
