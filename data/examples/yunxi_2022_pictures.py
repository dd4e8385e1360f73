"""Drawn pictures that stand for photographs, and what a scanner or a telephone does to a page."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]
BANNER_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")
MARK = "示例材料（虚构）"


def photograph(scene: str, banner: str, size: tuple[int, int], seed: int) -> Image.Image:
    """A picture of one of the scenes: workshop, furnace, lecture, meeting, booth."""
    rng = random.Random(seed)
    image = Image.new("RGB", size, (200, 200, 196))
    SCENES[scene](image, banner, rng)
    return _mark(_as_camera(image, rng))


def scan(page: Image.Image, degrees: float, seed: int, mode: str = "L") -> Image.Image:
    """The page as an office scanner gives it: a little askew, uneven paper, some noise."""
    rng = random.Random(seed)
    paper = (243, 242, 238)
    turned = page.convert("RGB").rotate(degrees, Image.Resampling.BICUBIC, fillcolor=paper)
    shade = Image.linear_gradient("L").resize(turned.size).point(lambda v: 232 + v // 11)
    shaded = ImageChops.multiply(turned, Image.merge("RGB", (shade, shade, shade)))
    return _add_noise(shaded.filter(ImageFilter.GaussianBlur(0.5)), rng, 0.045).convert(mode)


def by_telephone(page: Image.Image, size: tuple[int, int], seed: int) -> Image.Image:
    """The page photographed lying on a desk, in the proportions of a picture sent by telephone."""
    rng = random.Random(seed)
    desk = Image.new("RGB", size, (126, 96, 70))
    draw = ImageDraw.Draw(desk)
    for _ in range(160):
        y = rng.randrange(size[1])
        tone = rng.randint(-14, 14)
        draw.line((0, y, size[0], y + rng.randint(-20, 20)), (120 + tone, 92 + tone, 66 + tone), 3)
    width, height = size[0] * 88 // 100, size[1] * 90 // 100
    paper = page.convert("RGB").resize((width, height), Image.Resampling.LANCZOS).convert("RGBA")
    paper = paper.rotate(1.7, Image.Resampling.BICUBIC, expand=True)
    desk.paste(paper, ((size[0] - paper.width) // 2, (size[1] - paper.height) // 2), paper)
    return _as_camera(desk, rng)


def _workshop(image: Image.Image, banner: str, rng: random.Random) -> None:
    draw, (w, h) = ImageDraw.Draw(image), image.size
    vanish = (w * 0.52, h * 0.36)
    _hall(draw, w, h, vanish, floor=(92, 128, 116), wall=(206, 210, 212))
    for row in range(7, 0, -1):
        near = (8 - row) / 7
        for side in (-1, 1):
            x = vanish[0] + side * w * (0.12 + 0.36 * near)
            _machine(draw, x, h * (0.42 + 0.40 * near), w * (0.04 + 0.15 * near), h * (0.08 + 0.30 * near), rng)
    _hang_banner(draw, banner, (w * 0.3, h * 0.2, w * 0.74, h * 0.27))
    for near in (0.35, 0.7):
        _person(
            draw, vanish[0] + w * 0.06 * (near * 4 - 2), h * (0.5 + 0.2 * near), h * 0.26 * near, rng, (40, 70, 120)
        )


def _furnace(image: Image.Image, banner: str, rng: random.Random) -> None:
    draw, (w, h) = ImageDraw.Draw(image), image.size
    _hall(draw, w, h, (w * 0.5, h * 0.3), floor=(112, 112, 108), wall=(170, 172, 170))
    for index in range(4):
        left = w * (0.05 + 0.235 * index)
        draw.rectangle((left, h * 0.3, left + w * 0.2, h * 0.78), (150, 154, 152), (84, 88, 90), 3)
        glow = rng.randint(120, 190)
        draw.rectangle((left + w * 0.05, h * 0.48, left + w * 0.15, h * 0.68), (235, glow, 60), (70, 60, 60), 4)
        draw.rectangle((left + w * 0.08, h * 0.05, left + w * 0.12, h * 0.3), (196, 198, 200), (120, 120, 120), 2)
    draw.rectangle((0, h * 0.1, w, h * 0.145), (188, 60, 44))
    draw.rectangle((0, h * 0.17, w, h * 0.2), (58, 104, 150))
    _hang_banner(draw, banner, (w * 0.28, h * 0.33, w * 0.72, h * 0.4))
    for index in range(3):
        _person(draw, w * (0.3 + 0.2 * index), h * 0.72, h * 0.34, rng, (44, 64, 110))


def _meeting(image: Image.Image, banner: str, rng: random.Random) -> None:
    draw, (w, h) = ImageDraw.Draw(image), image.size
    screen = rng.choice(((28, 62, 130), (150, 28, 32), (22, 96, 92)))
    draw.rectangle((0, 0, w, h), rng.choice(((222, 214, 198), (206, 212, 216), (226, 206, 180))))
    draw.rectangle((0, 0, w, h * 0.12), (238, 238, 234))
    for index in range(5):
        draw.rectangle((w * (0.06 + 0.19 * index), h * 0.03, w * (0.17 + 0.19 * index), h * 0.055), (255, 255, 250))
    draw.rectangle((w * 0.18, h * 0.16, w * 0.82, h * 0.5), screen, (60, 60, 64), 4)
    _hang_banner(draw, banner, (w * 0.22, h * 0.24, w * 0.78, h * 0.36), screen)
    draw.rectangle((w * 0.12, h * 0.5, w * 0.3, h * 0.68), (120, 78, 46))
    _person(draw, w * 0.21, h * 0.5, h * 0.24, rng, (36, 38, 48))
    for row in range(5):
        _audience_row(draw, w, h, row, rng)


def _audience_row(draw: ImageDraw.ImageDraw, w: int, h: int, row: int, rng: random.Random) -> None:
    scale = 0.55 + row * 0.16
    y = h * (0.6 + 0.1 * row)
    for index in range(11 - row):
        x = w * (index + 0.5) / (11 - row) + rng.uniform(-6, 6) + (row % 2) * 14
        tone = rng.choice(((46, 50, 62), (86, 74, 66), (60, 84, 110), (150, 150, 154), (120, 44, 46)))
        draw.ellipse((x - 24 * scale, y + 14, x + 24 * scale, y + 100 * scale), tone)
        draw.ellipse((x - 11 * scale, y - 14 * scale, x + 11 * scale, y + 18 * scale), (34, 28, 26))
    draw.rectangle((0, y + 62 * scale, w, y + 84 * scale), (112, 74, 46))


def _booth(image: Image.Image, banner: str, rng: random.Random) -> None:
    draw, (w, h) = ImageDraw.Draw(image), image.size
    _hall(draw, w, h, (w * 0.5, h * 0.3), floor=(150, 44, 46), wall=(70, 76, 88))
    draw.rectangle((w * 0.1, h * 0.14, w * 0.9, h * 0.72), (240, 243, 247), (200, 204, 210), 3)
    draw.rectangle((w * 0.1, h * 0.14, w * 0.9, h * 0.27), (20, 78, 150))
    _hang_banner(draw, banner, (w * 0.14, h * 0.155, w * 0.86, h * 0.255), (20, 78, 150))
    for index in range(4):
        left = w * (0.14 + 0.19 * index)
        draw.rectangle((left, h * 0.32, left + w * 0.15, h * 0.5), (206, 220, 236), (150, 160, 172), 2)
        _gear(draw, left + w * 0.075, h * 0.41, h * 0.06, rng)
    for index in range(3):
        left = w * (0.16 + 0.25 * index)
        draw.rectangle((left, h * 0.6, left + w * 0.19, h * 0.76), (252, 252, 252), (170, 174, 180), 2)
        _gear(draw, left + w * 0.1, h * 0.585, h * 0.035, rng)
    for index in range(6):
        _person(draw, w * (0.1 + 0.16 * index + rng.uniform(0, 0.06)), h * rng.uniform(0.7, 0.8), h * 0.36, rng, None)


def _hall(
    draw: ImageDraw.ImageDraw, w: int, h: int, vanish: tuple[float, float], *, floor: Colour, wall: Colour
) -> None:
    draw.rectangle((0, 0, w, h), wall)
    for index in range(60):
        y = h * 0.42 + (h * 0.58) * index / 60
        tone = int(26 * index / 60)
        draw.rectangle((0, y, w, y + h / 60 + 1), tuple(min(255, c + tone) for c in floor))
    draw.polygon(
        (0, 0, w, 0, vanish[0] + w * 0.1, vanish[1] * 0.6, vanish[0] - w * 0.1, vanish[1] * 0.6), (150, 156, 162)
    )
    for index in range(-3, 4):
        draw.line((vanish[0] + index * w * 0.02, vanish[1] * 0.6, w / 2 + index * w * 0.26, 0), (244, 246, 240), 5)
    for x in (0.2, 0.8):
        draw.line((vanish[0], h * 0.42, w * x, h), (228, 196, 60), 8)


def _machine(draw: ImageDraw.ImageDraw, x: float, base: float, width: float, height: float, rng: random.Random) -> None:
    shade = rng.randint(-12, 12)
    body = (222 + shade, 226 + shade, 228 + shade)
    draw.rectangle((x - width / 2, base - height, x + width / 2, base), body, (90, 96, 102), 2)
    draw.rectangle((x - width / 2, base - height * 0.2, x + width / 2, base), (44, 84, 140))
    draw.rectangle((x - width * 0.32, base - height * 0.82, x + width * 0.12, base - height * 0.34), (54, 66, 74))
    draw.rectangle((x + width * 0.2, base - height * 0.8, x + width * 0.42, base - height * 0.5), (30, 34, 40))
    draw.rectangle((x + width * 0.3, base - height * 1.12, x + width * 0.36, base - height), (70, 190, 90))


def _person(
    draw: ImageDraw.ImageDraw, x: float, base: float, height: float, rng: random.Random, coat: Colour | None
) -> None:
    colour = coat or rng.choice(((40, 44, 58), (96, 100, 112), (150, 60, 54), (66, 90, 74), (205, 205, 208)))
    unit = height / 7
    draw.rectangle((x - unit * 0.75, base - unit * 3, x - unit * 0.08, base), (38, 40, 50))
    draw.rectangle((x + unit * 0.08, base - unit * 3, x + unit * 0.75, base), (38, 40, 50))
    draw.rounded_rectangle((x - unit, base - unit * 5.6, x + unit, base - unit * 2.7), unit * 0.5, colour)
    draw.ellipse((x - unit * 0.55, base - unit * 7, x + unit * 0.55, base - unit * 5.6), (206, 168, 142))
    draw.pieslice((x - unit * 0.6, base - unit * 7.1, x + unit * 0.6, base - unit * 5.9), 180, 360, (32, 28, 28))


def _gear(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, rng: random.Random) -> None:
    tone = rng.randint(120, 165)
    draw.regular_polygon((x, y, radius), 18, fill=(tone, tone, tone + 6))
    draw.regular_polygon((x, y, radius), 18, rotation=10, fill=(tone, tone, tone + 6))
    draw.ellipse((x - radius * 0.4, y - radius * 0.4, x + radius * 0.4, y + radius * 0.4), (226, 228, 232))


def _hang_banner(
    draw: ImageDraw.ImageDraw, words: str, box: tuple[float, float, float, float], ground: Colour = (192, 22, 28)
) -> None:
    draw.rectangle(box, ground)
    width, height = box[2] - box[0], box[3] - box[1]
    font = ImageFont.truetype(str(BANNER_FONT), int(min(height * 0.62, width * 0.94 / max(1, len(words)))), index=2)
    draw.text(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), words, (252, 246, 226), font, "mm")


def _as_camera(image: Image.Image, rng: random.Random) -> Image.Image:
    soft = image.filter(ImageFilter.GaussianBlur(max(image.size) / 1100))
    light = Image.radial_gradient("L").resize(image.size).point(lambda v: 255 - v * v // 780)
    lit = ImageChops.multiply(soft, Image.merge("RGB", (light, light, light.point(lambda v: min(255, v + 4)))))
    return _add_noise(lit, rng, 0.06)


def _add_noise(image: Image.Image, rng: random.Random, strength: float) -> Image.Image:
    coarse = Image.frombytes(
        "L", (image.width // 2, image.height // 2), rng.randbytes((image.width // 2) * (image.height // 2))
    )
    grain = coarse.resize(image.size, Image.Resampling.BILINEAR)
    return Image.blend(image, Image.merge("RGB", (grain, grain, grain)), strength)


def _mark(image: Image.Image) -> Image.Image:
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(BANNER_FONT), max(11, image.width // 60), index=2)
    draw.text(
        (image.width - 10, image.height - 8),
        MARK,
        (250, 250, 250),
        font,
        "rd",
        stroke_width=1,
        stroke_fill=(60, 60, 60),
    )
    return image


SCENES: dict[str, Callable[[Image.Image, str, random.Random], None]] = {
    "workshop": _workshop,
    "furnace": _furnace,
    "lecture": _meeting,
    "meeting": _meeting,
    "booth": _booth,
}
