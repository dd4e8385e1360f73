"""Pictures of each colour type, depth, packing and orientation that cameras, printers and web sites write."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image, ImageCms

from broken_files import jpeg_bytes
from torture_images import SIZE, chunk, coloured, exif, png, saved

_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def pictures() -> Iterator[tuple[str, bytes]]:
    """Each case: its name with the ending, and its bytes."""
    yield from _pngs()
    yield from _png_chunks()
    yield from _bmps()
    yield from _gifs()
    yield from _jpegs()
    yield from _web()
    yield from _shapes()


# -- PNG ---------------------------------------------------------------------------------------------------------


def _sample(x: int, y: int, channel: int, depth: int) -> int:
    """A gradient with a dark corner; the last of four channels is opaque but for a corner."""
    value = 0.1 if x < 12 and y < 8 else (x + y) / 70
    if channel == 3 or (channel == 1 and depth in (8, 16)):
        value = 1.0 if x < 30 else 0.4
    return round(min(value, 1.0) * (2**depth - 1))


def _pack(width: int, height: int, depth: int, channels: int, steps: tuple[int, int, int, int] = (0, 0, 1, 1)) -> bytes:
    left, top, across, along = steps
    out = bytearray()
    columns = range(left, width, across)
    for y in range(top, height, along) if columns else ():
        bits = "".join(f"{_sample(x, y, channel, depth):0{depth}b}" for x in columns for channel in range(channels))
        bits += "0" * (-len(bits) % 8)
        out += b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")
    return bytes(out)


def _png(colour: int, depth: int, *more: bytes, interlaced: bool = False, width: int = 40, height: int = 30) -> bytes:
    channels = _CHANNELS[colour]
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    rows = b"".join(_pack(width, height, depth, channels, one) for one in passes)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced)))
    table = (
        chunk(b"PLTE", bytes(at for value in range(2**depth) for at in (value * 255 // (2**depth - 1), 60, 90)))
        if colour == 3
        else b""
    )
    body = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + table + b"".join(more) + body


def _pngs() -> Iterator[tuple[str, bytes]]:
    for colour, depths in _DEPTHS.items():
        for depth in depths:
            for interlaced in (False, True):
                yield (
                    f"PNG 色{colour}位{depth}{'隔行' if interlaced else ''}.png",
                    _png(colour, depth, interlaced=interlaced),
                )
    for depth in (1, 2, 4, 8):
        yield f"PNG 索引{depth}位带透明.png", _png(3, depth, chunk(b"tRNS", bytes((0, 128))))
    for colour, depth, value in (
        (0, 1, b"\0\1"),
        (0, 8, b"\0\x20"),
        (0, 16, b"\x20\0"),
        (2, 8, bytes(6)),
        (2, 16, bytes(6)),
    ):
        yield f"PNG 透明色{colour}位{depth}.png", _png(colour, depth, chunk(b"tRNS", value))


def _png_chunks() -> Iterator[tuple[str, bytes]]:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    chunks = {
        "伽马": chunk(b"gAMA", struct.pack(">I", 100000)),
        "伽马零": chunk(b"gAMA", struct.pack(">I", 0)),
        "色度": chunk(b"cHRM", bytes(32)),
        "背景": chunk(b"bKGD", bytes(6)),
        "分辨率": chunk(b"pHYs", struct.pack(">IIB", 11811, 11811, 1)),
        "分辨率不等": chunk(b"pHYs", struct.pack(">IIB", 11811, 5905, 1)),
        "分辨率无单位": chunk(b"pHYs", struct.pack(">IIB", 1, 2, 0)),
        "分辨率零": chunk(b"pHYs", struct.pack(">IIB", 0, 0, 1)),
        "色彩文件": chunk(b"iCCP", b"a\0\0" + zlib.compress(profile)),
        "色彩文件坏": chunk(b"iCCP", b"a\0\0broken"),
        "文字": chunk(b"tEXt", b"Comment\0hello"),
        "文字坏": chunk(b"iTXt", b"\0\0\0"),
        "相机方向": chunk(b"eXIf", exif(6).tobytes()[6:]),
        "不认识的块": chunk(b"abCd", b"x"),
        "不认识的要紧块": chunk(b"ABCD", b"x"),
        "块太短": chunk(b"pHYs", b"x"),
        "时间坏": chunk(b"tIME", b"\xff" * 7),
    }
    for said, one in chunks.items():
        yield f"PNG {said}.png", _png(2, 8, one)
    whole = _png(2, 8)
    at = whole.index(b"IDAT") - 4
    length = struct.unpack_from(">I", whole, at)[0]
    data = whole[at + 8 : at + 8 + length]
    head, tail = whole[:at], whole[at + 12 + length :]
    yield (
        "PNG 数据分块.png",
        head + b"".join(chunk(b"IDAT", data[one : one + 9]) for one in range(0, len(data), 9)) + tail,
    )
    yield "PNG 数据有空块.png", head + chunk(b"IDAT", b"") + chunk(b"IDAT", data) + chunk(b"IDAT", b"") + tail
    yield "PNG 校验错.png", whole[: at + 8 + length] + b"abcd" + tail
    yield "PNG 头校验错.png", whole.replace(whole[29:33], b"abcd", 1)
    yield "PNG 压缩校验错.png", head + chunk(b"IDAT", data[:-4] + b"abcd") + tail
    yield "PNG 没有数据.png", head + tail
    yield "PNG 没有色表.png", _png(3, 8).replace(b"PLTE", b"plte")
    yield (
        "PNG 色表短.png",
        _png(3, 4).replace(
            chunk(b"PLTE", bytes(at for value in range(16) for at in (value * 17, 60, 90))), chunk(b"PLTE", bytes(9))
        ),
    )
    yield "PNG 滤器不认识.png", png(40, 30, 8, 0, (b"\x09" + bytes(40)) * 30)
    yield "PNG 行太多.png", png(40, 30, 8, 0, (b"\0" + b"\x60" * 40) * 90)
    yield "PNG 深度不配.png", png(40, 30, 4, 2, bytes(5000))
    yield "PNG 后面有垃圾.png", whole + b"junk" * 500
    yield "PNG 换行被改.png", whole.replace(b"\r\n", b"\n")
    frames = [coloured().rotate(turn) for turn in (90, 180)]
    yield "PNG 动画.png", saved(coloured(), "PNG", save_all=True, append_images=frames, default_image=True)


# -- BMP ---------------------------------------------------------------------------------------------------------


def bmp(
    bits: int,
    data: bytes,
    packing: int = 0,
    table: bytes = b"",
    size: tuple[int, int] = (40, 30),
    masks: bytes = b"",
    head: int = 40,
) -> bytes:
    """A bitmap with an information header of ``head`` bytes."""
    width, height = size
    start = 14 + head + len(masks) + len(table)
    if head == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", head, width, height, 1, bits, packing, len(data), 2835, 2835, 0, 0).ljust(
            head, b"\0"
        )
    return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + info + masks + table + data


def _bmps() -> Iterator[tuple[str, bytes]]:
    grey = b"".join(bytes((value, value, value, 0)) for value in range(256))
    eight = b"".join(bytes(min(255, (x + y) * 3) for x in range(40)) for y in range(30))
    yield "BMP 1位.bmp", bmp(1, b"\xaa\x55\xaa\x55\xaa\0\0\0" * 30, table=grey[:4] + grey[-4:])
    yield "BMP 4位.bmp", bmp(4, bytes(range(20)) * 30, table=grey[::16][:64])
    yield "BMP 8位.bmp", bmp(8, eight, table=grey)
    yield "BMP 8位色表短.bmp", bmp(8, bytes(one % 4 for one in eight), table=grey[:16])
    yield "BMP 16位.bmp", bmp(16, b"".join(struct.pack("<H", one * 128) for one in eight))
    yield (
        "BMP 16位565.bmp",
        bmp(
            16,
            b"".join(struct.pack("<H", one * 256) for one in eight),
            3,
            masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F),
        ),
    )
    yield "BMP 24位.bmp", bmp(24, b"".join(bytes((one, one, 255)) for one in eight))
    yield "BMP 32位.bmp", bmp(32, b"".join(bytes((one, one, 255, 0)) for one in eight))
    yield (
        "BMP 32位带掩码.bmp",
        bmp(
            32,
            b"".join(bytes((255, one, one, 9)) for one in eight),
            3,
            masks=struct.pack("<III", 0xFF, 0xFF00, 0xFF0000),
        ),
    )
    yield "BMP 32位V4透明.bmp", bmp(32, b"".join(bytes((one, one, 255, 255)) for one in eight), head=108)
    yield "BMP V5.bmp", bmp(24, b"".join(bytes((one, one, 255)) for one in eight), head=124)
    yield "BMP OS2.bmp", bmp(24, b"".join(bytes((one, one, 255)) for one in eight), head=12)
    yield "BMP 从上到下.bmp", bmp(24, b"".join(bytes((one, one, 255)) for one in eight), size=(40, -30))
    runs = b"".join(b"\x14" + bytes([row * 8]) + b"\x14\xe0\0\0" for row in range(30)) + b"\0\1"
    yield "BMP 行程8.bmp", bmp(8, runs, 1, grey)
    yield (
        "BMP 行程4.bmp",
        bmp(4, b"".join(b"\x28" + bytes([row % 16 * 17]) + b"\0\0" for row in range(30)) + b"\0\1", 2, grey[::16][:64]),
    )
    yield "BMP 行程有跳.bmp", bmp(8, b"\0\2\x05\x05\x14\x40\0\0" + runs[6 * 6 :], 1, grey)
    yield "BMP 行程少一半.bmp", bmp(8, runs[:60], 1, grey)
    yield "BMP 里面是JPEG.bmp", bmp(0, jpeg_bytes((40, 30)), 4)
    yield "BMP 少一半.bmp", bmp(8, eight[:500], table=grey)
    yield "BMP 宽零.bmp", bmp(8, eight, table=grey, size=(0, 30))
    yield "BMP 尺寸巨大.bmp", bmp(8, eight, table=grey, size=(90_000, 90_000))
    yield "BMP 大小写零.bmp", bmp(8, eight, table=grey).replace(struct.pack("<I", 14 + 40 + 1024 + 1200), bytes(4), 1)


# -- others ------------------------------------------------------------------------------------------------------


def _gifs() -> Iterator[tuple[str, bytes]]:
    plain = saved(coloured("P"), "GIF")
    yield "GIF 八七.gif", plain.replace(b"GIF89a", b"GIF87a")
    yield "GIF 透明.gif", saved(coloured("P"), "GIF", transparency=3)
    yield "GIF 隔行.gif", saved(coloured("P"), "GIF", interlace=1)
    yield "GIF 循环.gif", saved(coloured("P"), "GIF", save_all=True, append_images=[coloured("P")], loop=0, duration=50)
    yield "GIF 首帧小.gif", _shifted_gif()
    yield "GIF 没有结尾.gif", plain[:-1]
    yield "GIF 少一半.gif", plain[: len(plain) // 2]
    yield "GIF 没有图.gif", plain[:13] + b";"
    yield "GIF 没有色表.gif", plain[:10] + bytes([plain[10] & 0x7F]) + plain[11:13] + plain[13 + 768 :]
    yield "GIF 后有垃圾.gif", plain + b"junk" * 99
    yield "GIF 说明.gif", saved(coloured("P"), "GIF", comment=b"hello" * 99)


def _shifted_gif() -> bytes:
    """A first frame that is smaller than its screen."""
    whole = bytearray(saved(coloured("P"), "GIF"))
    struct.pack_into("<HH", whole, 6, 400, 300)
    return bytes(whole)


def _jpegs() -> Iterator[tuple[str, bytes]]:
    plain = jpeg_bytes(SIZE)
    adobe = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0"
    for sampling in (0, 1, 2):
        yield f"JPEG 采样{sampling}.jpg", jpeg_bytes(SIZE, subsampling=sampling)
    yield "JPEG 灰渐进.jpg", jpeg_bytes(SIZE, "L", progressive=True)
    yield "JPEG 重启标记.jpg", jpeg_bytes(SIZE, restart_marker_rows=1)
    yield "JPEG 优化.jpg", saved(coloured(), "JPEG", optimize=True, quality=5)
    yield "JPEG 奇数尺寸.jpg", jpeg_bytes((301, 199))
    for transform in (0, 1):
        yield f"JPEG 三色Adobe{transform}.jpg", plain[:2] + adobe + bytes([transform]) + plain[2:]
        four = jpeg_bytes(SIZE, "CMYK")
        yield f"JPEG 四色Adobe{transform}.jpg", four[:2] + adobe + bytes([transform]) + four[2:]
    yield "JPEG 没有文件头段.jpg", plain[:2] + plain[20:]
    yield "JPEG 说明段.jpg", plain[:2] + b"\xff\xfe\0\x10hello hello hi" + plain[2:]
    yield "JPEG 填充.jpg", plain[:2] + b"\xff" * 9 + plain[2:]
    yield "JPEG 前面有垃圾.jpg", b"\n\n" + plain
    yield "JPEG 两张接着.jpg", plain + jpeg_bytes((90, 90))
    yield "JPEG 缺量化表.jpg", plain.replace(b"\xff\xdb", b"\xff\xe9", 1)
    yield "JPEG 缺霍夫曼表.jpg", plain.replace(b"\xff\xc4", b"\xff\xe9")
    yield "JPEG 算术编码.jpg", plain.replace(b"\xff\xc0", b"\xff\xc9", 1)
    yield "JPEG 无损.jpg", plain.replace(b"\xff\xc0", b"\xff\xc3", 1)
    yield "JPEG 十二位.jpg", plain.replace(b"\xff\xc0\0\x11\x08", b"\xff\xc1\0\x11\x0c", 1)
    yield "JPEG 高写成零.jpg", plain.replace(struct.pack(">HH", SIZE[1], SIZE[0]), struct.pack(">HH", 0, SIZE[0]), 1)
    yield "JPEG 高写大.jpg", plain.replace(struct.pack(">HH", SIZE[1], SIZE[0]), struct.pack(">HH", 400, SIZE[0]), 1)
    for said, one in {"零": 0, "九": 9, "百": 100}.items():
        yield f"JPEG 方向{said}.jpg", jpeg_bytes(SIZE, exif=exif(one))
    yield "JPEG 方向是文字.jpg", jpeg_bytes(SIZE, exif=b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\2\0\4\0\0\0abc\0\0\0\0\0")
    yield (
        "JPEG 方向是分数.jpg",
        jpeg_bytes(SIZE, exif=b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\5\0\1\0\0\0\x1a\0\0\0\0\0\0\0\6\0\0\0\1\0\0\0"),
    )
    yield "JPEG 方向两个.jpg", jpeg_bytes(SIZE, exif=b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\2\0\0\0\6\0\3\0\0\0\0\0")
    yield "JPEG 相机段空.jpg", jpeg_bytes(SIZE, exif=b"Exif\0\0")
    for said, profile in (("灰", "L"), ("三色", "RGB")):
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        yield f"JPEG 色彩文件{said}.jpg", jpeg_bytes(SIZE, profile, icc_profile=srgb)
    thumb = io.BytesIO()
    coloured().save(thumb, "MPO", save_all=True, append_images=[coloured().rotate(90)])
    yield "JPEG 两张立体.jpg", thumb.getvalue()
    yield "JPEG 是JPEG2000.jpg", saved(coloured(), "JPEG2000")


def _web() -> Iterator[tuple[str, bytes]]:
    for said, saving in {
        "有损": {},
        "无损": {"lossless": True},
        "低质": {"quality": 1},
        "透明有损": {"quality": 50},
    }.items():
        yield f"WebP {said}.webp", saved(coloured("RGBA" if "透明" in said else "RGB"), "WEBP", **saving)
    yield "WebP 相机方向.webp", saved(coloured(), "WEBP", exif=exif(6).tobytes())
    yield "WebP 色彩文件.webp", saved(coloured(), "WEBP", icc_profile=b"broken")
    yield "WebP 没有数据.webp", saved(coloured(), "WEBP")[:40]
    yield "WebP 长度错.webp", b"RIFF\xff\xff\xff\x7fWEBP" + saved(coloured(), "WEBP")[12:]
    for mode in ("RGB", "RGBA", "L"):
        yield f"AVIF {mode}.avif", saved(coloured(mode), "AVIF")
    yield "AVIF 动画.avif", saved(coloured(), "AVIF", save_all=True, append_images=[coloured().rotate(90)])
    yield "AVIF 少一半.avif", saved(coloured(), "AVIF")[:300]
    for turn in range(2, 9):
        yield f"AVIF 方向{turn}.avif", saved(coloured(), "AVIF", exif=exif(turn).tobytes())
    for ending, kind in (
        ("jp2", "JPEG2000"),
        ("ico", "ICO"),
        ("tga", "TGA"),
        ("ppm", "PPM"),
        ("pcx", "PCX"),
        ("jfif", "JPEG"),
    ):
        yield f"别的格式.{ending}", saved(coloured(), kind)
        yield f"别的格式其实是{ending}.png", saved(coloured(), kind)


def _shapes() -> Iterator[tuple[str, bytes]]:
    for said, size in {
        "长截图": (360, 4000),
        "横长条": (3000, 90),
        "一行": (900, 1),
        "一列": (1, 900),
        "方": (600, 600),
    }.items():
        shot = coloured("RGB", size)
        yield f"形状 {said}.png", saved(shot, "PNG")
        yield f"形状 {said}.jpg", saved(shot, "JPEG")
    for turn in (3, 5, 6, 8):
        yield f"形状 长截图方向{turn}.jpg", saved(coloured("RGB", (360, 4000)), "JPEG", exif=exif(turn))
    yield "形状 长截图索引.png", saved(coloured("P", (360, 4000)), "PNG")
    yield "形状 长截图透明.png", saved(coloured("RGBA", (360, 4000)), "PNG")
    yield "形状 长截图.webp", saved(coloured("RGB", (360, 4000)), "WEBP")
    yield "形状 长截图.tif", saved(coloured("1", (360, 4000)), "TIFF", compression="group4")
    yield "形状 长截图灰16.png", saved(coloured("L", (360, 4000)).convert("I;16"), "PNG")
    yield "形状 全黑.png", saved(Image.new("L", SIZE, 0), "PNG")
    yield "形状 全白.jpg", saved(Image.new("L", SIZE, 255), "JPEG")
    yield "形状 浅黄纸.png", saved(Image.new("RGB", SIZE, (255, 250, 225)), "PNG")
