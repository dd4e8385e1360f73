"""The shape of the code: who imports what, and that no code knows a form by name."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen import built_in

PACKAGE = Path(__file__).parent.parent / "docgen"
HOMES = {
    "subprocess": {"runtime/isolated_calls.py", "runtime/office_engine.py", "runtime/office.py"},
    "rapidfuzz": {"errors.py", "documents/alignment/likeness.py"},
    "psutil": {"runtime/isolated_calls.py"},
    "yaml": {"definitions/source.py", "definitions/node_spans.py"},
    "docxtpl": {"documents/word/word_filler.py"},
    "docx": {"documents/word/word_filler.py"},
    "jinja2": {"documents/word/word_filler.py"},
    "lxml": {"documents/word/wordml.py", "runtime/word_fields.py"},
    "xlsxwriter": {"documents/excel/excel_writer.py"},
    "openpyxl": {
        "project/workbook/workbook_cells.py",
        "documents/excel/excel_proof.py",
    },
    "typst": {"package/drawn/typesetting.py"},
    "xlrd": {"project/spreadsheets/old_excel.py"},
    "img2pdf": {"package/evidence/image_pages.py"},
    "pypdfium2": {"package/evidence/page_rendering.py", "package/proof/page_looks.py"},
    "pi_heif": {"package/evidence/pixels.py"},
    "PIL": {
        "package/evidence/image_pages.py",
        "package/evidence/long_pictures.py",
        "package/evidence/page_rendering.py",
        "package/evidence/picture_completeness.py",
        "package/evidence/picture_budget.py",
        "package/evidence/pixels.py",
        "package/evidence/plain_pictures.py",
        "package/evidence/viewer_comparison.py",
        "package/proof/look_comparison.py",
        "package/proof/page_looks.py",
    },
    "filelock": {"runtime/output_folder.py"},
    "platformdirs": {"runtime/cache.py", "cli/crash_report.py"},
    "argparse": {"cli/arguments.py"},
    "rich": {"cli/progress_display.py"},
    "segno": {"package/sealing/qr_codes.py"},
    "zxingcpp": {"package/sealing/qr_codes.py"},
}
"""Where each library may be imported: in one file, so that it can be exchanged or fenced in there."""

LONGEST_FILE = 400
INSIDE_PACKAGE_ONLY = ("pikepdf", "pypdf")
NUMBERED_FONTS = "runtime/font_numbers.py"
"""Mends the PDFs of a LibreOffice that stays, before anything else sees them."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.fixture(scope="module")
def importers() -> dict[str, set[str]]:
    found = defaultdict(set)
    for name, tree in sources():
        for module in imported(tree):
            found[module].add(name)
    return found


@pytest.mark.parametrize("module", HOMES)
def test_each_library_is_imported_in_its_one_file(module: str, importers: dict[str, set[str]]) -> None:
    assert importers[module] == HOMES[module]


@pytest.mark.parametrize("module", INSIDE_PACKAGE_ONLY)
def test_pdf_libraries_stay_inside_the_package_folder(module: str, importers: dict[str, set[str]]) -> None:
    assert importers[module]
    # the one exception belongs to LibreOffice: its PDFs leave it as a freshly started one writes them
    outside = {name for name in importers[module] if not name.startswith("package/")}
    assert outside <= {"runtime/font_numbers.py"}


def test_the_one_that_proves_the_package_is_not_the_one_that_writes_it(importers: dict[str, set[str]]) -> None:
    assert not importers["pypdf"] & importers["pikepdf"]


def test_no_code_names_a_field_of_a_form() -> None:
    catalog = built_in()
    fields = [field for form_id in catalog.list_form_ids() for field in catalog.load_form(form_id).fields.values()]
    names = {field.id for field in fields if "_" in field.id} | {field.label for field in fields}
    spelt = {
        (file, node.value)
        for file, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in names
    }
    assert spelt == set()


def test_nothing_asks_the_clock_or_chance() -> None:
    for name, tree in sources():
        asked = set(imported(tree)) & {"random", "secrets", "uuid"}
        assert not asked, f"{name} imports {asked}"
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow"):
                raise AssertionError(f"{name}:{node.lineno} asks what time it is")


def test_written_text_has_the_same_bytes_on_windows() -> None:
    """Without ``newline`` Windows writes other line ends than the checksums and backups know."""
    for name, tree in sources():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            given = {one.arg for one in call.keywords}
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            modes = {one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)}
            writes = called == "write_text" or (called in ("open", "fdopen") and modes & {"w", "a", "x", "wt"})
            if writes and "encoding" in given and "devnull" not in ast.dump(call):
                assert "newline" in given, f"{name}:{call.lineno} writes text without newline"


def test_what_windows_lacks_is_used_where_it_is_not_asked() -> None:
    """Whoever needs one of these guards it, and enters the file here."""
    lacking = {"fork", "killpg", "sysconf", "getuid", "sync", "statvfs", "mkfifo", "setsid", "SIGKILL", "SIGALRM"}
    used = {
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in lacking
        and isinstance(node.value, ast.Name)
        and node.value.id in ("os", "signal")
    }
    used |= {name for name, tree in sources() if set(imported(tree)) & {"fcntl", "resource", "pwd", "termios"}}
    assert used <= {
        f"runtime/{name}.py" for name in ("folder_lock", "isolated_process", "office_engine", "warm_office")
    }


def test_temporary_folders_end_without_an_error_where_a_file_in_them_is_held() -> None:
    for name, tree in sources():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if called == "TemporaryDirectory":
                given = {one.arg for one in call.keywords}
                assert "ignore_cleanup_errors" in given, f"{name}:{call.lineno} fails where Windows holds a file"


def test_no_two_modules_have_the_same_name() -> None:
    names = Counter(Path(name).stem for name, _ in sources() if not name.endswith("__init__.py"))
    assert [name for name, times in names.items() if times > 1] == []


def test_no_two_classes_have_the_same_name() -> None:
    names = Counter(node.name for _, tree in sources() for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    assert [name for name, times in names.items() if times > 1] == []


def test_no_two_test_files_have_the_same_name() -> None:
    """pytest imports each by its name alone, and collects only the first."""
    names = Counter(path.name for path in Path(__file__).parent.rglob("test_*.py"))
    assert [name for name, times in names.items() if times > 1] == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    """All but api.py, which is one page of documentation: each function has its docstring, example and two lines."""
    lengths = {name: len((PACKAGE / name).read_text("utf-8").splitlines()) for name, _ in sources()}
    assert [name for name, length in lengths.items() if length > LONGEST_FILE and name != "api.py"] == []


OPENINGS = ("What", "Whether", "How", "Where", "When", "Which", "Why", "Who", "Whose", "All", "Everything")


def test_docstrings_begin_with_a_verb_or_a_noun() -> None:
    found = [
        f"{name}: {text.splitlines()[0]}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (text := ast.get_docstring(node))
        if text.split()[0].strip(",.:;") in OPENINGS
    ]
    assert found == []


def test_every_module_says_what_it_is_for() -> None:
    assert [name for name, tree in sources() if not ast.get_docstring(tree)] == []
