"""What was converted before is not converted again, unless anything that goes into it has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import fake_office
from docgen.runtime import environment_fingerprint
from docgen.runtime import office as office_module
from docgen.runtime.cache import Cache
from docgen.runtime.checksums import Checksums
from docgen.runtime.conversion_cache import compute_conversion_keys
from docgen.runtime.office import OVERRIDE, Converted, Office, convert, find_office, find_stand_ins
from office_samples import write_docx


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the fake writes down how often it was called."""
    fake_office.use("moody", monkeypatch)
    return fake_office.notes_in(tmp_path, monkeypatch)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def calls(notes: Path) -> int:
    told = notes / "calls"
    return len(told.read_text().splitlines()) if told.exists() else 0


def document(folder: Path, text: str) -> Path:
    return write_docx(folder / f"{text}.docx", f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")


def contents(converted: dict[Path, Converted]) -> list[bytes]:
    return [one.pdf.read_bytes() if one.pdf else one.reason.encode() for one in converted.values()]


def test_a_second_conversion_starts_nothing(tmp_path: Path, notes: Path, cache: Cache) -> None:
    sources = [document(tmp_path, name) for name in ("a", "b", "c")]
    first = convert(find_office(cache), sources, tmp_path / "one")
    again = convert(find_office(cache), sources, tmp_path / "two")
    assert calls(notes) == 1
    assert contents(first) == contents(again)
    assert all(one.pdf and one.pdf.is_relative_to(tmp_path / "two") for one in again.values())


def test_the_same_document_under_another_name_is_known(tmp_path: Path, notes: Path, cache: Cache) -> None:
    source = document(tmp_path, "a")
    convert(find_office(cache), [source], tmp_path / "one")
    moved = source.rename(tmp_path / "moved.docx")
    assert convert(find_office(cache), [moved], tmp_path / "two")[moved].pdf
    assert calls(notes) == 1


def test_only_what_is_new_is_converted_in_the_order_that_was_asked(tmp_path: Path, notes: Path, cache: Cache) -> None:
    old = [document(tmp_path, name) for name in ("a", "b")]
    convert(find_office(cache), old, tmp_path / "one")
    sources = [document(tmp_path, "new"), *old, tmp_path / "absent.docx"]
    results = convert(find_office(cache), sources, tmp_path / "two")
    assert calls(notes) == 2
    assert list(results) == sources
    assert [bool(one.pdf) for one in results.values()] == [True, True, True, False]
    assert len(list((tmp_path / "two").glob("documents-*/*"))) == 1


def test_what_failed_is_tried_again(tmp_path: Path, notes: Path, cache: Cache) -> None:
    sources = [document(tmp_path, text) for text in ("a", "makes it crash", "cannot be opened")]
    for turn in ("one", "two"):
        results = convert(find_office(cache), sources, tmp_path / turn)
        assert [bool(one.pdf) for one in results.values()] == [True, False, False]
    before = calls(notes)
    convert(find_office(cache), sources[:1], tmp_path / "three")
    assert calls(notes) == before
    assert before == 3 + 3, "together and then each by itself; what was converted is not tried again"


def test_a_document_that_changes_while_it_is_converted_is_not_remembered(
    tmp_path: Path, notes: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = document(tmp_path, "a")
    converting = office_module._convert_now

    def meanwhile(*given: object) -> dict[Path, Converted]:
        results: dict[Path, Converted] = converting(*given)  # type: ignore[arg-type]
        source.write_bytes(document(tmp_path, "another").read_bytes())
        return results

    original = source.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(office_module, "_convert_now", meanwhile)
        convert(find_office(cache), [source], tmp_path / "one")
    for content in (source.read_bytes(), original):
        source.write_bytes(content)
        before = calls(notes)
        convert(find_office(cache), [source], tmp_path / "two")
        assert calls(notes) == before + 1


def test_a_damaged_entry_is_converted_again(tmp_path: Path, notes: Path, cache: Cache) -> None:
    source = document(tmp_path, "a")
    convert(find_office(cache), [source], tmp_path / "one")
    for path in (tmp_path / "cache").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1])
    assert convert(find_office(cache), [source], tmp_path / "two")[source].pdf
    assert calls(notes) == 2


def test_without_a_cache_everything_is_converted_each_time(tmp_path: Path, notes: Path) -> None:
    source = document(tmp_path, "a")
    for turn in ("one", "two"):
        convert(find_office(), [source], tmp_path / turn)
    assert calls(notes) == 2


def changed_content(source: Path, office: Office, fonts: Path) -> Path:
    source.write_bytes(source.read_bytes() + b"x")
    return source


def changed_ending(source: Path, office: Office, fonts: Path) -> Path:
    return source.rename(source.with_suffix(".doc"))


def changed_font(source: Path, office: Office, fonts: Path) -> Path:
    (fonts / "new.otf").write_bytes(b"font")
    return source


def changed_time_of_font(source: Path, office: Office, fonts: Path) -> Path:
    os.utime(fonts / "there.otf", (5, 5))
    return source


@pytest.mark.parametrize("change", [changed_content, changed_ending, changed_font, changed_time_of_font])
def test_each_change_of_what_goes_into_a_conversion_is_noticed(
    change, tmp_path: Path, notes: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "there.otf").write_bytes(b"font")
    monkeypatch.setattr(office_module, "list_font_folders", lambda: (fonts,))
    source, office = document(tmp_path, "a"), find_office(cache)
    before = office_module._compute_keys(office, [source], Checksums())
    assert before == office_module._compute_keys(office, [source], Checksums())
    moved = change(source, office, fonts)
    assert office_module._compute_keys(office, [moved], Checksums())[moved] != before[source]


@pytest.mark.parametrize("change", [{"version": "24.8.1.2"}, {"build": "Debian"}, {"program": Path("/opt/soffice")}])
def test_another_libreoffice_converts_anew(change: dict[str, object], tmp_path: Path, cache: Cache) -> None:
    source = document(tmp_path, "a")
    one = {"program": Path("/usr/bin/soffice"), "version": "7.4.7.2", "release": (7, 4), "cache": cache}
    keys = [office_module._compute_keys(Office(**about), [source], Checksums()) for about in (one, one | change)]  # type: ignore[arg-type]
    assert keys[0] != keys[1]


def test_what_cannot_be_read_has_no_key(tmp_path: Path) -> None:
    source = document(tmp_path, "a")
    assert list(compute_conversion_keys([tmp_path / "absent.docx", source], "", Checksums())) == [source]


# -- what is known of the programs ---------------------------------------------------------------------------------


def test_the_version_is_asked_once_for_each_program(
    tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\necho asked >> $0.asked\necho 'LibreOffice 7.4.7.2 40(Build:2)'\n")
    program.chmod(0o755)
    monkeypatch.setenv(OVERRIDE, str(program))
    asked = tmp_path / "soffice.asked"
    assert find_office(cache).version == find_office(cache).version == "7.4.7.2"
    assert asked.read_text().splitlines() == ["asked"]
    program.write_text(program.read_text().replace("7.4.7.2", "24.8.1.2"))
    assert find_office(cache).release == (24, 8)


def test_a_version_that_was_not_said_is_asked_for_again(
    tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_office.use("mute", monkeypatch)
    for _ in range(2):
        with pytest.raises(Exception, match="没有说出自己的版本"):
            find_office(cache)


def test_the_faces_are_looked_up_once(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    first = find_stand_ins(cache)
    monkeypatch.setattr(office_module, "_query_faces", lambda: pytest.fail("asked again"))
    assert find_stand_ins(cache) == first == find_stand_ins(cache)


def test_the_fonts_that_fontconfig_is_told_of_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts, rules = tmp_path / "fonts", tmp_path / "fonts.conf"
    fonts.mkdir()
    rules.write_text(f"<fontconfig><dir>{fonts}</dir></fontconfig>")
    monkeypatch.setattr(environment_fingerprint, "_RULES", (str(rules),))
    before = environment_fingerprint.compute_font_fingerprint(())
    (fonts / "new.otf").touch()
    assert environment_fingerprint.compute_font_fingerprint(()) != before


# -- presentations ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("calls_stay_here")
def test_without_impress_only_presentations_are_refused(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slides, text = tmp_path / "slides.pptx", document(tmp_path, "a")
    slides.write_bytes(text.read_bytes())
    real = office_module.sniff_open
    monkeypatch.setattr(
        office_module,
        "sniff_open",
        lambda file: (
            type("Sniffed", (), {"is_document": True, "suffix": ".pptx", "decrypted": b""})
            if file.name == str(slides)
            else real(file)
        ),
    )
    program = fake_office.program_of("moody")
    results = convert(Office(program, "7.4", (7, 4), has_impress=False), [slides, text], tmp_path / "work")
    assert results[slides].reason == "缺少 Impress 组件，无法转换演示文稿，请安装 libreoffice-impress"
    assert results[text].pdf
    assert convert(Office(program, "7.4", (7, 4)), [slides], tmp_path / "work")[slides].pdf


def test_an_installation_without_impress_is_found_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\necho 'LibreOffice 7.4.7.2 40(Build:2)'\n")
    program.chmod(0o755)
    for name in ("soffice.bin", "libmergedlo.so", "libswlo.so", "libsclo.so"):
        (tmp_path / name).touch()
    monkeypatch.setenv(OVERRIDE, str(program))
    assert not find_office().has_impress and not find_office().has_math
    (tmp_path / "libsdlo.so").touch()
    (tmp_path / "libsmlo.so").touch()
    assert find_office().has_impress and find_office().has_math


def test_without_math_only_documents_with_equations_are_refused(tmp_path: Path, notes: Path) -> None:
    equation = '<w:p><m:oMath xmlns:m="urn:m"></m:oMath></w:p>'
    formula = write_docx(tmp_path / "formula.docx", equation)
    text = document(tmp_path, "text")
    program = fake_office.program_of("moody")
    results = convert(Office(program, "7.4", (7, 4), has_math=False), [formula, text], tmp_path / "work")
    assert "libreoffice-math" in results[formula].reason
    assert results[text].pdf


def test_pages_that_show_the_name_of_the_file_are_known_by_this_name_only(
    tmp_path: Path, notes: Path, cache: Cache
) -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    named = f"<w:p>{mark.format('begin')}<w:r><w:instrText>FILENAME</w:instrText></w:r>{mark.format('end')}</w:p>"
    source = write_docx(tmp_path / "甲.docx", named)
    for name, times in (("甲.docx", 1), ("甲.docx", 1), ("乙.docx", 2), ("乙.docx", 2)):
        source = source.rename(tmp_path / name)
        assert convert(find_office(cache), [source], tmp_path / f"{name}{times}")[source].pdf
        assert calls(notes) == times
