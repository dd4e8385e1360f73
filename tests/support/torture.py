"""Makes application folders whose evidence is nothing but trouble: ``python tests/support/torture.py FOLDER``.

The answers are those of an example; the files are every case of torture_*.py beside this file and
seeded mutations of sound ones.
The same folders are made each time, but for the PDFs whose keys of 256 bits qpdf draws by lot.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath

import torture_documents
import torture_embedded
import torture_filters
import torture_fonts
import torture_forms
import torture_images
import torture_office
import torture_paint
import torture_pdfs
import torture_pictures
import torture_spelling
import torture_tiffs
from broken_files import jpeg_bytes

EXAMPLE = Path(__file__).parents[2] / "data" / "examples" / "yunxi-2022"
SEED = 20221008
ROUNDS = 10
ITEMS = {
    "PDF": (8, 9, 10, 13, 14),
    "图片": (15, 16, 17),
    "Office": (18, 19, 20),
    "随机改坏的": (22, 23, 24),
    "PDF 的数据": (8, 9),
    "PDF 的写法": (11, 12),
    "PDF 的字体": (10, 13),
    "PDF 的画法": (8, 9, 10),
    "PDF 里的图": (11, 12),
    "PDF 的批注和页面": (13, 14, 15),
    "TIFF": (15, 16),
    "别的图片": (17, 18),
    "各种文档": (18, 19, 20),
}
"""Which items of the list each kind of files is put under."""

FOLDERS = {
    "旧折磨": ("PDF", "图片", "Office", "随机改坏的"),
    "数据和字体": ("PDF 的数据", "PDF 的写法", "PDF 的字体"),
    "画法": ("PDF 的画法", "PDF 里的图"),
    "批注和图片": ("PDF 的批注和页面", "TIFF", "别的图片"),
    "文档": ("各种文档",),
}
"""The application folders, each with its kinds: one alone would take minutes to build."""

Case = tuple[str, bytes]


def make(folder: Path, kinds: Collection[str]) -> list[str]:
    """Make the folder with the files of these kinds; return their names, relative to the folder."""
    folder.mkdir(parents=True)
    for name in ("application.yaml", "plan.md", "enterprises.csv"):
        shutil.copy(EXAMPLE / name, folder)
    shutil.copytree(EXAMPLE / "lists", folder / "lists")
    names = []
    for kind, cases in ((kind, list_cases(kind)) for kind in kinds):
        items = ITEMS[kind]
        for number, (said, content) in enumerate(cases):
            item = items[number * len(items) // len(cases)]
            path = folder / "evidence" / f"{item:02} {kind}" / f"{number + 1:03} {said}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            names.append(path.relative_to(folder).as_posix())
    return names


def list_cases(kind: str) -> list[Case]:
    """List the cases of one kind: file names without their numbers, and bytes."""
    with tempfile.TemporaryDirectory() as scratch:
        return list(_CASES[kind](Path(scratch)))


def _name_pdfs(cases: Iterable[Case]) -> Iterator[Case]:
    return ((f"{said}.pdf", content) for said, content in cases)


def mutated(work: Path) -> Iterator[Case]:
    """Sound files, each spoilt at random in several ways and several times; the seed is always the same."""
    chance = random.Random(SEED)
    for name, content in _sound(work).items():
        for number in range(ROUNDS):
            spoil = _SPOILING[number % len(_SPOILING)]
            path = PurePosixPath(name)
            yield f"{path.stem}{number + 1}{path.suffix}", spoil(chance, content)


def _sound(work: Path) -> dict[str, bytes]:
    image = torture_images.coloured()
    return {
        "经典.pdf": torture_pdfs.many(4),
        "紧凑.pdf": torture_pdfs.packed(4),
        "扫描.pdf": torture_pdfs.scan(60),
        "带表单.pdf": torture_pdfs.field(b""),
        "照片.jpg": jpeg_bytes((300, 200)),
        "截图.png": torture_images.saved(image, "PNG"),
        "传真.tif": torture_images.saved(image, "TIFF", save_all=True, append_images=[image]),
        "网图.webp": torture_images.saved(image, "WEBP"),
        "协议.docx": torture_office.docx(work),
        "名单.xlsx": torture_office.xlsx(work),
    }


def _flip(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut_out(chance: random.Random, content: bytes) -> bytes:
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:first] + content[last:]


def _double(chance: random.Random, content: bytes) -> bytes:
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:last] + content[first:]


def _blank(chance: random.Random, content: bytes) -> bytes:
    first = chance.randrange(len(content))
    length = min(chance.randint(1, 400), len(content) - first)
    return content[:first] + bytes(length) + content[first + length :]


def _swap_digits(chance: random.Random, content: bytes) -> bytes:
    """Other numbers: lengths, places, counts, sizes."""
    changed = bytearray(content)
    digits = [place for place, byte in enumerate(content) if 0x30 <= byte <= 0x39]
    for place in chance.sample(digits, min(len(digits), 5)):
        changed[place] = chance.randint(0x30, 0x39)
    return bytes(changed)


_SPOILING: tuple[Callable[[random.Random, bytes], bytes], ...] = (_flip, _cut_out, _double, _blank, _swap_digits)


_CASES: dict[str, Callable[[Path], Iterable[Case]]] = {
    "PDF": lambda work: _name_pdfs(torture_pdfs.pdfs(work)),
    "图片": lambda _: torture_images.images(),
    "Office": torture_office.offices,
    "随机改坏的": mutated,
    "PDF 的数据": lambda _: _name_pdfs(torture_filters.filters()),
    "PDF 的写法": lambda _: _name_pdfs(torture_spelling.spellings()),
    "PDF 的字体": lambda _: _name_pdfs(torture_fonts.fonts()),
    "PDF 的画法": lambda _: _name_pdfs(torture_paint.paintings()),
    "PDF 里的图": lambda _: _name_pdfs(torture_embedded.embedded_pictures()),
    "PDF 的批注和页面": lambda _: _name_pdfs(torture_forms.forms()),
    "TIFF": lambda _: torture_tiffs.tiffs(),
    "别的图片": lambda _: torture_pictures.pictures(),
    "各种文档": torture_documents.documents,
}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Makes application folders whose evidence is nothing but trouble.")
    parser.add_argument("folder", type=Path)
    home = parser.parse_args().folder
    print(f"{sum(len(make(home / name, kinds)) for name, kinds in FOLDERS.items())} evidence files")
