"""Paper that comes back: a page of a PDF as a scanner gives it, with a red seal on it, askew, grey, upside down."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

RED = (215, 40, 40)


def page_picture(pdf: Path, page: int, dpi: int = 200) -> Image.Image:
    """A page of the PDF as paper shows it."""
    shown = subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), str(pdf)], check=True, capture_output=True
    )
    return Image.open(io.BytesIO(shown.stdout)).convert("RGB")


def sealed(paper: Image.Image, x: float, y: float) -> Image.Image:
    """The page with a round seal of 42 mm about the point that lies so far from its left and upper edge (0 to 1)."""
    dot = paper.width / 210
    ink = Image.new("RGB", paper.size, "white")
    pen = ImageDraw.Draw(ink)
    left, top, radius = x * paper.width, y * paper.height, 21 * dot
    circle = (left - radius, top - radius, left + radius, top + radius)
    pen.ellipse(circle, outline=RED, width=round(1.2 * dot))
    pen.regular_polygon((left, top, 7 * dot), 5, fill=RED)
    for turn in range(8):
        pen.arc(
            tuple(side + (3 - 6 * (at > 1)) * dot for at, side in enumerate(circle)),
            turn * 45,
            turn * 45 + 25,
            RED,
            round(4 * dot),
        )  # type: ignore[arg-type]
    return ImageChops.multiply(paper, ink)


def scan(
    paper: Image.Image, path: Path, *, turn: float = 0, mode: str = "RGB", quality: int = 50, dpi: int = 200
) -> Path:
    """The page scanned into ``path`` (a JPEG): turned by so many degrees, in colour or grey, noisy, compressed."""
    turned = paper.rotate(turn, Image.Resampling.BICUBIC, expand=turn % 90 == 0, fillcolor="white")
    grain = Image.effect_noise(turned.size, 50).convert("RGB")
    Image.blend(turned, grain, 0.08).convert(mode).save(path, "JPEG", quality=quality, dpi=(dpi, dpi))
    return path
