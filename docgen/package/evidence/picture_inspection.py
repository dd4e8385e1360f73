"""Inspect a picture before it is converted to a page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from docgen.package.evidence.image_pages import BadImage, lay_out_frames
from docgen.package.evidence.inspection import Inspection, refuse
from docgen.package.evidence.long_pictures import is_strip
from docgen.package.evidence.page_ink import Ink, PageFacts, format_page_numbers
from docgen.package.evidence.page_problems import check_blank_pages, check_resolution, report_problem
from docgen.package.evidence.pixels import Frame, TooLargeImage, has_more_pictures, open_picture, read_all
from docgen.package.merging.geometry import MILLIMETRE
from docgen.problems.problem import Problem
from docgen.project.evidence.file_kinds import FileKind

_SMALLEST_PHOTOGRAPH = 400_000
"""Photographs with fewer pixels are reported: they are most likely thumbnails of a chat program."""
_TOO_LARGE = "请缩小后另存（A4 纸 300 dpi 就够清楚），张数很多的分成几个文件。"


def inspect_picture(file: BinaryIO, kind: FileKind) -> Inspection:
    """Inspect the picture, each of its pages decoded once; problems name no file."""
    try:
        placed = lay_out_frames(file)
        with open_picture(file) as image:
            is_animated = has_more_pictures(image)
    except TooLargeImage as error:
        return refuse(kind, "evidence.unreadable", f"{kind.value} {error}", _TOO_LARGE)
    except BadImage as error:
        return refuse(kind, "evidence.unreadable", f"{kind.value} {error}")
    mark = hashlib.sha256(read_all(file)).hexdigest()
    facts = tuple(_measure_page(one, f"{mark}/{number}" if number else mark) for number, one in enumerate(placed))
    problems = (*_check_frames([frame for frame, _, _ in placed], facts), *_check_shape(placed, is_animated))
    return Inspection(kind, len(facts), problems, facts)


def _measure_page(placed: tuple[Frame, float, float], mark: str) -> PageFacts:
    frame, width, height = placed
    dpi = round(max(frame.width, frame.height) * 72 / max(width, height))
    across, along = round(width / MILLIMETRE, 1), round(height / MILLIMETRE, 1)
    return PageFacts(across, along, frame.ink, dpi, "" if frame.ink is Ink.BLANK else mark)


def _check_shape(placed: Sequence[tuple[Frame, float, float]], is_animated: bool) -> Iterator[Problem]:
    if parts := sum(frame.is_part for frame, _, _ in placed):
        if parts > 1:
            message = f"图片很长，从空白处分成 {parts} 页印"
            yield report_problem("evidence.split", message, "请看一眼分开的地方。")
    elif strips := [number for number, (_, width, height) in enumerate(placed, 1) if is_strip(width, height)]:
        _, width, height = placed[strips[0] - 1]
        where = f"{format_page_numbers(strips)}的" if len(placed) > 1 else ""
        message = f"{where}图片太窄太长，印出来只有 {height / MILLIMETRE:.0f} 毫米高"
        yield report_problem("evidence.strip", message, "请把它截成几张图，一张一个文件。")
    if is_animated:
        message = "文件里不止一张图片，印的是第一张"
        yield report_problem("evidence.more-pictures", message, "其余的也要交的，请另存成图片放进文件夹。")


def _check_frames(frames: Sequence[Frame], facts: Sequence[PageFacts]) -> Iterator[Problem]:
    yield from check_blank_pages([number for number, one in enumerate(facts, 1) if one.ink is Ink.BLANK])
    if broken := [number for number, frame in enumerate(frames, 1) if not frame.is_whole]:
        where = f"{format_page_numbers(broken)}的" if len(frames) > 1 else ""
        message = f"{where}图片有损坏：有一部分数据缺失或错乱，印出来可能缺一块或变了样"
        yield report_problem("evidence.repaired", message, "请打开看一眼；最好换成原图或重新扫描。")
    sheets = {number: one.dpi for number, one in enumerate(facts, 1) if frames[number - 1].is_sheet}
    yield from check_resolution(sheets)
    first = frames[0]
    if not sheets and first.width * first.height < _SMALLEST_PHOTOGRAPH:
        message = f"图片只有 {first.width}×{first.height} 像素，印出来很小，也不清楚"
        yield report_problem("evidence.low-resolution", message, "请换成原图，不要用聊天软件里的缩略图。")
