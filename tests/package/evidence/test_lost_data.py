"""What is not all there is told, with its page; what lacks only a checksum or an end mark is not."""

from __future__ import annotations

import errno
import io
import random
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

import torture_images
import torture_pdfs
from docgen.package.evidence.evidence_pdf import inspect_file
from docgen.package.evidence.picture_completeness import is_decodable
from docgen.package.evidence.pixels import BadImage, TooLargeImage, open_picture
from docgen.package.proof.pdf_reader import PackageReader
from docgen.runtime.isolated_calls import BrokenCall, CallLimits, call_isolated

FLATE = b"/Filter/FlateDecode"
JPEG = b"/Filter/DCTDecode"
WIDTH, HEIGHT = 300, 424
END = b"\xff\xd9"
SQUARES = b"".join(b"%d %d 2 2 re f\n" % (7 * n % 500, 11 * n % 800) for n in range(3000))
PACKED = zlib.compress(SQUARES)
PIXELS = random.Random(1).randbytes(WIDTH * HEIGHT)
ROWS = zlib.compress(PIXELS)


def told(path: Path, content: bytes) -> list[str]:
    """What is said of the data that are lost; how fine the picture is does not matter here."""
    path.write_bytes(content)
    found = inspect_file(path, path.name).problems
    return [problem.message for problem in found if problem.code in ("evidence.repaired", "evidence.unreadable")]


def scan(data: bytes, entries: bytes, space: bytes = b"/DeviceGray", bits: int = 8) -> bytes:
    """A page with one picture of 300 by 424."""
    resources = b"/XObject<</I 5 0 R>>"
    o3 = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<%s>>/Contents 4 0 R>>" % resources
    picture = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%s/BitsPerComponent %d"
    o5 = torture_pdfs.stream(data, picture % (WIDTH, HEIGHT, space, bits) + entries)
    o4 = torture_pdfs.stream(b"q 595 0 0 842 0 0 cm /I Do Q")
    return torture_pdfs.raw(torture_pdfs.objects(o3=o3, o4=o4, o5=o5))


def jpeg(**saving: object) -> bytes:
    """A picture without an even shade anywhere."""
    out = io.BytesIO()
    Image.frombytes("L", (WIDTH, HEIGHT), PIXELS).save(out, "JPEG", quality=80, **saving)
    return out.getvalue()


def flushed(content: bytes) -> bytes:
    """Packed by a writer that wrote all it had and never said that this was the end."""
    packing = zlib.compressobj()
    return packing.compress(content) + packing.flush(zlib.Z_SYNC_FLUSH)


@pytest.mark.parametrize(
    "packed",
    [PACKED, PACKED[:-4], PACKED[:-2], PACKED[:-4] + bytes(4), PACKED + b"\r\n and more", flushed(SQUARES), b""],
    ids=["whole", "no checksum", "half a checksum", "checksum of zeros", "more behind it", "flushed", "empty"],
)
def test_operators_that_are_all_there_are_not_called_lost(tmp_path: Path, packed: bytes) -> None:
    assert told(tmp_path / "a.pdf", torture_pdfs.drawn(packed, FLATE)) == []


@pytest.mark.parametrize(
    "packed",
    [
        PACKED[: len(PACKED) // 2],
        PACKED[:-20],
        PACKED[:-4] + b"abcd",
        PACKED[:4000] + bytes([PACKED[4000] ^ 0xFF]) + PACKED[4001:],
    ],
    ids=["half", "without its end", "another checksum", "one byte"],
)
def test_operators_that_break_off_or_are_spoilt_are_told_with_their_page(tmp_path: Path, packed: bytes) -> None:
    assert told(tmp_path / "a.pdf", torture_pdfs.drawn(packed, FLATE)) == [
        "PDF 第 1 页的内容不全：有一部分数据丢失或损坏。"
    ]


def test_a_page_of_which_all_is_lost_is_not_called_blank_as_well(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(torture_pdfs.drawn(PACKED[2:-4], FLATE))
    assert [problem.code for problem in inspect_file(tmp_path / "a.pdf", "a.pdf").problems] == ["evidence.repaired"]


@pytest.mark.parametrize(
    "page",
    [
        scan(ROWS, FLATE),
        scan(ROWS[:-4], FLATE),
        scan(zlib.compress(PIXELS + b"more"), FLATE),
        scan(zlib.compress(PIXELS + bytes(100_000))[:-9], FLATE),
        scan(PIXELS, b""),
        scan(zlib.compress(PIXELS[: WIDTH * HEIGHT // 8 + HEIGHT]), FLATE, bits=1),
        scan(jpeg(), JPEG),
        scan(jpeg() + bytes(50), JPEG),
        scan(jpeg(progressive=True), JPEG),
        scan(jpeg(restart_marker_rows=1), JPEG),
        scan(zlib.compress(jpeg()), b"/Filter[/FlateDecode/DCTDecode]"),
    ],
)
def test_pictures_with_all_their_rows_are_not_called_lost(tmp_path: Path, page: bytes) -> None:
    assert told(tmp_path / "a.pdf", page) == []


@pytest.mark.parametrize(
    "page",
    [
        scan(ROWS[: len(ROWS) // 2], FLATE),
        scan(zlib.compress(PIXELS[:-WIDTH]), FLATE),
        scan(ROWS, FLATE, b"/DeviceRGB"),
        scan(ROWS, FLATE, b"[/Indexed/DeviceRGB 1<000000FFFFFF>]", bits=16),
        scan(PIXELS[:9000], b""),
        scan(zlib.compress(bytes(99)), FLATE + b"/ImageMask true", bits=1),
        scan(ROWS[:5000] + bytes(8) + ROWS[5008:], FLATE),
        scan(zlib.compress(jpeg())[:9000], b"/Filter[/FlateDecode/DCTDecode]"),
    ],
)
def test_pictures_that_lack_rows_are_told(tmp_path: Path, page: bytes) -> None:
    assert told(tmp_path / "a.pdf", page) == ["PDF 第 1 页的内容不全：有一部分数据丢失或损坏。"]


@pytest.mark.parametrize("saving", [{}, {"progressive": True}, {"restart_marker_rows": 1}], ids=str)
@pytest.mark.parametrize("spoil", ["half", "half with an end", "a piece is missing"])
def test_jpegs_that_break_off_are_told_in_a_pdf_and_as_files(
    tmp_path: Path, saving: dict[str, object], spoil: str
) -> None:
    whole = jpeg(**saving)
    half = whole[: len(whole) // 2]
    data = {
        "half": half,
        "half with an end": half + END,
        "a piece is missing": whole[: len(whole) // 3] + whole[len(whole) // 2 :],
    }
    assert len(told(tmp_path / "a.pdf", scan(data[spoil], JPEG))) == 1
    assert len(told(tmp_path / "a.jpg", data[spoil])) == 1


def test_spoilt_data_between_two_marks_to_begin_anew_are_found(tmp_path: Path) -> None:
    whole = jpeg(restart_marker_rows=1)
    spoilt = whole[: len(whole) // 2] + b"\x11\x22\x33" * 40 + whole[len(whole) // 2 + 120 :]
    assert len(told(tmp_path / "a.jpg", spoilt)) == 1


def interlaced(width: int, height: int, rows: int) -> bytes:
    """A PNG in seven passes; ``rows`` bytes of zeros are its rows."""
    header = torture_images.chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 1))
    body = torture_images.chunk(b"IDAT", zlib.compress(bytes(rows))) + torture_images.chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + body


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA"])
def test_a_png_with_all_its_rows_is_not_called_damaged(tmp_path: Path, mode: str) -> None:
    assert told(tmp_path / "a.png", torture_images.saved(torture_images.coloured(mode), "PNG")) == []


def test_a_png_with_too_few_rows_is_told_and_bound(tmp_path: Path) -> None:
    rows = (b"\0" + bytes(range(100))) * 30
    assert told(tmp_path / "a.png", torture_images.png(100, 30, 8, 0, rows)) == []
    (message,) = told(tmp_path / "b.png", torture_images.png(100, 31, 8, 0, rows))
    assert message == "图片有损坏：有一部分数据缺失或错乱，印出来可能缺一块或变了样。"
    assert inspect_file(tmp_path / "b.png", "b.png").pages == 1


def test_the_rows_of_all_seven_passes_are_counted(tmp_path: Path) -> None:
    needed = sum(rows * (1 + columns) for columns, rows in ((2, 1), (1, 1), (3, 1), (2, 2), (5, 1), (4, 3), (9, 2)))
    assert told(tmp_path / "a.png", interlaced(9, 5, needed)) == []
    assert len(told(tmp_path / "b.png", interlaced(9, 5, needed - 1))) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pack", "entries"),
    [
        (lambda: zlib.compress(b" " * (70 << 20), 9), FLATE),
        (lambda: zlib.compress(zlib.compress(bytes(270 << 20), 9), 9), b"/Filter[/FlateDecode/FlateDecode]"),
        (lambda: b"\x81 " * (600 << 10) + b"\x80", b"/Filter/RunLengthDecode"),
    ],
    ids=["blanks", "packed twice", "runs"],
)
def test_a_page_that_unpacks_to_more_than_anybody_draws_is_refused(
    tmp_path: Path, pack: Callable[[], bytes], entries: bytes
) -> None:
    (message,) = told(tmp_path / "a.pdf", torture_pdfs.drawn(pack(), entries))
    assert message == "PDF 第 1 页画的内容展开后超过 64 MB，无法处理。"


def test_a_file_whose_pages_draw_too_much_together_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docgen.package.evidence.preflight._MOST_IN_FILE", 100)
    (tmp_path / "a.pdf").write_bytes(torture_pdfs.many(9))
    (problem,) = inspect_file(tmp_path / "a.pdf", "a.pdf").problems
    assert problem.message.startswith("PDF 第 ")
    assert "合计超过" in problem.message
    assert problem.hint == "请分成几个 PDF 后替换。"


def test_a_page_of_very_many_strings_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docgen.package.evidence.preflight._MOST_STRINGS", 50_000)
    (message,) = told(tmp_path / "a.pdf", torture_pdfs.drawn(zlib.compress(b"(" * 50_001), FLATE))
    assert message == "PDF 第 1 页画的内容展开后有 5 万段以上的文字，无法处理。"


@pytest.mark.slow
def test_the_proof_reads_a_large_picture_that_nobody_compressed(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(scan(bytes(80_000_000), b"").replace(b"/Width 300", b"/Width 188679", 1))
    with path.open("rb") as file:
        assert PackageReader(file).compute_drawing_digest(1)


def test_a_file_of_very_many_annotations_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Square, Rect=[0, 0, 9, 9])
        page.obj.Annots = pikepdf.Array([pdf.make_indirect(note) for _ in range(40)])
        pdf.save(path)
    monkeypatch.setattr("docgen.package.evidence.pdf_inspection._MOST_NOTES", 39)
    (problem,) = inspect_file(path, "a.pdf").problems
    assert problem.message == "PDF 里有 40 个批注和填写栏，超过 39 个，无法处理。"
    assert problem.hint == "请打开后“打印为 PDF”，用打印出来的文件替换。"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a child at its allocations")
@pytest.mark.parametrize("progressive", [False, True])
def test_too_little_memory_is_no_damage_of_a_picture(progressive: bool) -> None:
    out = io.BytesIO()
    Image.new("RGB", (7000, 7000), (200, 100, 50)).save(out, "JPEG", progressive=progressive)
    assert call_isolated(is_decodable, out.getvalue())
    with pytest.raises(BrokenCall, match="内存太多"):
        call_isolated(is_decodable, out.getvalue(), limits=CallLimits(memory=40))


@pytest.mark.parametrize(("number", "expected"), [(errno.EIO, OSError), (errno.EINVAL, BadImage), (None, BadImage)])
def test_a_disk_that_fails_is_no_damage_of_a_picture(number: int | None, expected: type[Exception]) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 20_000:
                raise OSError(number, "told by the system") if number else OSError("told by a library")
            return super().read(size)

    with pytest.raises(expected), open_picture(Failing(jpeg())) as image:
        image.load()


def test_a_jpeg_without_its_end_that_declares_far_too_many_pixels_is_too_large_before_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    data = bytearray(jpeg().removesuffix(END))
    at = data.index(b"\xff\xc0") + 5
    monkeypatch.setattr("docgen.package.evidence.pixels.is_decodable", fail)
    with pytest.raises(MemoryError), open_picture(bytes(data)):
        pass
    data[at : at + 4] = b"\xfd\xe8\xfd\xe8"
    with pytest.raises(TooLargeImage), open_picture(bytes(data)):
        pass


def test_too_little_memory_for_a_picture_of_a_pdf_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("std::bad_alloc")

    monkeypatch.setattr("docgen.package.evidence.embedded_pictures.inspect_picture_data", fail)
    with pytest.raises(MemoryError):
        told(tmp_path / "a.pdf", scan(jpeg(), JPEG))
