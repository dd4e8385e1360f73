"""Output folder for a disc: the package, editable documents, the original evidence files, checksums.

No file is left out for lack of space: content larger than the disc is a problem that names the largest files.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from docgen.definitions.item_numbers import pad_item_number
from docgen.package.deliverables.disc_contents import CONTENTS, DiscEntry, format_contents, format_size
from docgen.package.deliverables.disc_names import DiscNames, shorten_name
from docgen.package.layout.package_layout import FilePages, Layout
from docgen.problems.problem import Problem, Where
from docgen.project.application import Application
from docgen.project.evidence.evidence_files import FOLDER as EVIDENCE
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.runtime.checksums import Checksums
from docgen.runtime.file_names import sanitize_name
from docgen.runtime.output_folder import CHECKSUMS, DISC, PACKAGE
from docgen.values import strip_parentheses

_EDITABLE = ("form", "checklist", "list", "enterprise-table", "calculation", "summary")
"""Roles of documents that an office continues to edit; self-assessment and print order are for the applicant only."""
_FORMATS = {".docx": "Word", ".xlsx": "Excel"}
_ITEMS_FOLDER = "佐证材料"
_ITEM_UNITS = 24

_SECTOR = 2048
_CAPACITY = {"CD": 360_000, "DVD": 2_295_104}
"""Sectors of 2,048 bytes: 700 MB of 80 minutes, 4.7 GB of one layer."""
_FILE_SYSTEM = 512
"""Generous estimate of the sectors for descriptors, path tables and the padding at the end."""
_NAMED_FILES = 3


@dataclass(frozen=True)
class Disc:
    """Result of writing the disc: role and SHA-256 of each file by its path in the output, and the problems.

    ``hashes`` also holds the output files of which the disc has a copy.
    """

    roles: Mapping[str, str]
    hashes: Mapping[str, str]
    problems: tuple[Problem, ...]


def write_disc(
    out: Path,
    application: Application,
    layout: Layout,
    roles: Mapping[str, str],
    checksums: Checksums,
    copies: Mapping[str, Path],
) -> Disc:
    """Write ``disc/`` into the output ``out``, which must hold the package and every document of ``roles``.

    ``copies`` maps the name of each evidence file to a copy, which becomes the file on the disc. Files known to
    ``checksums`` are not read again.
    """
    names = DiscNames()
    hashes = {name: checksums.compute(out / name) for name in (PACKAGE, *_list_editable(roles))}
    made = list(_list_generated(out, layout, hashes, names))
    originals = list(_list_evidence(application, layout, names, copies))
    _write_entries(out / DISC, (*made, *originals))
    entries = [*made, *originals]
    text = format_contents(
        application, layout, entries, _list_left_out(application, layout), _choose_medium(application, entries)
    )
    written = {entry.path: entry.sha256 for entry in entries} | _write_lists(out / DISC, text, entries, checksums)
    placed = {f"{DISC}/{path}": digest for path, digest in sorted(written.items())}
    problems = (*_check_size(application, entries), *_report_renamed(originals))
    return Disc(dict.fromkeys(placed, DISC), hashes | placed, problems)


def _list_editable(roles: Mapping[str, str]) -> list[str]:
    return sorted(name for name, role in roles.items() if role in _EDITABLE and PurePosixPath(name).suffix in _FORMATS)


def _list_generated(out: Path, layout: Layout, hashes: Mapping[str, str], names: DiscNames) -> Iterator[DiscEntry]:
    """Yield the generated files: the package first, then the editable documents."""
    for name, digest in hashes.items():
        path = PurePosixPath(name)
        folder = _FORMATS.get(path.suffix, "")
        pages = f"{layout.pages} 页" if name == PACKAGE else ""
        yield DiscEntry(names.assign_path(folder, [path.name]), out / name, digest, (out / name).stat().st_size, pages)


def _list_evidence(
    application: Application, layout: Layout, names: DiscNames, copies: Mapping[str, Path]
) -> Iterator[DiscEntry]:
    """Yield the evidence files with pages in the package, in its order."""
    placed = _map_placed_files(layout)
    for file in application.evidence.files:
        if pages := placed.get(file.name):
            own = _split_own_path(file)
            path = names.assign_path(_name_item_folder(application, file.item), own)
            where = f"{pages.last - pages.first + 1} 页，见{PACKAGE} {layout.format_reference(pages.first, pages.last)}"
            is_same = path.split("/")[2:] == [normalize("NFC", part) for part in own]
            original = "" if is_same else file.name.removeprefix(f"{EVIDENCE}/")
            copy = copies[file.name]
            yield DiscEntry(path, copy, pages.sha256, copy.stat().st_size, where, original, file.item)


def _map_placed_files(layout: Layout) -> dict[str, FilePages]:
    return {file.path: file for part in layout.parts for file in part.files}


def _split_own_path(file: EvidenceFile) -> list[str]:
    """Return the path of the file below the folder of its item, in parts; the name of a file outside of any."""
    parts = file.name.removeprefix(f"{EVIDENCE}/").split("/")
    return parts[1:] or parts


def _name_item_folder(application: Application, number: str) -> str:
    """Return the folder of an item: 佐证材料/08 and the official wording, shortened."""
    item = application.notice.find_item(number)
    title = strip_parentheses(item.title).removeprefix("提供").rstrip("；。") if item else ""
    return f"{_ITEMS_FOLDER}/{shorten_name(sanitize_name(f'{pad_item_number(number)} {title}'), _ITEM_UNITS)}"


def _list_left_out(application: Application, layout: Layout) -> list[str]:
    placed = _map_placed_files(layout)
    return [file.name for file in application.evidence.files if file.name not in placed]


def _write_entries(disc: Path, entries: Iterable[DiscEntry]) -> None:
    """Write the files of the disc, as hard links where possible, so that they take no space twice."""
    for entry in entries:
        target = disc / entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        _link_or_copy(entry.source, target)


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # FAT and many network drives have no hard links
        shutil.copyfile(source, target)


def _write_lists(disc: Path, text: str, entries: Sequence[DiscEntry], checksums: Checksums) -> dict[str, str]:
    """Write the contents and the checksums; returns the SHA-256 of each by its name."""
    # Notepad takes UTF-8 without a mark for the local encoding; sha256sum takes a mark for part of the first line.
    (disc / CONTENTS).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    written = {CONTENTS: checksums.compute(disc / CONTENTS)}
    sums = {entry.path: entry.sha256 for entry in entries} | written
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))
    (disc / CHECKSUMS).write_bytes(lines.encode())
    return written | {CHECKSUMS: checksums.compute(disc / CHECKSUMS)}


# -- the medium ---------------------------------------------------------------------------------------------------


def _count_sectors(entries: Sequence[DiscEntry]) -> int:
    """Return the sectors of the files on a disc, with directory entries; ISO 9660 and Joliet both list folders."""
    folders = {parent for entry in entries for parent in PurePosixPath(entry.path).parents}
    return _FILE_SYSTEM + 2 * len(folders) + sum(-(-entry.size // _SECTOR) + 1 for entry in entries)


def _choose_medium(application: Application, entries: Sequence[DiscEntry]) -> str:
    """Return the medium that the notice names, else the smallest one with enough space, else an empty text."""
    needed = _count_sectors(entries)
    fitting = (medium for medium, capacity in _CAPACITY.items() if needed <= capacity)
    return application.notice.printing.disc or next(fitting, "")


def _check_size(application: Application, entries: Sequence[DiscEntry]) -> Iterator[Problem]:
    medium = _choose_medium(application, entries)
    largest_medium = medium or max(_CAPACITY, key=_CAPACITY.__getitem__)
    capacity = _CAPACITY[largest_medium]
    needed = _count_sectors(entries)
    if needed <= capacity:
        return
    largest = sorted(entries, key=lambda entry: (-entry.size, entry.path))[:_NAMED_FILES]
    named = "、".join(f"{entry.path}（{format_size(entry.size)}）" for entry in largest)
    message = (
        f"光盘的内容要占 {format_size(needed * _SECTOR)}，{largest_medium} 只能放 {format_size(capacity * _SECTOR)}。"
        f"最大的是 {named}。"
    )
    hint = "请把大的扫描件改成 200—300 dpi、JPG 压缩后替换；或经受理部门同意改用容量大的介质，或分刻几张。"
    yield Problem("disc.too-large", Where(DISC), message, hint)


def _report_renamed(entries: Sequence[DiscEntry]) -> Iterator[Problem]:
    renamed = [entry for entry in entries if entry.original]
    if renamed:
        named = "、".join(f"{entry.original} → {entry.path.rpartition('/')[2]}" for entry in renamed[:_NAMED_FILES])
        more = " 等" if len(renamed) > _NAMED_FILES else ""
        message = f"光盘上有 {len(renamed)} 个文件改了名：{named}{more}。原名都写在 {DISC}/{CONTENTS} 里。"
        yield Problem("disc.renamed", Where(f"{DISC}/{CONTENTS}"), message)
