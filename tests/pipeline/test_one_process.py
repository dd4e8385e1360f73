"""One process that lives long: what it kept of files that changed since, and builds beside one another in threads."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import sysconfig
import time
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest
import xlsxwriter

from docgen import Cache, build, built_in
from docgen.definitions.catalog import Catalog
from docgen.project.spreadsheets import grid_reader as sheets
from docgen.runtime import conversion_cache as conversions
from docgen.runtime.checksums import Checksums
from docgen.runtime.file_sniffing import Sniffed
from small_application import contents_of, picture, write_application

FORM = "2022-application"
NOTICE = "guangdong-2022"


@pytest.fixture
def definitions(tmp_path: Path) -> Catalog:
    """A catalog of its own, whose files may be edited."""
    root = built_in().roots[0]
    shutil.copytree(root / "data", tmp_path / "own" / "data", ignore=shutil.ignore_patterns("examples"))
    shutil.copytree(root / "templates", tmp_path / "own" / "templates")
    return Catalog((tmp_path / "own",))


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first ``old`` by a text of the same length, and let neither size nor time of the file tell."""
    times, text = path.stat(), path.read_text("utf-8")
    assert old in text and len(old.encode()) == len(new.encode())
    path.write_text(text.replace(old, new, 1), "utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def write_table(path: Path, lines: int) -> None:
    """A sheet of 20 columns."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for line in range(lines):
            sheet.write_row(line, 0, [line] * 20)


# -- what is kept of files ----------------------------------------------------------------------------------------


def test_a_form_that_was_edited_is_read_anew(definitions: Catalog) -> None:
    title = definitions.load_form(FORM).title
    edit(definitions.roots[0] / "data" / "forms" / f"{FORM}.yaml", f"title: {title}", f"title: {title[::-1]}")
    assert definitions.load_form(FORM).title == title[::-1]


def test_a_notice_that_was_edited_is_read_anew(definitions: Catalog) -> None:
    title = definitions.load_notice(NOTICE).title
    edit(definitions.roots[0] / "data" / "notices" / f"{NOTICE}.yaml", f"title: {title}", f"title: {title[::-1]}")
    assert definitions.load_notice(NOTICE).title == title[::-1]


def test_tables_that_were_edited_are_read_anew(definitions: Catalog) -> None:
    title = definitions.load_tables().enterprises.title
    edit(definitions.roots[0] / "data" / "tables.yaml", f"title: {title}", f"title: {title[::-1]}")
    assert definitions.load_tables().enterprises.title == title[::-1]


def test_a_definition_that_stays_as_it_is_is_read_once(definitions: Catalog) -> None:
    assert definitions.load_form(FORM) is definitions.load_form(FORM)
    assert definitions.load_form(FORM) is built_in().load_form(FORM), "the same bytes elsewhere are the same form"


_SEEN_LATER = """
import sys, sysconfig
from docgen.runtime import environment_fingerprint
sysconfig.get_paths = lambda: {"purelib": sys.argv[1]}
print(environment_fingerprint.get_docgen_fingerprint())
"""


def test_libraries_that_are_installed_while_a_process_runs_are_not_taken_for_its_own(tmp_path: Path) -> None:
    def told(libraries: object) -> str:
        command = [sys.executable, "-c", _SEEN_LATER, str(libraries)]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout

    assert told(tmp_path) == told(sysconfig.get_paths()["purelib"])


def test_code_that_is_installed_while_a_process_runs_makes_no_other_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "a.docx"
    source.write_bytes(b"letter")
    before = conversions.compute_conversion_keys([source], "office", Checksums())
    for name in conversions._CODE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("another version")
    monkeypatch.setattr(conversions, "_HOME", tmp_path)
    assert conversions.compute_conversion_keys([source], "office", Checksums()) == before


# -- what belongs to the whole process ----------------------------------------------------------------------------

_LEFT_ALONE = """
import gc, logging, os, pkgutil, signal, sys, warnings
from PIL import Image
import docgen

def state():
    loggers = {name: one.level for name, one in logging.root.manager.loggerDict.items() if hasattr(one, "level")}
    levels = {name: level for name, level in loggers.items() if level}
    mask = os.umask(0)
    os.umask(mask)
    handlers = [signal.getsignal(number) for number in sorted(signal.valid_signals())]
    return {
        "filters": list(warnings.filters), "levels": levels, "handlers": list(logging.root.handlers),
        "disabled": logging.root.manager.disable, "pixels": Image.MAX_IMAGE_PIXELS, "umask": mask,
        "signals": handlers, "folder": os.getcwd(), "environment": dict(os.environ), "gc": gc.isenabled(),
        "thresholds": gc.get_threshold(), "recursion": sys.getrecursionlimit(),
    }

before = state()
for module in pkgutil.walk_packages(docgen.__path__, "docgen."):
    if not module.name.endswith("__main__"):
        __import__(module.name)
after = state()
print({name: (before[name], after[name]) for name in before if before[name] != after[name]})
"""


@pytest.mark.slow
def test_nothing_of_the_process_is_changed_where_docgen_is_imported() -> None:
    told = subprocess.run([sys.executable, "-c", _LEFT_ALONE], capture_output=True, check=True, text=True)
    assert told.stdout == "{}\n"


@pytest.mark.usefixtures("calls_stay_here")
def test_filters_of_warnings_are_left_alone_while_a_table_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another thread that reads or sets them meanwhile would lose its own, or be left with ours."""
    seen = []
    write_table(tmp_path / "a.xlsx", 3)
    sniff_table = sheets.sniff_table

    def note_state(path: Path) -> Sniffed:
        seen.append((list(warnings.filters), gc.isenabled()))
        return sniff_table(path)

    monkeypatch.setattr(sheets, "sniff_table", note_state)
    before = (list(warnings.filters), gc.isenabled())
    sheets.read_grids(tmp_path / "a.xlsx", "a.xlsx")
    assert seen == [before]


@pytest.mark.slow
def test_other_threads_never_find_the_search_for_cycles_switched_off(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", 2000)
    seen = set()
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(sheets.read_grids, tmp_path / "a.xlsx", "a.xlsx")
        while not reading.done():
            seen.add(gc.isenabled())
            time.sleep(0.001)
    assert len(reading.result()[0][0].rows) == 2000
    assert seen == {True}


@pytest.mark.slow
def test_a_table_is_read_with_few_searches_for_cycles(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", 2000)
    plain = searches_during(lambda: list(openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True).active.values))
    own = searches_during(lambda: sheets.read_grids(tmp_path / "a.xlsx", "a.xlsx"))
    assert own < plain / 2


def searches_during(work: Callable[[], object]) -> int:
    searches = []

    def note(phase: str, found: Mapping[str, int]) -> None:
        searches.extend([found["generation"]] * (phase == "start"))

    gc.callbacks.append(note)
    try:
        work()
    finally:
        gc.callbacks.remove(note)
    return len(searches)


# -- whole builds -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_build_after_a_form_was_edited_prints_its_new_title_and_is_current(
    definitions: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCGEN_CACHE", str(tmp_path / "cache"))
    folder, out = write_application(tmp_path / "云溪"), tmp_path / "output"
    title = definitions.load_form(FORM).package.title
    assert build(folder, out, definitions).out
    assert titles(out) == {title}
    edit(definitions.roots[0] / "data" / "forms" / f"{FORM}.yaml", f"title: {title}", f"title: {title[::-1]}")
    assert build(folder, out, definitions).out
    assert titles(out) == {title[::-1]}
    assert not build(folder, out, definitions).is_new


def titles(out: Path) -> set[str | None]:
    """The title of the package, as a reader of PDFs shows it."""
    metadata = pypdf.PdfReader(out / "申报材料.pdf").metadata
    return {metadata.title.partition("（")[0] if metadata and metadata.title else None}


BUILT_AT_ONCE = (0, 1, 2, 3, 1, 2, 3, 0)
"""The application of each of eight builds."""


@pytest.mark.slow
def test_eight_builds_at_once_give_the_same_bytes_as_one_after_another(tmp_path: Path) -> None:
    """Four applications, each twice; the two builds of the first one do everything anew and start LibreOffice."""
    folders = [varied(tmp_path / f"云溪{number}", number) for number in range(4)]
    filled, empty = Cache(tmp_path / "filled"), Cache(tmp_path / "empty")

    def build_one(number: int, place: str, cache: Cache) -> dict[str, str]:
        out = tmp_path / place
        done = build(folders[number], out, built_in(), cache=cache)
        assert done.out and done.is_new, [problem.message for problem in done.problems]
        return contents_of(out)

    one_by_one = [build_one(number, f"after{number}", filled) for number in range(4)]
    places = [f"beside{place}" for place in range(8)]
    with ThreadPoolExecutor(8) as threads:
        at_once = list(
            threads.map(build_one, BUILT_AT_ONCE, places, [filled if number else empty for number in BUILT_AT_ONCE])
        )
    assert at_once == [one_by_one[number] for number in BUILT_AT_ONCE]
    assert len({one["申报材料.pdf"] for one in at_once}) == 4
    assert not build(folders[0], tmp_path / places[0], built_in(), cache=empty).is_new


def varied(folder: Path, number: int) -> Path:
    """An application of its own: its plan, a letter that LibreOffice converts, and a picture say which it is."""
    write_application(folder)
    plan = folder / "plan.md"
    plan.write_text(plan.read_text("utf-8").replace("云溪", f"云溪{number}"), "utf-8")
    letter = docx.Document()
    letter.add_paragraph(f"共享设备租赁协议第{number}号")
    letter.save(folder / "evidence" / "08 材料" / "2 协议.docx")
    (folder / "evidence" / "09 材料" / "1 第9项.png").write_bytes(picture(f"application {number}"))
    return folder
