"""LibreOffice as docgen starts it: what comes out, what goes wrong, and that nothing of it stays behind."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from docgen.errors import ToolFailed, ToolMissing
from docgen.runtime import disk_room
from docgen.runtime.fonts import Drawn
from docgen.runtime.isolated_calls import end_children
from docgen.runtime.office import Converted, convert, find_office, find_stand_ins
from docgen.runtime.office_engine import MOST_MEMORY, start_process
from fake_office import notes_in, use
from office_processes import documents, offices_of, restore_interrupt, wait_until_ended
from office_samples import heading, picture, png, relation, write_docx, write_sheet


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the fakes write down what happened to them."""
    return notes_in(tmp_path, monkeypatch)


# -- finding it --------------------------------------------------------------------------------------------------


def test_the_installed_office_is_found_with_its_version() -> None:
    office = find_office()
    assert office.release >= (7, 0)
    assert office.version.startswith(f"{office.release[0]}.{office.release[1]}")


@pytest.mark.parametrize(("fake", "said"), [("old", "5.2.7.2"), ("mute", "版本"), ("absent", "不存在")])
def test_an_office_that_cannot_be_used_is_named_with_what_to_install(
    fake: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(fake, monkeypatch)
    with pytest.raises(ToolMissing, match=said) as caught:
        find_office()
    assert "apt-get install" in caught.value.remedy


def test_no_office_at_all_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr("docgen.runtime.office_install._PLACES", ())
    with pytest.raises(ToolMissing, match="没有找到 LibreOffice") as caught:
        find_office()
    assert "apt-get install" in caught.value.remedy


# -- what comes out ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Converted]:
    """One call of the real LibreOffice over everything the tests below look at."""
    folder = tmp_path_factory.mktemp("real")
    write_docx(folder / "申报表（终稿）.docx", "".join(map(heading, (1, 2, 3))))
    write_docx(
        folder / "picture.docx",
        picture("embed"),
        relation("image", "media/p.png", mode="Internal"),
        {"word/media/p.png": png()},
    )
    write_docx(folder / "broken.docx", "<w:p><w:r></w:p>")
    (folder / "text.docx").write_text("just text")
    (folder / "empty.docx").touch()
    write_sheet(folder / "wide.xlsx", columns=40, rows=100)
    write_sheet(folder / "narrow.xlsx")
    faces = ("仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体", "SimSun")
    run = '<w:p><w:r><w:rPr><w:rFonts w:eastAsia="{}" w:ascii="Times New Roman"/></w:rPr><w:t>集群A</w:t></w:r></w:p>'
    write_docx(folder / "faces.docx", "".join(map(run.format, faces)))
    converted = convert(find_office(), sorted(folder.iterdir()), folder / "work")
    return {path.name: one for path, one in converted.items()}


def pages(results: dict[str, Converted], name: str) -> PdfReader:
    pdf = results[name].pdf
    assert pdf is not None, results[name].reason
    return PdfReader(pdf)


@pytest.mark.slow
def test_bookmarks_come_out_as_destinations_and_headings_as_outline(results: dict[str, Converted]) -> None:
    reader = pages(results, "申报表（终稿）.docx")
    places = {name: reader.get_destination_page_number(place) for name, place in reader.named_destinations.items()}
    assert places == {"/s1start": 0, "/s2start": 1, "/s3start": 2}
    assert [entry.title for entry in reader.outline] == ["Part 1", "Part 2", "Part 3"]


@pytest.mark.slow
def test_a_picture_inside_the_document_is_kept(results: dict[str, Converted]) -> None:
    assert len(pages(results, "picture.docx").pages[0].images) == 1


@pytest.mark.slow
def test_a_wide_sheet_keeps_its_columns_together_on_a4(results: dict[str, Converted]) -> None:
    reader = pages(results, "wide.xlsx")
    width, height = reader.pages[0].mediabox.width, reader.pages[0].mediabox.height
    assert (round(width), round(height)) == (842, 595)
    for page in reader.pages:
        text = page.extract_text()
        assert text.count("c39") == text.count("c0") > 0


@pytest.mark.slow
def test_a_narrow_sheet_stays_upright(results: dict[str, Converted]) -> None:
    page = pages(results, "narrow.xlsx").pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


@pytest.mark.slow
def test_files_that_are_no_documents_cost_only_themselves(results: dict[str, Converted]) -> None:
    assert {name for name, one in results.items() if one.pdf is None} == {"broken.docx", "text.docx", "empty.docx"}
    assert "0 字节" in results["empty.docx"].reason
    assert "内容与扩展名不符" in results["text.docx"].reason
    assert "打不开" in results["broken.docx"].reason


@pytest.mark.slow
def test_each_house_face_is_drawn_with_its_stand_in_and_embedded(results: dict[str, Converted]) -> None:
    fonts = pages(results, "faces.docx").pages[0]["/Resources"]["/Font"]
    names = {font.get_object()["/BaseFont"].split("+")[1].split("-")[0] for font in fonts.values()}
    expected = {
        "仿宋_GB2312": "FandolFang",
        "黑体": "FandolHei",
        "楷体_GB2312": "FandolKai",
        "宋体": "FandolSong",
        "方正小标宋简体": "NotoSerifCJKjp",
        "Times New Roman": "LiberationSerif",
    }
    there = {face.declared for face in find_stand_ins() if face.drawn is Drawn.STAND_IN}
    assert {expected[face] for face in there & expected.keys()} <= names


def test_a_source_given_twice_is_answered_once(tmp_path: Path) -> None:
    assert convert(find_office(), [tmp_path / "absent.docx"] * 2, tmp_path / "work") == {
        tmp_path / "absent.docx": Converted(None, "文件无法读取：文件夹或文件不存在")
    }


# -- what goes wrong ---------------------------------------------------------------------------------------------


def test_one_crashing_document_costs_only_itself(tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use("moody", monkeypatch)
    sources = documents(tmp_path, "a", "cannot be opened", "b", "makes it crash", "c", "d")
    results = convert(find_office(), sources, tmp_path / "work")
    reasons = [results[source].reason for source in sources]
    assert reasons == ["", "LibreOffice 打不开这个文件", "", "转换时 LibreOffice 崩溃", "", ""]
    assert len((notes / "calls").read_text().splitlines()) == 4


def test_one_hanging_document_costs_only_itself(tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use("moody", monkeypatch)
    sources = documents(tmp_path, "a", "makes it hang", "b")
    results = convert(find_office(), sources, tmp_path / "work", timeout=0.5)
    assert [results[source].reason for source in sources] == ["", "转换超时", ""]


def test_success_without_any_output_is_not_believed(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use("silent", monkeypatch)
    results = convert(find_office(), documents(tmp_path, *"abcdefgh"), tmp_path / "work")
    assert all(one.pdf is None and one.reason for one in results.values())
    assert len((notes / "calls").read_text().splitlines()) == 5, "it gives up where nothing ever works"


def test_crashing_documents_in_front_cost_only_themselves(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document of docgen's own tells that it is not LibreOffice that is at fault."""
    use("moody", monkeypatch)
    sources = documents(tmp_path, *["makes it crash"] * 4, "a", "b")
    results = convert(find_office(), sources, tmp_path / "work")
    assert [results[source].reason for source in sources] == ["转换时 LibreOffice 崩溃"] * 4 + ["", ""]


def test_a_full_disk_is_no_fault_of_the_document(tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use("silent", monkeypatch)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    work = tmp_path / "work"
    with pytest.raises(OSError, match="No space") as caught:
        convert(find_office(), documents(tmp_path, "a"), work)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(work))


def test_a_quota_is_told_as_well(tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use("silent", monkeypatch)
    monkeypatch.setattr(disk_room.tempfile, "TemporaryFile", lambda dir: _Quota())
    with pytest.raises(OSError, match="Quota|quota") as caught:
        convert(find_office(), documents(tmp_path, "a"), tmp_path / "work")
    assert caught.value.filename == str(tmp_path / "work")


class _Quota(BytesIO):
    def write(self, data: object, /) -> int:
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))


@pytest.mark.usefixtures("calls_stay_here")
def test_a_copy_that_does_not_fit_is_no_unreadable_document(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use("silent", monkeypatch)

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "copy")

    monkeypatch.setattr("docgen.runtime.office.copy_for_conversion", refuse)
    with pytest.raises(OSError, match="No space"):
        convert(find_office(), documents(tmp_path, "a"), tmp_path / "work")


def test_an_empty_or_half_pdf_is_not_believed(tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use("empty", monkeypatch)
    results = convert(find_office(), documents(tmp_path, "a", "b"), tmp_path / "work")
    assert [one.pdf for one in results.values()] == [None, None]


def test_an_office_that_only_restarts_is_a_failed_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use("restarts", monkeypatch)
    with pytest.raises(ToolFailed, match="重新启动"):
        convert(find_office(), documents(tmp_path, "a"), tmp_path / "work")


# -- nothing stays behind ----------------------------------------------------------------------------------------


def test_after_a_timeout_the_office_and_its_children_are_gone(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use("hangs", monkeypatch)
    results = convert(find_office(), documents(tmp_path, "a"), tmp_path / "work", timeout=0.5)
    assert [one.reason for one in results.values()] == ["转换超时"]
    for name in ("pid", "child"):
        assert wait_until_ended(int((notes / name).read_text()))


_CONVERTING = """
import sys
from pathlib import Path
from docgen.runtime.office import convert, find_office
convert(find_office(), [Path(name) for name in sys.argv[2:]], Path(sys.argv[1]))
"""


@pytest.fixture
def converting(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A docgen of its own in the middle of a conversion with the real LibreOffice, and its work folder."""
    sources = [str(path) for path in documents(tmp_path, *["text"] * 60)]
    work = tmp_path / "work"
    process = subprocess.Popen(
        [sys.executable, "-c", _CONVERTING, str(work), *sources], start_new_session=True, preexec_fn=restore_interrupt
    )
    yield process, work
    process.kill()
    process.wait()


def wait_for_first_pdf(work: Path) -> list[int]:
    deadline = time.monotonic() + 30
    while not list(work.glob("pdf-*/0001.pdf")) and time.monotonic() < deadline:
        time.sleep(0.02)
    return offices_of(work)


def test_when_docgen_is_killed_the_children_of_the_office_are_gone_too(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use("hangs", monkeypatch)
    sources = [str(path) for path in documents(tmp_path, "a")]
    process = subprocess.Popen([sys.executable, "-c", _CONVERTING, str(tmp_path / "work"), *sources])
    deadline = time.monotonic() + 30
    while not (notes / "child").is_file() or not (notes / "child").read_text():
        assert time.monotonic() < deadline, "the conversion did not start"
        time.sleep(0.02)
    process.kill()
    process.wait()
    for name in ("pid", "child"):
        assert wait_until_ended(int((notes / name).read_text()))


_TELLING_OF_FORKS = """
import os
os.register_at_fork(after_in_child=lambda: os.write(2, b"Python runs in the child"))
"""


def test_no_python_runs_in_the_child_of_a_process_whose_threads_hold_locks(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use("empty", monkeypatch)
    [source] = documents(tmp_path, "a")
    command = [sys.executable, "-c", _TELLING_OF_FORKS + _CONVERTING, str(tmp_path / "work"), str(source)]
    assert subprocess.run(command, stderr=subprocess.PIPE, check=True).stderr == b""


def test_a_process_that_converts_keeps_no_child(tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use("silent", monkeypatch)
    convert(find_office(), documents(tmp_path, "a"), tmp_path / "work")
    end_children()  # they read files, and wait for more
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends a child with its parent")
def test_when_docgen_is_ended_no_office_is_left(
    converting: tuple[subprocess.Popen[bytes], Path], ending: signal.Signals
) -> None:
    process, work = converting
    offices = wait_for_first_pdf(work)
    assert offices, "the conversion did not start"
    os.kill(process.pid, ending)
    process.wait(10)
    assert all(wait_until_ended(office) for office in offices)
    assert offices_of(work) == []


def test_the_memory_of_the_process_is_limited(tmp_path: Path) -> None:
    question = ["/bin/sh", "-c", "ulimit -v"]
    with (tmp_path / "log").open("wb") as log, start_process(question, dict(os.environ), log.fileno()) as process:
        assert process.wait(20) == 0
    assert (tmp_path / "log").read_text().strip() == str(MOST_MEMORY)
