"""A LibreOffice that stays: the same PDFs as a cold call gives, whatever was converted before and whatever happens."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pypdf import PdfReader

from docgen.package.merging.normalized_pdf import normalize_pdf
from docgen.runtime import office as office_module
from docgen.runtime.document_traces import may_leave_traces
from docgen.runtime.office import Converted, convert, find_office
from docgen.runtime.warm_office import WarmOffice
from fake_office import notes_in, use
from office_processes import documents, offices_of, restore_interrupt, running, wait_until_ended
from office_samples import OFFICE_RELATIONS, heading, picture, png, relation, relationships, write_docx, write_sheet

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere it is a cold call"),
]


@pytest.fixture
def warm() -> Iterator[WarmOffice]:
    with WarmOffice() as one:
        yield one


@pytest.fixture(scope="module")
def shared() -> Iterator[WarmOffice]:
    """One for all tests that do not mind what was converted before."""
    with WarmOffice() as one:
        yield one


def convert_with(
    engine: WarmOffice | None, sources: Sequence[Path], work: Path, timeout: float = 60
) -> list[Converted]:
    results = convert(find_office(engine=engine), sources, work, timeout=timeout)
    return [results[source] for source in sources]


def settle(results: Iterable[Converted], folder: Path) -> list[bytes]:
    folder.mkdir()
    contents = []
    for place, one in enumerate(results):
        assert one.pdf is not None, one.reason
        normalize_pdf(one.pdf, folder / f"{place}.pdf")
        contents.append((folder / f"{place}.pdf").read_bytes())
    return contents


def process_of(warm: WarmOffice) -> int:
    assert warm.process_id is not None
    return warm.process_id


def folder_of(process: int) -> Path:
    """The private folder of a LibreOffice that stays."""
    arguments = Path(f"/proc/{process}/cmdline").read_text().split("\0")
    return Path(next(one for one in arguments if one.endswith("kept.fodt"))).parent


# -- the same PDFs -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("samples")
    part = relation("image", "media/p.png", mode="Internal")
    fang = '<w:p><w:r><w:rPr><w:rFonts w:eastAsia="仿宋_GB2312"/></w:rPr><w:t>集群的申报材料</w:t></w:r></w:p>'
    return [
        write_docx(folder / "仿宋.docx", fang),  # stood in for by a CFF font, of which a Type 1 font is made
        write_docx(folder / "标题.docx", "".join(map(heading, (1, 2, 3)))),
        write_docx(folder / "picture.docx", picture("embed"), part, {"word/media/p.png": png()}),
        write_sheet(folder / "wide.xlsx", columns=40, rows=30),
    ]


@pytest.fixture(scope="module")
def cold(samples: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    """The PDFs of cold calls: all in one, all in one from the last to the first, the first two one by one."""
    folder = tmp_path_factory.mktemp("cold")
    return {
        "forwards": settle(convert_with(None, samples, folder / "work"), folder / "1"),
        "backwards": settle(convert_with(None, samples[::-1], folder / "work"), folder / "2"),
        "one by one": settle((convert_with(None, [one], folder / "work")[0] for one in samples[:2]), folder / "3"),
    }


def test_the_pdfs_are_those_of_cold_calls_in_any_order_and_at_any_time(
    shared: WarmOffice, samples: list[Path], cold: dict[str, list[bytes]], tmp_path: Path
) -> None:
    work = tmp_path / "work"
    assert settle(convert_with(shared, samples, work), tmp_path / "1") == cold["forwards"]
    first = process_of(shared)
    assert settle(convert_with(shared, samples[::-1], work), tmp_path / "2") == cold["backwards"]
    one_by_one = [convert_with(shared, [sample], work)[0] for sample in samples[:2]]
    assert settle(one_by_one, tmp_path / "3") == cold["one by one"]
    assert process_of(shared) == first, "one process did all of it"


def test_without_numbering_anew_the_fonts_would_tell_the_documents_before(
    warm: WarmOffice, samples: list[Path], cold: dict[str, list[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docgen.runtime.warm_office.renumber_fonts", list)
    fang = samples[:1]
    assert settle(convert_with(warm, fang, tmp_path / "work"), tmp_path / "1") == cold["one by one"][:1]
    assert settle(convert_with(warm, fang, tmp_path / "work"), tmp_path / "2") != cold["one by one"][:1]


def test_a_pdf_whose_fonts_cannot_be_numbered_is_made_by_a_cold_call(
    warm: WarmOffice, samples: list[Path], cold: dict[str, list[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    convert_with(warm, samples[:1], tmp_path / "work")
    monkeypatch.setattr("docgen.runtime.font_numbers._TABLE", re.compile(b"never there"))
    assert settle(convert_with(warm, samples[:1], tmp_path / "work"), tmp_path / "1") == cold["one by one"][:1]


def test_files_that_cannot_be_opened_cost_only_themselves(shared: WarmOffice, tmp_path: Path) -> None:
    sources = documents(tmp_path, "a", "b")
    sources.insert(1, write_docx(tmp_path / "broken.docx", "<w:p><w:r></w:p>"))
    results = convert_with(shared, sources, tmp_path / "work")
    assert [one.reason for one in results] == ["", "LibreOffice 打不开这个文件", ""]


def write_with_font(path: Path, name: str, font: Path) -> Path:
    """A document that brings a font along under that name, disguised as Word does it."""
    key = "00112233-4455-6677-8899-AABBCCDDEEFF"
    mask = bytes.fromhex(key.replace("-", ""))[::-1]
    content = bytearray(font.read_bytes())
    for place in range(32):
        content[place] ^= mask[place % 16]
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    table = (
        f'<w:fonts xmlns:w="{main}" xmlns:r="{OFFICE_RELATIONS}"><w:font w:name="{name}">'
        f'<w:embedRegular r:id="x" w:fontKey="{{{key}}}"/></w:font></w:fonts>'
    )
    parts = {
        "word/fontTable.xml": table.encode(),
        "word/_rels/fontTable.xml.rels": relationships(relation("font", "fonts/f.odttf", mode="Internal")).encode(),
        "word/fonts/f.odttf": bytes(content),
    }
    return write_docx(path, set_in(name), relation("fontTable", "fontTable.xml", mode="Internal"), parts)


def set_in(font: str) -> str:
    return f'<w:p><w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t>text</w:t></w:r></w:p>'


def fonts_of(one: Converted) -> list[str]:
    assert one.pdf is not None, one.reason
    fonts = PdfReader(one.pdf).pages[0]["/Resources"]["/Font"]
    return [font.get_object()["/BaseFont"].split("+")[1] for font in fonts.values()]


@pytest.mark.parametrize("is_warm", [False, True], ids=["cold", "warm"])
def test_a_font_that_one_document_brings_is_not_used_for_the_next(
    is_warm: bool, shared: WarmOffice, tmp_path: Path
) -> None:
    mono = next(Path("/usr/share/fonts").rglob("DejaVuSansMono.ttf"))
    bringing = write_with_font(tmp_path / "a.docx", "宋体甲", mono)
    naming = write_docx(tmp_path / "b.docx", set_in("宋体甲"))
    assert may_leave_traces(bringing) and not may_leave_traces(naming)
    engine = shared if is_warm else None
    results = convert_with(engine, [bringing, naming], tmp_path / "work")
    later = convert_with(engine, [naming], tmp_path / "later")
    assert fonts_of(results[0]) == ["DejaVuSansMono"]
    assert "DejaVuSansMono" not in fonts_of(results[1]) + fonts_of(later[0])


@pytest.mark.parametrize(
    "disguised",
    [
        pytest.param(lambda plain: plain.replace("/font", "/&#102;ont").encode(), id="as a reference"),
        pytest.param(
            lambda plain: ("<?xml version='1.0' encoding='UTF-16'?>" + plain).encode("utf-16"), id="as UTF-16"
        ),
        pytest.param(lambda plain: plain.encode()[:-1], id="in XML that is not whole"),
    ],
)
def test_a_disguised_font_is_found(disguised, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    name, plain = "word/_rels/fontTable.xml.rels", relationships(relation("font", "f.odttf", mode="Internal"))
    assert may_leave_traces(write_docx(tmp_path / "a.docx", parts={name: disguised(plain)}))


def test_a_font_of_a_document_inside_a_document_is_found(tmp_path: Path) -> None:
    relations = relationships(relation("font", "f.odttf", mode="Internal")).encode()
    inner = write_docx(tmp_path / "inner.docx", parts={"word/_rels/fontTable.xml.rels": relations})
    outer = write_docx(tmp_path / "outer.docx", parts={"word/embeddings/inner.docx": inner.read_bytes()})
    assert may_leave_traces(outer)


# -- a new process -----------------------------------------------------------------------------------------------


def test_after_so_many_documents_another_process_goes_on(tmp_path: Path) -> None:
    with WarmOffice(documents=2) as warm:
        processes = []
        for place, source in enumerate(documents(tmp_path, *"abcd")):
            assert convert_with(warm, [source], tmp_path / f"work{place}")[0].pdf
            processes.append(process_of(warm))
        assert processes[0] == processes[1] != processes[2] == processes[3]
        assert not running(processes[0])


def test_a_process_that_takes_too_much_memory_is_replaced(tmp_path: Path) -> None:
    with WarmOffice(memory=1_000_000) as warm:
        first, second = documents(tmp_path, "a", "b")
        assert convert_with(warm, [first], tmp_path / "one")[0].pdf
        process = process_of(warm)
        assert convert_with(warm, [second], tmp_path / "two")[0].pdf
        assert process_of(warm) != process


def test_new_fonts_are_seen(warm: WarmOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = documents(tmp_path, "a", "b")
    assert convert_with(warm, [first], tmp_path / "one")[0].pdf
    process = process_of(warm)
    (tmp_path / "fonts").mkdir()
    monkeypatch.setattr(office_module, "list_font_folders", lambda: (tmp_path / "fonts",))
    assert convert_with(warm, [second], tmp_path / "two")[0].pdf
    assert process_of(warm) != process


def test_killed_in_the_middle_it_costs_no_result(warm: WarmOffice, tmp_path: Path) -> None:
    sources, work = documents(tmp_path, *("text" for _ in range(20))), tmp_path / "work"
    convert_with(warm, sources[:1], tmp_path / "before")
    process = process_of(warm)
    with ThreadPoolExecutor() as pool:
        converting = pool.submit(convert_with, warm, sources, work)
        deadline = time.monotonic() + 30
        while not list(work.glob("pdf-*/*.pdf")) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(process, signal.SIGKILL)
        results = converting.result()
    assert all(one.pdf for one in results)
    assert convert_with(warm, sources[:1], tmp_path / "after")[0].pdf
    assert process_of(warm) != process


def test_killed_while_nothing_happens_it_costs_nothing(warm: WarmOffice, tmp_path: Path) -> None:
    source = documents(tmp_path, "a")
    convert_with(warm, source, tmp_path / "before")
    os.kill(process_of(warm), signal.SIGKILL)
    assert convert_with(warm, source, tmp_path / "after")[0].pdf
    assert running(process_of(warm))


def test_a_process_that_hangs_is_replaced_and_the_document_is_converted(warm: WarmOffice, tmp_path: Path) -> None:
    source = documents(tmp_path, "a")
    convert_with(warm, source, tmp_path / "before")
    process = process_of(warm)
    os.kill(process, signal.SIGSTOP)
    assert convert_with(warm, source, tmp_path / "after", timeout=5)[0].pdf
    assert not running(process)


@pytest.mark.parametrize(
    ("text", "reason"), [("makes it hang", "转换超时"), ("makes it crash", "转换时 LibreOffice 崩溃")]
)
def test_where_it_cannot_be_started_each_group_is_a_cold_call(
    text: str, reason: str, warm: WarmOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes_in(tmp_path, monkeypatch)
    use("moody", monkeypatch)
    results = convert_with(warm, documents(tmp_path, "a", text, "b"), tmp_path / "work", timeout=1)
    assert [one.reason for one in results] == ["", reason, ""]
    assert warm.process_id is None


# -- threads, and the end ----------------------------------------------------------------------------------------


def test_threads_take_turns_and_the_process_outlives_the_one_that_started_it(warm: WarmOffice, tmp_path: Path) -> None:
    sources = documents(tmp_path, *"abcdef")
    results: dict[Path, Converted] = {}

    def convert_one(source: Path) -> None:
        results[source] = convert_with(warm, [source], tmp_path / f"work-{source.stem}")[0]

    convert_in_threads(convert_one, sources[:1])
    process = process_of(warm)
    convert_in_threads(convert_one, sources[1:])
    texts = [PdfReader(results[source].pdf or "").pages[0].extract_text() for source in sources]
    assert texts == list("abcdef")
    assert process_of(warm) == process and running(process)


def convert_in_threads(convert_one, sources: list[Path]) -> None:  # type: ignore[no-untyped-def]
    threads = [threading.Thread(target=convert_one, args=(source,)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_closed_it_leaves_nothing_and_can_be_used_again(tmp_path: Path) -> None:
    def pipes() -> set[Path]:
        return set(Path("/tmp").glob("OSL_PIPE_*"))

    before, source = pipes(), documents(tmp_path, "a")
    warm = WarmOffice()
    convert_with(warm, source, tmp_path / "one")
    process, folder = process_of(warm), folder_of(process_of(warm))
    mine = {pipe for pipe in pipes() - before if str(pipe) in sockets_of(process)}
    assert folder.is_dir() and len(mine) == 1
    warm.close()
    assert not running(process) and not folder.exists() and not mine & pipes()
    assert convert_with(warm, source, tmp_path / "two")[0].pdf
    warm.close()


def sockets_of(process: int) -> str:
    numbers = [str(one.readlink())[8:-1] for one in Path(f"/proc/{process}/fd").iterdir()]
    lines = Path("/proc/net/unix").read_text().splitlines()
    return "\n".join(line for line in lines if set(line.split()) & set(numbers))


_STAYING = """
import sys, threading, time
from pathlib import Path
from docgen.runtime.office import convert, find_office
from docgen.runtime.warm_office import WarmOffice
warm = WarmOffice()
work = Path(sys.argv[1])
office = find_office(engine=warm)
thread = threading.Thread(target=convert, args=(office, [Path(sys.argv[2])], work / "first"))
thread.start()
thread.join()
print(warm.process_id, flush=True)
{then}
"""
_THEN = {
    "idle": "time.sleep(600)",
    "converting": "convert(office, [Path(name) for name in sys.argv[2:]], work)",
    "ending": "",
    "failing": "raise SystemExit(3)",
}


def stay(tmp_path: Path, then: str) -> tuple[subprocess.Popen[str], int]:
    """A docgen of its own whose LibreOffice stays, and the id of that."""
    sources = [str(path) for path in documents(tmp_path, *["text"] * (60 if then == "converting" else 1))]
    command = [sys.executable, "-c", _STAYING.format(then=_THEN[then]), str(tmp_path / "work"), *sources]
    own = os.environ | {"TMPDIR": str(tmp_path)}  # a killed docgen leaves the folder of its LibreOffice
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, start_new_session=True, env=own, preexec_fn=restore_interrupt
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
@pytest.mark.parametrize("then", ["idle", "converting"])
def test_when_docgen_is_ended_no_office_is_left(then: str, ending: signal.Signals, tmp_path: Path) -> None:
    process, office = stay(tmp_path, then)
    work, deadline = tmp_path / "work", time.monotonic() + 30
    while then == "converting" and not list(work.glob("pdf-*/*.pdf")) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert running(office)
    os.kill(process.pid, ending)
    process.communicate(timeout=10)
    assert wait_until_ended(office)
    assert all(wait_until_ended(other) for other in offices_of(work))


@pytest.mark.parametrize(("then", "code"), [("ending", 0), ("failing", 3)])
def test_a_docgen_that_forgets_to_close_it_ends_with_it_and_leaves_nothing(
    then: str, code: int, tmp_path: Path
) -> None:
    process, office = stay(tmp_path, then)
    process.communicate(timeout=20)
    assert process.returncode == code
    assert wait_until_ended(office)
    assert list(tmp_path.glob("docgen-office-*")) == []


def test_a_copy_of_docgen_that_was_forked_off_neither_uses_nor_ends_it(tmp_path: Path) -> None:
    then = (
        "import os\n"
        "child = os.fork()\n"
        "done = convert(office, [Path(sys.argv[2])], work / str(child == 0))\n"
        "print(all(one.pdf for one in done.values()), warm.process_id, flush=True)\n"
        "child and os.waitpid(child, 0)\n"
        "child and print(Path(f'/proc/{warm.process_id}').exists(), flush=True)\n"
    )
    source = documents(tmp_path, "a")[0]
    command = [sys.executable, "-c", _STAYING.replace("{then}", then), str(tmp_path / "work"), str(source)]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=60)
    lines = finished.stdout.splitlines()
    assert lines[1:] == [f"True {lines[0]}", f"True {lines[0]}", "True"], finished.stderr
