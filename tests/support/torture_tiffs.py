"""TIFFs of each packing, colour, order of bytes, layout and orientation, written tag by tag."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from torture_filters import lzw, run_lengths
from torture_images import coloured, saved

SIDE = (60, 40)
Tags = dict[int, tuple[int, ...] | bytes]
_SIZES = {1: "B", 2: "B", 3: "H", 4: "I", 7: "B", 16: "Q"}
_LONG_TAGS = (256, 257, 273, 278, 279, 322, 323, 324, 325)


def tiffs() -> Iterator[tuple[str, bytes]]:
    """Each case: its name, and its bytes."""
    yield from _layouts()
    yield from _depths()
    yield from _packings()
    yield from _orientations()
    yield from _several()
    yield from _damages()


def tiff(pages: list[tuple[Tags, list[bytes]]], order: str = "<", is_big: bool = False) -> bytes:
    """The pages, each its tags and the strips or tiles that these tags are to find."""
    mark = b"II" if order == "<" else b"MM"
    word, count_of = ("Q", "Q") if is_big else ("I", "H")
    out = bytearray(mark + (struct.pack(order + "HHHQ", 43, 8, 0, 0) if is_big else struct.pack(order + "HI", 42, 0)))
    link = 8 if is_big else 4
    for tags, parts in pages:
        places = []
        for part in parts:
            places.append(len(out))
            out += part
        tiled = 322 in tags
        tags = tags | {(324 if tiled else 273): tuple(places), (325 if tiled else 279): tuple(map(len, parts))}
        entries = b""
        for tag, value in sorted(tags.items()):
            kind = 7 if isinstance(value, bytes) else 4 if tag in _LONG_TAGS else 3
            packed = struct.pack(f"{order}{len(value)}{_SIZES[kind]}", *value)
            room = 8 if is_big else 4
            if len(packed) > room:
                packed, at = struct.pack(order + word, len(out)), packed
                out += at
            entries += struct.pack(f"{order}HH{word}", tag, kind, len(value)) + packed.ljust(room, b"\0")
        if len(out) % 2:
            out += b"\0"
        struct.pack_into(order + word, out, link, len(out))
        out += struct.pack(order + count_of, len(tags)) + entries
        link = len(out)
        out += struct.pack(order + word, 0)
    return bytes(out)


def tags(photometric: int, bits: tuple[int, ...], **more: tuple[int, ...] | bytes) -> Tags:
    """The tags of a picture; ``t259=(5,)`` sets tag 259."""
    width, height = SIDE
    known: Tags = {
        256: (width,),
        257: (height,),
        258: bits,
        259: (1,),
        262: (photometric,),
        277: (len(bits),),
        278: (height,),
    }
    return known | {int(name[1:]): value for name, value in more.items()}


def pixels(bits: int = 8, channels: int = 1) -> bytes:
    """A gradient with a dark corner, in that depth."""
    width, height = SIDE
    image = Image.linear_gradient("L").resize(SIDE)
    image.paste(10, (0, 0, width // 3, height // 4))
    data, out = image.tobytes(), bytearray()
    for row in range(height):
        values = [data[row * width + at] * (2**bits - 1) // 255 for at in range(width) for _ in range(channels)]
        if bits == 8:
            out += bytes(values)
        elif bits == 16:
            out += struct.pack(f"<{len(values)}H", *values)
        elif bits == 32:
            out += struct.pack(f"<{len(values)}I", *values)
        else:
            row_bits = "".join(f"{value:0{bits}b}" for value in values)
            row_bits += "0" * (-len(row_bits) % 8)
            out += int(row_bits, 2).to_bytes(len(row_bits) // 8, "big")
    return bytes(out)


def black_and_white() -> Image.Image:
    """A drawing without shades: viewers smooth dots of shade each in its own way."""
    return coloured("L").point(lambda value: 255 if value > 120 else 0).convert("1")


def _layouts() -> Iterator[tuple[str, bytes]]:
    width, height = SIDE
    grey = pixels()
    for said, order in (("小端", "<"), ("大端", ">")):
        for big in (False, True):
            yield f"TIFF {said}{'大文件' if big else ''}.tif", tiff([(tags(1, (8,)), [grey])], order, big)
    strips = [grey[at : at + width * 7] for at in range(0, len(grey), width * 7)]
    yield "TIFF 七行一条.tif", tiff([(tags(1, (8,), t278=(7,)), strips)])
    yield (
        "TIFF 条倒放.tif",
        tiff([(tags(1, (8,), t278=(1,)), [grey[at : at + width] for at in range(0, len(grey), width)])]),
    )
    yield "TIFF 没有行数.tif", tiff([({key: value for key, value in tags(1, (8,)).items() if key != 278}, [grey])])
    image = Image.frombytes("L", SIDE, grey)
    padded = Image.new("L", (64, 48), 255)
    padded.paste(image)
    tiles = [padded.crop((x, y, x + 16, y + 16)).tobytes() for y in range(0, 48, 16) for x in range(0, 64, 16)]
    yield "TIFF 分块.tif", tiff([(tags(1, (8,), t322=(16,), t323=(16,)), tiles)])
    yield "TIFF 分块大.tif", tiff([(tags(1, (8,), t322=(64,), t323=(48,)), [padded.tobytes()])])
    planes = [grey, bytes(255 - one for one in grey), grey[::-1]]
    yield "TIFF 各色分开.tif", tiff([(tags(2, (8, 8, 8), t284=(2,)), planes)])
    yield (
        "TIFF 填充倒.tif",
        tiff([(tags(1, (1,), t266=(2,)), [bytes(int(f"{one:08b}"[::-1], 2) for one in pixels(1))])]),
    )
    yield "TIFF 额外通道.tif", tiff([(tags(2, (8, 8, 8, 8), t338=(0,)), [pixels(8, 4)])])
    yield "TIFF 透明.tif", tiff([(tags(2, (8, 8, 8, 8), t338=(2,)), [pixels(8, 4)])])
    yield "TIFF 预乘透明.tif", tiff([(tags(2, (8, 8, 8, 8), t338=(1,)), [pixels(8, 4)])])
    yield "TIFF 灰带透明.tif", tiff([(tags(1, (8, 8), t338=(2,)), [pixels(8, 2)])])
    yield "TIFF 五通道.tif", tiff([(tags(2, (8,) * 5, t338=(0, 0)), [pixels(8, 5)])])
    yield "TIFF 毫米单位.tif", saved(coloured(), "TIFF", resolution_unit=3, x_resolution=80, y_resolution=80)
    yield (
        "TIFF 分辨率横竖不同.tif",
        saved(black_and_white(), "TIFF", compression="group4", x_resolution=204, y_resolution=98, resolution_unit=2),
    )
    yield "TIFF 分辨率是零.tif", saved(coloured(), "TIFF", x_resolution=0, y_resolution=0)


def _depths() -> Iterator[tuple[str, bytes]]:
    for bits in (1, 2, 4, 8, 16, 32):
        for photometric, said in ((0, "白零"), (1, "黑零")):
            yield f"TIFF 灰{bits}位{said}.tif", tiff([(tags(photometric, (bits,)), [pixels(bits)])])
    for bits in (12, 14, 24):
        yield f"TIFF 灰{bits}位.tif", tiff([(tags(1, (bits,)), [pixels(bits)])])
    for bits in (8, 16):
        yield f"TIFF 三色{bits}位.tif", tiff([(tags(2, (bits,) * 3), [pixels(bits, 3)])])
        yield f"TIFF 四色{bits}位.tif", tiff([(tags(5, (bits,) * 4), [pixels(bits, 4)])])
    for bits in (1, 2, 4, 8):
        shades = [65535 * at // (2**bits - 1) for at in range(2**bits)]
        yield (
            f"TIFF 索引{bits}位.tif",
            tiff([(tags(3, (bits,), t320=(*shades, *shades[::-1], *shades)), [pixels(bits)])]),
        )
    yield "TIFF 浮点.tif", saved(coloured("L").convert("F"), "TIFF")
    yield "TIFF 有符号.tif", tiff([(tags(1, (16,), t339=(2,)), [pixels(16)])])
    yield (
        "TIFF 浮点三色.tif",
        tiff(
            [
                (
                    tags(2, (32,) * 3, t339=(3,) * 3),
                    [struct.pack(f"<{60 * 40 * 3}f", *(one / 255 for one in pixels(8, 3)))],
                )
            ]
        ),
    )
    yield "TIFF 实验室.tif", tiff([(tags(8, (8, 8, 8)), [pixels(8, 3)])])
    yield "TIFF 亮度色度.tif", tiff([(tags(6, (8, 8, 8), t530=(1, 1)), [pixels(8, 3)])])
    yield (
        "TIFF 亮度色度少采.tif",
        tiff([(tags(6, (8, 8, 8), t530=(2, 2)), [b"".join(b"\x80\x80\x80\x20\x60\xb0" for _ in range(30 * 20))])]),
    )
    yield "TIFF 蒙版色彩.tif", tiff([(tags(4, (1,)), [pixels(1)])])
    yield "TIFF 对数亮度.tif", tiff([(tags(32844, (16,), t259=(34676,)), [run_lengths(bytes(4800))])])
    yield "TIFF 色彩不认识.tif", tiff([(tags(77, (8,)), [pixels()])])
    yield "TIFF 没有色彩.tif", tiff([({key: value for key, value in tags(1, (8,)).items() if key != 262}, [pixels()])])
    yield "TIFF 没有位数.tif", tiff([({key: value for key, value in tags(1, (1,)).items() if key != 258}, [pixels(1)])])
    yield "TIFF 位数少写.tif", tiff([(tags(2, (8, 8, 8), t258=(8,)), [pixels(8, 3)])])


def _packings() -> Iterator[tuple[str, bytes]]:
    grey = pixels()
    yield "TIFF LZW.tif", tiff([(tags(1, (8,), t259=(5,)), [lzw(grey)])])
    differing = bytearray(grey)
    for at in range(len(grey) - 1, -1, -1):
        if at % SIDE[0]:
            differing[at] = (grey[at] - grey[at - 1]) % 256
    yield "TIFF LZW 差分.tif", tiff([(tags(1, (8,), t259=(5,), t317=(2,)), [lzw(bytes(differing))])])
    yield "TIFF Deflate.tif", tiff([(tags(1, (8,), t259=(8,)), [zlib.compress(grey)])])
    yield "TIFF 老Deflate.tif", tiff([(tags(1, (8,), t259=(32946,), t317=(2,)), [zlib.compress(bytes(differing))])])
    rows = b"".join(run_lengths(grey[at : at + SIDE[0]])[:-1] for at in range(0, len(grey), SIDE[0]))
    yield "TIFF PackBits.tif", tiff([(tags(1, (8,), t259=(32773,)), [rows])])
    for packing in ("group3", "group4", "tiff_ccitt"):
        yield f"TIFF {packing}.tif", saved(black_and_white(), "TIFF", compression=packing)
        inverted = black_and_white().point(lambda value: 255 - value)
        yield f"TIFF {packing} 黑底.tif", saved(inverted, "TIFF", compression=packing)
    yield "TIFF 传真二维.tif", saved(black_and_white(), "TIFF", compression="group3", tiffinfo={292: 1})
    for mode in ("L", "RGB", "CMYK"):
        yield f"TIFF JPEG {mode}.tif", saved(coloured(mode), "TIFF", compression="jpeg")
    yield "TIFF JPEG YCbCr.tif", saved(coloured("YCbCr"), "TIFF", compression="jpeg")
    for name in ("lzma", "zstd"):
        try:
            yield f"TIFF {name}.tif", saved(coloured(), "TIFF", compression=name)
        except (OSError, KeyError, ValueError):  # how libtiff was built
            continue
    yield (
        "TIFF 老JPEG.tif",
        tiff([(tags(6, (8, 8, 8), t259=(6,), t512=(1,), t513=(8,), t514=(100,)), [b"\xff\xd8\xff" + bytes(97)])]),
    )
    yield "TIFF NeXT.tif", tiff([(tags(1, (2,), t259=(32766,)), [bytes(100)])])
    yield "TIFF 压缩不认识.tif", tiff([(tags(1, (8,), t259=(50000,)), [grey])])
    yield "TIFF JPEG2000.tif", tiff([(tags(2, (8, 8, 8), t259=(34712,)), [saved(coloured(), "JPEG2000")])])


def _orientations() -> Iterator[tuple[str, bytes]]:
    for turn in range(0, 10):
        yield f"TIFF 方向{turn} 传真.tif", turned("group4", black_and_white(), turn)
        yield f"TIFF 方向{turn} 彩色.tif", turned("tiff_lzw", coloured(), turn)


def turned(packing: str, image: Image.Image, orientation: int) -> bytes:
    """A packed TIFF with that orientation, which libtiff itself would refuse to write where there is none such."""
    whole = saved(image, "TIFF", compression=packing, tiffinfo={274: 1})
    sound = struct.pack("<HHIHH", 274, 3, 1, 1, 0)
    return whole.replace(sound, struct.pack("<HHIHH", 274, 3, 1, orientation, 0), 1)


def _several() -> Iterator[tuple[str, bytes]]:
    first, second = tags(1, (8,)), tags(2, (8, 8, 8))
    grey, colour, one = [pixels()], [pixels(8, 3)], [pixels(1)]
    yield (
        "TIFF 多页 深浅.tif",
        tiff([(first, grey), (second, colour), (tags(0, (1,)), one), (tags(1, (16,)), [pixels(16)])]),
    )
    yield "TIFF 多页 缩略图在前.tif", tiff([(first | {254: (1,)}, grey), (second, colour)])
    yield "TIFF 多页 缩略图在后.tif", tiff([(second, colour), (first | {254: (1,)}, grey)])
    yield "TIFF 多页 蒙版.tif", tiff([(second, colour), (tags(4, (1,), t254=(4,)), one)])
    yield (
        "TIFF 多页 标页码.tif",
        tiff([(first | {254: (2,), 297: (0, 2)}, grey), (first | {254: (2,), 297: (1, 2)}, grey)]),
    )
    yield (
        "TIFF 多页 方向各异.tif",
        saved(
            black_and_white(),
            "TIFF",
            compression="group4",
            save_all=True,
            append_images=[black_and_white().rotate(90, expand=True)],
        ),
    )
    yield "TIFF 多页 第二页坏.tif", tiff([(first, grey), (tags(1, (8,), t259=(5,)), [b"\0\1\2"]), (first, grey)])
    yield "TIFF 多页 第二页不认识.tif", tiff([(first, grey), (tags(1, (8,), t259=(50000,)), grey), (first, grey)])
    yield "TIFF 多页 一百页.tif", tiff([(first, grey)] * 100)
    sub = first | {330: (8,)}
    yield "TIFF 多页 子目录.tif", tiff([(sub, grey)])
    loop = bytearray(tiff([(first, grey), (second, colour)]))
    at = struct.unpack_from("<I", loop, 4)[0]
    struct.pack_into("<I", loop, len(loop) - 4, at)
    yield "TIFF 多页 绕圈.tif", bytes(loop)


def _damages() -> Iterator[tuple[str, bytes]]:
    whole = tiff([(tags(1, (8,)), [pixels()])])
    yield "TIFF 少一半.tif", whole[: len(whole) // 2]
    yield "TIFF 少了尾.tif", whole[:-6]
    yield "TIFF 条太短.tif", tiff([(tags(1, (8,)), [pixels()[:900]])])
    yield "TIFF 条太长.tif", tiff([(tags(1, (8,)), [pixels() + bytes(900)])])
    yield "TIFF 条少一个.tif", tiff([(tags(1, (8,), t278=(20,)), [pixels()[:1200]])])
    yield "TIFF LZW 坏.tif", tiff([(tags(1, (8,), t259=(5,)), [lzw(pixels())[:200] + b"\xff" * 50])])
    yield "TIFF Deflate 坏.tif", tiff([(tags(1, (8,), t259=(8,)), [zlib.compress(pixels())[:60]])])
    packed = io.BytesIO()
    black_and_white().save(packed, "TIFF", compression="group4")
    yield "TIFF 传真坏.tif", packed.getvalue()[:60] + bytes(60) + packed.getvalue()[120:]
    yield "TIFF 宽是零.tif", tiff([(tags(1, (8,), t256=(0,)), [pixels()])])
    yield "TIFF 标签重复.tif", whole.replace(struct.pack("<H", 278), struct.pack("<H", 277), 1)
    yield "TIFF 标签类型错.tif", tiff([(tags(1, (8,), t305=b"\xff" * 9, t274=b"\x06"), [pixels()])])
    yield "TIFF 方向是文字.tif", tiff([(tags(1, (8,), t274=b"abcdefgh"), [pixels()])])
    yield "TIFF 每像素零个.tif", tiff([(tags(1, (8,), t277=(0,)), [pixels()])])
    yield "TIFF 色表短.tif", tiff([(tags(3, (8,), t320=(0, 65535) * 9), [pixels()])])
    yield "TIFF 色彩文件坏.tif", tiff([(tags(2, (8, 8, 8), t34675=b"not a profile"), [pixels(8, 3)])])
