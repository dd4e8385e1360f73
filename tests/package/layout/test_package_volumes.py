"""Several volumes, both sides of the paper, sealed pages, and packages that are larger than memory."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from pathlib import Path

import pikepdf
import pytest

import broken_files as files
import small_book
import small_output
from docgen.definitions.notice import Printing, VolumeLimit
from docgen.package.layout.package_layout import Layout
from docgen.package.merging.geometry import LEFT_HAND_FRAME, RIGHT_HAND_FRAME, SHEET
from docgen.package.merging.navigation import write_volume
from docgen.package.proof.pdf_reader import PackageReader, count_pages
from docgen.package.proof.verify import verify_package


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Layout]:
    folder = tmp_path_factory.mktemp("volumes")
    of_item = [
        small_book.item_file(files.scanned_pdf(folder / f"{name}.pdf", pages), folder)
        for name, pages in (("a", 5), ("b", 7), ("c", 4))
    ]
    printing = Printing(sides="two", volumes=VolumeLimit(pages=16))
    return small_book.bound(folder, {"8": of_item[:2], "25": of_item[2:]}, printing=printing)


@pytest.mark.slow
def test_a_package_of_several_volumes_proves_itself(bound: tuple[Path, Layout]) -> None:
    package, layout = bound
    assert len(layout.volumes) > 2
    assert layout.blanks
    assert verify_package(package, layout, {"evidence/a.pdf": 5, "evidence/b.pdf": 7, "evidence/c.pdf": 4}) == ()


def test_each_volume_has_its_own_bookmark_at_the_top(bound: tuple[Path, Layout]) -> None:
    package, layout = bound
    with package.open("rb") as file:
        top = [(one.title, one.page) for one in PackageReader(file).list_bookmarks() if one.depth == 0]
    assert top == [(volume.name, volume.first) for volume in layout.volumes]


def test_a_volume_of_which_nothing_changed_is_the_same_file(bound: tuple[Path, Layout], tmp_path: Path) -> None:
    package, layout = bound
    with pikepdf.open(package) as pdf:
        sheet = pdf.pages[0]
        sheet.Contents = pdf.make_stream(bytes(sheet.Contents.read_bytes()) + b" q Q")
        sheet["/Last"] = pdf.pages[layout.volumes[1].last - 1].obj  # its objects come before the others
        pdf.trailer.ID = pikepdf.Array([pikepdf.String(bytes(16))] * 2)
        pdf.save(tmp_path / "changed.pdf", static_id=True)
    first, second = layout.volumes[:2]
    for volume, is_same in ((first, False), (second, True)):
        for source, out in ((package, "old.pdf"), (tmp_path / "changed.pdf", "new.pdf")):
            write_volume(source, layout, volume, tmp_path / out)
        assert ((tmp_path / "old.pdf").read_bytes() == (tmp_path / "new.pdf").read_bytes()) is is_same


def test_a_volume_as_a_file_has_its_pages_labels_and_bookmarks_and_links_only_within(
    bound: tuple[Path, Layout], tmp_path: Path
) -> None:
    package, layout = bound
    for volume in layout.volumes:
        out = tmp_path / f"{volume.number}.pdf"
        write_volume(package, layout, volume, out)
        assert count_pages(out) == volume.last - volume.first + 1
        with out.open("rb") as file:
            reading = PackageReader(file)
            assert reading.page_labels == [str(layout.get_page_number(n)) for n in range(volume.first, volume.last + 1)]
            pages = [one.page for one in reading.list_bookmarks() if one.depth == 0]
            assert pages == [part.first - volume.first + 1 for part in layout.list_parts_in(volume)]
            contents = layout.list_parts_in(volume)[1]
            links = reading.list_links(contents.first - volume.first + 1)
        assert links
        assert all(1 <= link.target <= count_pages(out) for link in links)
        assert out.stat().st_size < package.stat().st_size


def test_a_volume_is_written_the_same_each_time(bound: tuple[Path, Layout], tmp_path: Path) -> None:
    package, layout = bound
    for name in ("a.pdf", "b.pdf"):
        write_volume(package, layout, layout.volumes[1], tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_evidence_keeps_away_from_the_edge_that_is_bound(tmp_path: Path) -> None:
    """The same file twice, behind one another: its page lies to the right on odd pages and to the left on even ones."""
    scan = files.scanned_pdf(tmp_path / "a.pdf", 1)
    of_item = [small_book.item_file(scan, tmp_path), small_book.item_file(scan, tmp_path, "再来一次")]
    package, layout = small_book.bound(tmp_path, {"8": of_item}, printing=Printing(sides="two"))
    first, second = (file.first for part in layout.list_parts("evidence") for file in part.files)
    centres = {}
    with pikepdf.open(package) as pdf:
        for page in (first, second):
            a, _, c, _, e, _ = map(float, pdf.pages[page - 1].Contents.read_bytes().split()[1:7])
            left, bottom, right, top = map(float, pdf.pages[page - 1].Resources.XObject.Page.BBox)
            side = "right" if layout.is_right_hand(page) else "left"
            centres[side] = a * (left + right) / 2 + c * (bottom + top) / 2 + e
    assert centres["right"] == pytest.approx(RIGHT_HAND_FRAME.left + RIGHT_HAND_FRAME.width / 2, abs=0.5)
    assert centres["left"] == pytest.approx(LEFT_HAND_FRAME.left + LEFT_HAND_FRAME.width / 2, abs=0.5)
    assert centres["left"] + centres["right"] == pytest.approx(SHEET.width, abs=0.5)


def test_of_equal_files_each_page_is_stored_once(tmp_path: Path) -> None:
    scan = files.scanned_pdf(tmp_path / "a.pdf", 1)
    of_item = [small_book.item_file(scan, tmp_path), small_book.item_file(scan, tmp_path, "再来一次")]
    package, layout = small_book.bound(tmp_path, {"8": of_item})
    with pikepdf.open(package) as pdf:
        drawn = {pdf.pages[file.first - 1].Resources.XObject.Page.objgen for file in layout.parts[-1].files}
    assert len(drawn) == 1


@pytest.mark.slow
def test_a_sealed_page_takes_the_whole_sheet(tmp_path: Path) -> None:
    out = small_output.write_output(tmp_path / "application")
    with pikepdf.open(out / small_output.PACKAGE) as pdf:
        scale, *_, left, bottom, _ = pdf.pages[6].Contents.read_bytes().split()[1:8]
    assert float(scale) == pytest.approx(1, abs=0.001)
    assert 0 <= float(left) < 5
    assert 0 <= float(bottom) < 5


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells the peak of memory on Linux")
def test_merging_takes_no_memory_for_the_megabytes_of_the_evidence(tmp_path: Path) -> None:
    """120 MB of evidence in a process that takes 60 MB and some."""
    paths = []
    for number in range(4):
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            stored = zlib.compress(os.urandom(30_000_000), 0)
            pdf.pages[0].Contents = pdf.make_stream(stored, pikepdf.Dictionary(Filter=pikepdf.Name.FlateDecode))
            pdf.save(tmp_path / f"{number}.pdf")
            paths.append(tmp_path / f"{number}.pdf")
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from docgen.package.merging.gather import gather_pages\n"
        "from docgen.package.merging.navigation import save_package\n"
        "from docgen.package.merging.placement import PageFormBuilder\n"
        "paths = [Path(name) for name in sys.argv[2:]]\n"
        "package = gather_pages([(path, 0) for path in paths], Path(sys.argv[1]))\n"
        "forms = [PageFormBuilder(package).build(page.obj) for page in package.pages]\n"
        "save_package(package, Path(sys.argv[1]) / 'out.pdf')\n"
        "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(int(peak.split()[1]) // 1000)\n"
    )
    command = [sys.executable, "-c", script, tmp_path, *paths]
    megabytes = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert (tmp_path / "out.pdf").stat().st_size > 120_000_000
    assert megabytes < 110
