"""LibreOffice and fontconfig, the only programs that docgen starts.

Documents are converted in one call where possible, with a private profile and fonts for that process alone. The exit
code of LibreOffice proves nothing, so every PDF is checked; and however docgen ends, no LibreOffice process remains.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import tempfile
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from unicodedata import category

from docgen.errors import DocgenError, ToolMissing, describe_os_error, is_full
from docgen.runtime.cache import NO_CACHE, Cache, compute_key
from docgen.runtime.checksums import Checksums
from docgen.runtime.conversion_cache import compute_conversion_keys, restore_conversions, store_conversions
from docgen.runtime.disk_room import prove_room
from docgen.runtime.document_traces import may_leave_traces
from docgen.runtime.environment_fingerprint import compute_font_fingerprint, iterate_file_states
from docgen.runtime.file_sniffing import PRESENTATIONS, sniff_open
from docgen.runtime.fonts import HOUSE_FACES, Face, StandIn, build_fontconfig, judge_stand_in, list_font_folders
from docgen.runtime.isolated_calls import BrokenCall, call_isolated, limit_by_size
from docgen.runtime.office_engine import (
    LINUX,
    UNWATCHED,
    ColdCall,
    ConversionEnd,
    ConversionWatch,
    Engine,
    is_whole,
    make_environment,
    name_pdf,
)
from docgen.runtime.office_install import OVERRIDE, REMEDY, choose_program, find_components, find_soffice
from docgen.runtime.sanitized_copy import copy_for_conversion

__all__ = ["OVERRIDE", "Converted", "Office", "convert", "find_office", "find_stand_ins", "find_unsupported_characters"]

OLDEST = (7, 0)

_log = logging.getLogger(__name__)

_VERSION = re.compile(r"\bLibreOffice\w*\s+(\d+(?:\.\d+)+)(?:\s+(\S.*\S))?")
_NO_IMPRESS = "缺少 Impress 组件，无法转换演示文稿，请安装 libreoffice-impress"
_NO_MATH = "文档里有公式，LibreOffice 缺少 Math 组件，印不出来，请安装 libreoffice-math"
_MOST_FAILURES = 3  # without a single PDF LibreOffice itself may be at fault, and each more would cost a timeout
_TRIAL = (
    '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' office:mimetype="application/vnd.oasis.opendocument.text">'
    "<office:body><office:text><text:p>1</text:p></office:text></office:body></office:document>"
)
"""A document that any LibreOffice converts."""
_UNPRINTED = ("Cc", "Cf", "Cs", "Mn", "Zl", "Zp", "Zs")


@dataclass(frozen=True)
class Office:
    """An installed LibreOffice: the program to start, its version, whole and as (major, minor), and its build.

    ``cache`` stores its conversions; ``engine`` makes them, without one a cold call for each group.
    """

    program: Path
    version: str
    release: tuple[int, int]
    build: str = ""
    has_impress: bool = True
    has_math: bool = True
    cache: Cache = NO_CACHE
    engine: Engine | None = None

    @property
    def environment_fingerprint(self) -> str:
        """A digest of everything on this computer that a conversion depends on: LibreOffice, settings, fonts."""
        share = self.program.parent.parent / "share"
        fonts = compute_font_fingerprint((*list_font_folders(), share / "fonts"))
        program = (str(self.program), self.version, self.build, str(self.has_impress), str(self.has_math))
        return compute_key(*program, *iterate_file_states(share / "registry"), fonts)


@dataclass(frozen=True)
class Converted:
    """The PDF of one document, or the reason (Chinese) why there is none."""

    pdf: Path | None
    reason: str = ""


@dataclass
class _ConversionRun:
    """The state that the calls of LibreOffice in one conversion share."""

    office: Office
    work: Path
    timeout: float
    watch: ConversionWatch
    done: dict[Path, Path] = field(default_factory=dict)
    failed: dict[Path, str] = field(default_factory=dict)
    is_proven: bool = False


# -- finding it --------------------------------------------------------------------------------------------------


def find_office(cache: Cache = NO_CACHE, engine: Engine | None = None) -> Office:
    """Find the LibreOffice to use; raises ToolMissing, with a remedy, where there is none or it is too old.

    ``cache`` stores its conversions and its version, since asking for the version takes at least a tenth of a second.
    A long-running caller passes a ``WarmOffice`` as ``engine``.

    Example::

        >>> from docgen import WarmOffice, build, find_office
        >>> with WarmOffice() as warm:
        ...     result = build(example, folder / "warm", office=find_office(engine=warm))
        >>> result.pages > 300
        True
    """
    soffice = find_soffice()
    components = find_components(soffice)
    version, build = _find_version(soffice, cache)
    major, minor, *_ = map(int, version.split("."))
    if (major, minor) < OLDEST:
        raise ToolMissing(f"LibreOffice {version} 太旧。", remedy=REMEDY)
    return Office(choose_program(soffice), version, (major, minor), build, *components, cache, engine)


def _find_version(soffice: Path, cache: Cache) -> tuple[str, str]:
    """Find the version and the build that LibreOffice reports."""
    folder = soffice.resolve().parent
    files = (soffice, *(folder / name for name in ("soffice", "soffice.bin", "soffice.exe", "versionrc")))
    key = compute_key(*(state for file in files for state in iterate_file_states(file)))
    return cache.get_or_make("office", key, lambda: _query_version(soffice), tuple[str, str])


def _query_version(soffice: Path) -> tuple[str, str]:
    try:
        text = _run_program([str(soffice), "--version"], dict(os.environ))
    except (OSError, subprocess.SubprocessError) as fault:
        raise ToolMissing(f"{soffice} 不能运行：{fault}", remedy=REMEDY) from fault
    found = _VERSION.search(text)
    if found is None:
        raise ToolMissing(f"{soffice} 没有说出自己的版本，可能没有装好。", remedy=REMEDY)
    return found[1], found[2] or ""


# -- converting --------------------------------------------------------------------------------------------------


def convert(
    office: Office,
    sources: Sequence[Path],
    work: Path,
    *,
    timeout: float = 120.0,
    checksums: Checksums | None = None,
    watch: ConversionWatch = UNWATCHED,
) -> dict[Path, Converted]:
    """Convert each source to a PDF inside ``work``; the result has every source, with the reason where there is no PDF.

    ``timeout`` is the number of seconds for one document. A document at which LibreOffice hangs or crashes does not
    affect the others. Conversions in the cache of ``office`` are not repeated: without new documents LibreOffice is not
    started. Failures are not stored, since their cause may be the disk or the memory. Each source is opened once where
    its checksum is among ``checksums``. ``watch`` receives each finished source; where it ends the conversion, the
    other documents have no PDF. Raises OSError where the disk of ``work`` is full.
    """
    wanted, known_sums = tuple(dict.fromkeys(sources)), checksums or Checksums()
    keys = _compute_keys(office, wanted, known_sums)
    known = dict(restore_conversions(keys, office.cache, _make_folder(work, "known")))
    unknown = [source for source in wanted if source not in known]
    for source in known:
        watch.on_pdf(source)
    made, named = _convert_now(office, unknown, work, timeout, watch)
    pdfs = {source: one.pdf for source, one in made.items() if one.pdf}
    store_conversions(pdfs, keys, _compute_keys(office, tuple(pdfs), known_sums), office.cache, named)
    return {source: Converted(known[source]) if source in known else made[source] for source in wanted}


def _compute_keys(office: Office, sources: Sequence[Path], checksums: Checksums) -> dict[Path, str]:
    if not (office.cache.is_on and sources):
        return {}
    return compute_conversion_keys(sources, office.environment_fingerprint, checksums)


def _convert_now(
    office: Office, sources: Sequence[Path], work: Path, timeout: float, watch: ConversionWatch
) -> tuple[dict[Path, Converted], frozenset[Path]]:
    """Convert each source; returns the results, and the sources whose pages show their own names."""
    results: dict[Path, Converted] = {}
    copies: dict[Path, Path] = {}
    prepared: dict[Path, _PreparedCopy] = {}
    folder = _make_folder(work, "documents")
    for position, source in enumerate(sources, start=1):
        made = _prepare_isolated(office, source, folder / f"{position:04d}")
        if made.copy:
            copies[made.copy] = source
            prepared[made.copy] = made
        else:
            results[source] = Converted(None, made.reason)
    left = dict.fromkeys(sources)

    def report(pdf: Path) -> None:
        source = next((source for copy, source in copies.items() if copy.stem == pdf.stem), None)
        if source in left:  # a document that is tried again is reported once
            del left[source]
            watch.on_pdf(source)

    run = _ConversionRun(office, work, timeout, ConversionWatch(watch.should_end, report))
    _convert_groups(run, _group_documents(prepared))
    for source in () if watch.should_end() else left:
        watch.on_pdf(source)
    results |= {copies[copy]: Converted(pdf) for copy, pdf in run.done.items()}
    results |= {copies[copy]: Converted(None, reason) for copy, reason in run.failed.items()}
    return results, frozenset(copies[copy] for copy, made in prepared.items() if made.has_name)


class _PreparedCopy(NamedTuple):
    """The private copy of a document, or the reason (Chinese) why there is none."""

    copy: Path | None
    reason: str = ""
    has_name: bool = False
    leaves_traces: bool = False


def _prepare_isolated(office: Office, source: Path, target: Path) -> _PreparedCopy:
    components = office.has_impress, office.has_math
    try:
        return call_isolated(_prepare_copy, source, target, *components, limits=limit_by_size(source))
    except OSError as fault:
        if is_full(fault):  # it is the copy that could not be written
            raise
        return _PreparedCopy(None, f"文件无法读取：{describe_os_error(fault)}")
    except BrokenCall as fault:
        return _PreparedCopy(None, str(fault))
    except DocgenError:
        raise
    except Exception:  # whatever a reader meets in a foreign file costs this file alone
        _log.exception("preparing %s", source)
        return _PreparedCopy(None, "文件的内容读不懂")


def _prepare_copy(source: Path, target: Path, has_impress: bool, has_math: bool) -> _PreparedCopy:
    with source.open("rb") as file:
        sniffed = sniff_open(file)
        if not sniffed.is_document:
            return _PreparedCopy(None, sniffed.reason)
        if sniffed.suffix in PRESENTATIONS and not has_impress:
            return _PreparedCopy(None, _NO_IMPRESS)
        copy = target.with_suffix(sniffed.suffix)
        document = BytesIO(sniffed.decrypted) if sniffed.decrypted else file
        shown = copy_for_conversion(document, copy, source.name)
        if shown.has_equations and not has_math:
            return _PreparedCopy(None, _NO_MATH)
        return _PreparedCopy(copy, "", shown.has_name, may_leave_traces(copy))


def _make_folder(work: Path, name: str) -> Path:
    work.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=work.resolve()))


def _group_documents(prepared: Mapping[Path, _PreparedCopy]) -> list[list[Path]]:
    """Group the documents: all in one group, except those that change the process, each of which is a group."""
    alone = [copy for copy, made in prepared.items() if made.leaves_traces]
    together = [copy for copy in prepared if copy not in alone]
    return [group for group in (together, *([copy] for copy in alone)) if group]


def _convert_groups(run: _ConversionRun, first: list[list[Path]]) -> None:
    groups = deque(first)
    while groups:
        group = groups.popleft()
        if run.watch.should_end():
            run.failed.update(dict.fromkeys(group, "没有转换：不再需要"))
            continue
        if not (run.done or run.is_proven) and len(run.failed) >= _MOST_FAILURES:
            run.is_proven = _try_office(run)
            if not run.is_proven:
                left = [copy for group in (group, *groups) for copy in group]
                run.failed.update(dict.fromkeys(left, "LibreOffice 没有响应，前几个文件都没有转换成功"))
                return
        end = _convert_group(run, group)
        left = [copy for copy in group if copy not in run.done]
        if len(group) == 1:
            if left:
                prove_room(run.work)
            run.failed.update(dict.fromkeys(left, end.value))
        else:
            groups.extendleft(reversed(_split_group(group, left, end)))


def _try_office(run: _ConversionRun) -> bool:
    """Return True where LibreOffice converts a document of docgen's own: then the fault is that of the others."""
    trial = _make_folder(run.work, "trial") / "trial.fodt"
    trial.write_bytes(_TRIAL.encode("ascii"))
    _convert_group(run, [trial])
    return run.done.pop(trial, None) is not None


def _split_group(group: list[Path], left: list[Path], end: ConversionEnd) -> list[list[Path]]:
    """Split a failed group into suspects one by one, and the rest that LibreOffice, working in order, did not reach."""
    reached = max((place for place, copy in enumerate(group) if copy not in left), default=-1) + 1
    never_tried = [] if end is ConversionEnd.FINISHED else group[reached + 1 :]
    suspects = [[copy] for copy in left if copy not in never_tried]
    return [*suspects, never_tried] if never_tried else suspects


def _convert_group(run: _ConversionRun, group: list[Path]) -> ConversionEnd:
    output = _make_folder(run.work, "pdf")
    end = (run.office.engine or ColdCall()).convert(run.office, group, output, run.timeout, run.watch)
    for copy in group:
        pdf = name_pdf(output, copy)
        if is_whole(pdf):
            run.done[copy] = pdf
    return end


# -- fonts -------------------------------------------------------------------------------------------------------


def find_stand_ins(cache: Cache = NO_CACHE) -> tuple[StandIn, ...]:
    """Find the rendering of each house face; empty on Windows and macOS, where LibreOffice finds fonts by itself.

    Raises ToolMissing where fontconfig is not installed.
    """
    if not LINUX:
        return ()
    if shutil.which("fc-match") is None:
        raise ToolMissing("没有找到 fc-match，无法查看字体。", remedy="Debian/Ubuntu：apt-get install fontconfig。")
    folders = list_font_folders()
    key = compute_key(build_fontconfig(folders), compute_font_fingerprint(folders))
    answers = cache.get_or_make("faces", key, _query_faces, list[list[str]])
    return tuple(judge_stand_in(face, families) for face, families in zip(HOUSE_FACES, answers, strict=True))


def find_unsupported_characters(texts: Iterable[str]) -> frozenset[str]:
    """Find the rare characters of ``texts`` that no font has; none on Windows and macOS, as above.

    Every Chinese font has the characters of GBK; the few others are queried one by one.
    """
    rare = sorted({letter for text in texts for letter in text if _is_rare(letter)})
    if not (LINUX and rare):
        return frozenset()
    with tempfile.TemporaryDirectory(prefix="docgen-fonts-", ignore_cleanup_errors=True) as folder:
        environment = make_environment(Path(folder))
        asked = {letter: ["fc-list", f":charset={ord(letter):x}", "family"] for letter in rare}
        return frozenset(
            letter for letter, question in asked.items() if not _run_program(question, environment).strip()
        )


def _is_rare(letter: str) -> bool:
    """Return True for a printable character outside GBK; one unknown to this Python (category Cn) is printable."""
    return category(letter) not in _UNPRINTED and not letter.encode("gbk", "ignore")


def _query_faces() -> list[list[str]]:
    with tempfile.TemporaryDirectory(prefix="docgen-fonts-", ignore_cleanup_errors=True) as folder:
        environment = make_environment(Path(folder))
        return [_query_families(face, environment) for face in HOUSE_FACES]


def _query_families(face: Face, environment: Mapping[str, str]) -> list[str]:
    pattern = re.sub(r"([-:,\\])", r"\\\1", face.declared)
    return _run_program(["fc-match", "-f", "%{family}", pattern], environment).split(",")


def _run_program(arguments: list[str], environment: Mapping[str, str]) -> str:
    finished = subprocess.run(arguments, env=environment, capture_output=True, timeout=60, check=False)
    return finished.stdout.decode("utf-8", errors="replace")
