"""The shape of the code: who imports what, and that no code knows a form by name."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen import built_in

PACKAGE = Path(__file__).parent.parent / "docgen"
HOMES = {
    "subprocess": {"runtime/office_engine.py", "runtime/office.py"},
    "yaml": {"definitions/source.py"},
    "docxtpl": {"documents/word/word_filler.py"},
    "docx": {"documents/word/word_filler.py"},
    "jinja2": {"documents/word/word_filler.py"},
    "lxml": {"documents/word/wordml.py"},
    "xlsxwriter": {"documents/excel/excel_writer.py"},
    "openpyxl": {
        "project/spreadsheets/grid_reader.py",
        "project/workbook/workbook_cells.py",
        "documents/excel/excel_proof.py",
    },
    "typst": {"package/drawn/typesetting.py"},
    "xlrd": {"project/spreadsheets/old_excel.py"},
    "img2pdf": {"package/evidence/image_pages.py"},
    "pi_heif": {"package/evidence/pixels.py"},
    "PIL": {
        "package/evidence/image_pages.py",
        "package/evidence/picture_completeness.py",
        "package/evidence/pixels.py",
    },
    "filelock": {"runtime/output_folder.py"},
    "platformdirs": {"runtime/cache.py", "cli/crash_report.py"},
    "argparse": {"cli/arguments.py"},
    "segno": {"package/sealing/qr_codes.py"},
    "zxingcpp": {"package/sealing/qr_codes.py"},
}
"""Where each library may be imported: in one file, so that it can be exchanged or fenced in there."""

INSIDE_PACKAGE_ONLY = ("pikepdf", "pypdf")


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
