"""Makes the inputs that benchmarks/package.py measures with: scans that no compressor can shrink, office files."""

from __future__ import annotations

import io
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import img2pdf
from docx import Document
from openpyxl import Workbook
from PIL import Image, ImageDraw

PAGES = 10
"""Pages of one file of scans."""

_WIDTH, _HEIGHT, _QUALITY = 1240, 1754, 88


def make_scans(folder: Path, pages: int) -> list[Path]:
    """PDFs of ten A4 pages each, every page a different JPEG of about 560 kB: noise and bars."""
    folder.mkdir(parents=True, exist_ok=True)
    layout = img2pdf.get_layout_fun((img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297)))
    made = []
    for first in range(0, pages, PAGES):
        images = [_scan(seed) for seed in range(first, first + PAGES)]
        made.append(folder / f"扫描件{first // PAGES + 1:03}.pdf")
        made[-1].write_bytes(img2pdf.convert(images, layout_fun=layout, nodate=True))
    return made


def _scan(seed: int) -> bytes:
    noise = Image.frombytes(
        "L", (_WIDTH // 2, _HEIGHT // 2), random.Random(seed).randbytes(_WIDTH // 2 * (_HEIGHT // 2))
    )
    page = noise.resize((_WIDTH, _HEIGHT)).point(lambda value: 190 + value // 5)
    pen = ImageDraw.Draw(page)
    for line in range(40):
        pen.rectangle((120, 150 + line * 36, 300 + (seed * 37 + line * 53) % 800, 162 + line * 36), fill=40)
    written = io.BytesIO()
    page.convert("RGB").save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def make_office_files(folder: Path, count: int) -> list[Path]:
    """Word documents of a page or two and, every fourth, a workbook; no two of them are equal."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _workbook(folder / f"台账{number:02}.xlsx", number)
        if number % 4 == 0
        else _document(folder / f"协议{number:02}.docx", number)
        for number in range(1, count + 1)
    ]


def _document(path: Path, number: int) -> Path:
    document = Document()
    document.add_heading(f"合作协议（{number}）", 1)
    for article in range(1, 13):
        document.add_paragraph(f"第{article}条　甲乙双方就第{number}号设备的共享使用达成一致，按月结算。" * 3)
    table = document.add_table(rows=1, cols=3)
    for row in _rows(number, 15):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(path)
    return path


def _workbook(path: Path, number: int) -> Path:
    book = Workbook()
    for row in _rows(number, 60):
        book.active.append(row)
    book.save(path)
    return path


def _rows(number: int, count: int) -> Iterator[tuple[str, str, str]]:
    for row in range(count):
        yield f"{number}-{row}", f"第{row}台设备", f"{(number * 37 + row * 53) % 1000} 万元"


def make_application(example: Path, folder: Path, pages: int, office_files: int) -> None:
    """An application folder: the example with so many more pages of scans and so many more office files."""
    shutil.copytree(example, folder)
    make_scans(folder / "evidence" / "17 碳达峰碳中和宣传", pages)
    make_office_files(folder / "evidence" / "24 集群治理", office_files)
