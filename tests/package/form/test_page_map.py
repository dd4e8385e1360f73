"""The page map of a form: read from its PDF, kept beside the template, rendered again and compared."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import msgspec
import pikepdf
import pytest

from docgen import built_in
from docgen.cli import main
from docgen.definitions.blank_pages import PAGES, FormPages, PartPages, list_fixed_parts, read_pages
from docgen.definitions.form import Blank, Form
from docgen.errors import DefinitionError
from docgen.package.form.form_pages import find_field_pages, load_form_pages, measure_blank_form
from docgen.package.form.page_map import PartMap, Spot, TableEdges, read_page_map
from docgen.pipeline.blank_forms import fill_blank_form
from docgen.runtime.office import convert, find_office

CATALOG = built_in()
MEASURED = [one for one in CATALOG.list_form_ids() if (CATALOG.roots[0] / "templates" / one / "form.docx").is_file()]


@pytest.fixture(scope="module", params=MEASURED)
def form(request: pytest.FixtureRequest) -> Form:
    return CATALOG.load_form(request.param)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The PDF of every blank form."""
    folder = tmp_path_factory.mktemp("blank")
    sources = {form_id: folder / f"{form_id}.docx" for form_id in MEASURED}
    for form_id, path in sources.items():
        path.write_bytes(fill_blank_form(form_id, CATALOG))
    converted = convert(find_office(), list(sources.values()), folder / "office")
    found = {form_id: converted[path].pdf for form_id, path in sources.items()}
    return {form_id: pdf for form_id, pdf in found.items() if pdf}


def kept_of(form: Form) -> FormPages:
    pages = read_pages(CATALOG.find_template(form.id))
    assert pages, "run: docgen template build"
    return pages


# -- what is kept -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_blank_form_printed_again_has_the_pages_that_are_kept(form: Form, printed: dict[str, Path]) -> None:
    again = measure_blank_form(form, CATALOG.find_template(form.id), printed[form.id])
    kept = kept_of(form)
    assert again.room == kept.room
    assert again.fields == kept.fields
    assert {name: (part.pages, part.rows) for name, part in again.parts.items()} == {
        name: (part.pages, part.rows) for name, part in kept.parts.items()
    }
    for name, part in again.parts.items():
        assert part.free == pytest.approx(kept.parts[name].free, abs=1)


def test_the_seven_parts_of_tables_keep_their_pages(form: Form) -> None:
    assert [part.title[0] for part in list_fixed_parts(form, kept_of(form))] == list("一二三四五六七")


@pytest.mark.slow
def test_each_part_begins_on_a_page_of_its_own_and_its_rows_follow_one_another(
    form: Form, printed: dict[str, Path]
) -> None:
    parts = read_page_map(printed[form.id])
    following = 1
    for part in parts.values():
        assert part.first == following
        following += len(part.sheets)
    for part in list_fixed_parts(form, kept_of(form)):
        pages = [parts[part.id].rows[name].page for name in sorted(parts[part.id].rows)]
        assert pages == sorted(pages)
        assert set(pages) == set(range(1, len(parts[part.id].sheets) + 1))


def test_a_page_of_the_blank_form_leaves_the_room_that_word_needs(form: Form) -> None:
    kept = kept_of(form)
    for part in list_fixed_parts(form, kept):
        pages = kept.parts[part.id]
        for page, free in enumerate(pages.free, 1):
            assert free >= 0.5 * list(pages.rows.values()).count(page) + kept.line, f"{part.title} {page}"


def test_a_text_of_the_allowed_length_has_room_in_its_cell(form: Form) -> None:
    from docgen.definitions.form import LongText
    from docgen.rules.room_check import count_lines

    kept = kept_of(form)
    limits = {slot: field.limit for slot, field in form.slots.items() if isinstance(field, LongText)}
    assert limits.keys() <= kept.room.keys()
    for slot, limit in limits.items():
        room = kept.room[slot]
        assert count_lines("集" * limit, room.width, kept.size, room.indent) <= room.lines


def text_of_pages(pdf: Path) -> list[str]:
    printed = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True).stdout.decode()
    return ["".join(page.split()) for page in printed.split("\f")]


@pytest.mark.slow
def test_each_field_is_on_the_page_that_prints_its_label(form: Form, printed: dict[str, Path]) -> None:
    text = text_of_pages(printed[form.id])
    places = find_field_pages(printed[form.id], form, kept_of(form))
    for part in form.parts:
        for field in part.fields:
            beginning = "".join(field.label.split())[:5]
            assert beginning in text[places[part.id][field.id] - 1], f"{part.id} {field.id}"


@pytest.mark.slow
def test_each_place_to_sign_or_to_seal_is_on_the_page_that_prints_its_words(
    form: Form, printed: dict[str, Path]
) -> None:
    text = text_of_pages(printed[form.id])
    places = find_field_pages(printed[form.id], form, kept_of(form))
    assert {place.field for place in form.by_hand} >= {one.id for one in form.fields.values() if isinstance(one, Blank)}
    for place in form.by_hand:
        field = form.fields[place.field]
        part = place.part or form.find_part(field).id
        label = place.label or field.label
        assert f"{label}：" in text[places[part][place.field] - 1]
        assert {"sign": "签字", "seal": "章"}[place.action.value] in label


@pytest.mark.slow
def test_in_a_template_without_bookmarks_at_its_rows_a_field_is_where_its_part_begins(
    printed: dict[str, Path], tmp_path: Path
) -> None:
    form = CATALOG.load_form("2022-application")
    pdf = tmp_path / "foreign.pdf"
    parts = {f"/{part.id}" for part in form.parts}
    with pikepdf.open(printed[form.id]) as opened:
        for name in opened.Root.Dests.keys() - parts - {"/instructions"}:
            del opened.Root.Dests[name]
        opened.save(pdf)
    blank_pages = msgspec.structs.replace(kept_of(form), fields={})
    for pages in (kept_of(form), blank_pages):
        places = find_field_pages(pdf, form, pages)
        assert set(places["s2"].values()) == {read_page_map(pdf)["s2"].first}
        assert places["s2"].keys() == {field.id for field in form.parts[2].fields}


# -- a map that is missing, stale or damaged --------------------------------------------------------------------------


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CATALOG.find_template("2022-application"), tmp_path / "template"))


def test_a_template_that_was_changed_is_not_judged_by_the_old_map(template: Path) -> None:
    assert read_pages(template)
    (template / "form.docx").write_bytes((template / "form.docx").read_bytes() + b"\0")
    assert read_pages(template) is None


@pytest.mark.slow
def test_a_template_without_a_map_is_measured_by_its_blank_form(template: Path, printed: dict[str, Path]) -> None:
    form = CATALOG.load_form("2022-application")
    kept = read_pages(template)
    (template / PAGES).unlink()
    measured = load_form_pages(form, template, [printed[form.id]])
    assert kept and measured.parts == kept.parts
    (template / "form.html").unlink()
    assert load_form_pages(form, template, [printed[form.id]]).room == {}


def test_a_damaged_map_is_refused_by_name(template: Path) -> None:
    (template / PAGES).write_text("{}", "utf-8")
    with pytest.raises(DefinitionError, match=r"页面记录读不懂"):
        read_pages(template)


@pytest.mark.slow
def test_without_libreoffice_the_map_is_left_as_it_is_and_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("data", "templates"):
        shutil.copytree(CATALOG.roots[0] / name, tmp_path / name, ignore=shutil.ignore_patterns("examples"))
    before = (tmp_path / "templates" / "2022-application" / PAGES).read_bytes()
    monkeypatch.setenv("DOCGEN_SOFFICE", str(tmp_path / "nowhere"))
    monkeypatch.setattr("docgen.cli.template_commands.open_definitions", lambda options: type(CATALOG)((tmp_path,)))
    assert main(["template", "build", "2022-application"]) == 0
    assert "没有记下空白表的页面，原来的记录没有改动" in capsys.readouterr().err
    assert (tmp_path / "templates" / "2022-application" / PAGES).read_bytes() == before


# -- reckoning --------------------------------------------------------------------------------------------------------

BOTTOM = 70.0
BLANK = PartPages(pages=2, rows={"r01": 1, "r02": 1, "r03": 2}, free=(60.0, 500.0))


def part(rows: dict[str, Spot], *sheets: tuple[float, ...]) -> PartMap:
    return PartMap(3, 770.0, rows, tuple(TableEdges(edges) for edges in sheets))


def test_a_part_that_only_grew_within_its_pages_keeps_them() -> None:
    grown = part({"r01": Spot(1, 700), "r02": Spot(1, 200), "r03": Spot(2, 700)}, (740, 400, 90), (770, 570))
    assert grown.has_pages_of(BLANK)
    assert grown.measure_free_space(BOTTOM) == (20, 500)


def test_a_row_on_the_next_page_is_over_by_its_height_less_the_room_that_was_left() -> None:
    moved = part({"r01": Spot(1, 700), "r02": Spot(2, 700), "r03": Spot(2, 500)}, (740, 170), (770, 550, 350))
    assert not moved.has_pages_of(BLANK)
    assert moved.measure_overflow(BLANK, BOTTOM) == (770 - 550) - (170 - 70)


def test_a_part_with_a_page_more_is_over_by_what_stands_on_that_page() -> None:
    longer = part(
        {"r01": Spot(1, 700), "r02": Spot(1, 300), "r03": Spot(2, 400)}, (740, 400, 130), (770, 71), (770, 670)
    )
    assert not longer.has_pages_of(BLANK)
    assert longer.measure_overflow(BLANK, BOTTOM) == (770 - 670) - (71 - 70)


def test_a_pdf_without_bookmarks_has_no_parts(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "plain.pdf")
    assert read_page_map(tmp_path / "plain.pdf") == {}
