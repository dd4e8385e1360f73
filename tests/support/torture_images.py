"""Pictures as they come in at the worst: from telephones, printers, web sites and broken downloads."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image, ImageCms

from broken_files import jpeg_bytes

SIZE = (300, 200)


def coloured(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """A picture with a dark corner, in any mode."""
    image = Image.radial_gradient("L").resize(size).convert("RGB")
    image.paste((200, 30, 30), (0, 0, size[0] // 4, size[1] // 4))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **saving: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **saving)
    return out.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, depth: int, colour: int, rows: bytes, *more: bytes) -> bytes:
    """A PNG of those rows, whatever the header says."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    body = b"".join(more) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + body


def tiff(entries: dict[int, tuple[int, int, int]], following: int = 0, data: bytes = b"") -> bytes:
    """A TIFF of one directory at byte 8: tag → (type, count, value)."""
    body = b"".join(struct.pack("<HHII", tag, *entry) for tag, entry in sorted(entries.items()))
    return (
        b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(entries)) + body + struct.pack("<I", following) + data
    )


def exif(orientation: int) -> Image.Exif:
    """What a camera says of how it was held."""
    told = Image.Exif()
    told[0x0112] = orientation
    return told


def images() -> Iterator[tuple[str, bytes]]:
    """Each case: its name with the ending, and its bytes."""
    for orientation in range(1, 10):
        yield f"照片方向{orientation}.jpg", jpeg_bytes(SIZE, exif=exif(orientation))
    yield from _jpegs()
    yield from _pngs()
    yield from _tiffs()
    yield from _others()
    yield from _misnamed()


def _jpegs() -> Iterator[tuple[str, bytes]]:
    plain = jpeg_bytes(SIZE)
    yield "灰度.jpg", jpeg_bytes(SIZE, "L")
    yield "四色.jpg", jpeg_bytes(SIZE, "CMYK")
    yield "四色反相.jpg", _with_adobe_mark(jpeg_bytes(SIZE, "CMYK"), 2)
    yield "三色带Adobe标记.jpg", _with_adobe_mark(plain, 0)
    yield "渐进式.jpg", jpeg_bytes(SIZE, progressive=True)
    yield "后半丢失.jpg", plain[: len(plain) // 2]
    yield "没有结尾.jpg", plain[:-2]
    yield "只有开头.jpg", plain[:30]
    yield "后面有垃圾.jpg", plain + b"junk" * 5000
    yield "中间坏了.jpg", plain[: len(plain) // 2] + bytes(400) + plain[len(plain) // 2 + 400 :]
    yield "相机数据坏了.jpg", jpeg_bytes(SIZE, exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + bytes(40))
    yield "色彩文件坏了.jpg", jpeg_bytes(SIZE, icc_profile=b"not a profile")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    yield "色彩文件用途不对.jpg", jpeg_bytes(SIZE, "L", icc_profile=profile[:24] + bytes(12) + profile[36:])
    for dpi in (1, 72, 5000):
        yield f"分辨率{dpi}.jpg", jpeg_bytes(SIZE, dpi=(dpi, dpi))
    yield "分辨率横竖不同.jpg", jpeg_bytes(SIZE, dpi=(204, 98))
    yield "一个像素.jpg", jpeg_bytes((4, 4))


def _with_adobe_mark(jpeg: bytes, transform: int) -> bytes:
    """The same data under a mark that says how the colours are meant (Adobe APP14)."""
    mark = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0" + bytes([transform])
    return jpeg[:2] + mark + jpeg[2:]


def _pngs() -> Iterator[tuple[str, bytes]]:
    plain = saved(coloured(), "PNG")
    yield "一个像素.png", png(1, 1, 8, 0, b"\0\0")
    yield "很宽.png", saved(coloured("L", (20000, 10)), "PNG")
    yield "很高.png", saved(coloured("L", (10, 20000)), "PNG")
    yield "透明.png", saved(coloured("RGBA"), "PNG")
    yield "全透明.png", saved(Image.new("RGBA", SIZE, (0, 0, 0, 0)), "PNG")
    yield "灰度透明.png", saved(coloured("LA"), "PNG")
    yield "索引色.png", saved(coloured("P"), "PNG")
    yield "索引色透明.png", saved(coloured("P"), "PNG", transparency=3)
    yield "灰度指定透明色.png", saved(coloured("L"), "PNG", transparency=0)
    yield "黑白.png", saved(coloured("1"), "PNG")
    yield "灰度16位.png", saved(coloured("L").convert("I;16"), "PNG")
    yield "彩色16位.png", png(40, 30, 16, 2, (b"\0" + b"\x80\x00\x20\x00\xff\xff" * 40) * 30)
    yield "两位深.png", png(40, 30, 2, 0, (b"\0" + b"\x1b" * 10) * 30)
    yield "动图.png", saved(coloured(), "PNG", save_all=True, append_images=[coloured("L").convert("RGB")])
    yield "后半丢失.png", plain[: len(plain) // 2]
    yield "校验不符.png", plain.replace(b"IDAT", b"IDAT", 1)[:-20] + bytes(4) + plain[-16:]
    yield "数据校验不符.png", plain[:60] + bytes([plain[60] ^ 0xFF]) + plain[61:]
    yield "尺寸是零.png", png(0, 10, 8, 0, b"\0" * 10)
    yield "解压炸弹.png", png(100_000, 100_000, 8, 2, b"\0" * 1000)
    yield "文字解压炸弹.png", png(1, 1, 8, 0, b"\0\0", chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000), 9)))
    yield "行数不够.png", png(100, 100, 8, 0, (b"\0" + bytes(100)) * 10)
    yield "没有结尾.png", plain[:-12]
    yield "色彩类型不对.png", png(10, 10, 8, 5, b"\0" * 110)


def _tiffs() -> Iterator[tuple[str, bytes]]:
    five = [coloured("L").rotate(turn) for turn in (0, 90, 180, 270, 45)]
    many = saved(five[0], "TIFF", save_all=True, append_images=five[1:])
    yield "传真五页.tif", many
    yield "传真五页少了尾.tif", many[: len(many) * 7 // 10]
    yield "各页颜色不同.tiff", saved(coloured(), "TIFF", save_all=True, append_images=[coloured("1"), coloured("CMYK")])
    for mode in ("1", "L", "P", "CMYK", "RGBA", "I;16", "F", "LAB"):
        image = coloured("L").convert(mode) if mode in ("I;16", "F") else coloured(mode) if mode != "LAB" else _lab()
        yield f"色彩{mode.replace(';', '-')}.tif", saved(image, "TIFF")
    yield "四号传真.tif", saved(coloured("1"), "TIFF", compression="group4")
    yield "压缩LZW.tif", saved(coloured(), "TIFF", compression="tiff_lzw")
    yield "压缩JPEG.tif", saved(coloured(), "TIFF", compression="jpeg")
    base = {256: (3, 1, 10), 257: (3, 1, 10), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1)}
    strips = {273: (4, 1, 200), 277: (3, 1, 1), 278: (3, 1, 10), 279: (4, 1, 100)}
    yield "目录绕圈.tif", tiff(base | strips, 8, bytes(300))
    yield "数据在文件之外.tif", tiff(base | strips | {273: (4, 1, 10_000_000)}, 0, bytes(300))
    yield "没有数据.tif", tiff(base)
    yield "没有目录.tif", b"II*\0\0\0\0\0"
    yield "尺寸巨大.tif", tiff(base | strips | {256: (4, 1, 200_000), 257: (4, 1, 200_000)}, 0, bytes(300))


def _lab() -> Image.Image:
    return Image.merge("LAB", [coloured("L"), coloured("L"), coloured("L")])


def _others() -> Iterator[tuple[str, bytes]]:
    webp = saved(coloured(), "WEBP")
    yield "网图.webp", webp
    yield "网图无损透明.webp", saved(coloured("RGBA"), "WEBP", lossless=True)
    yield "网图动画.webp", saved(coloured(), "WEBP", save_all=True, append_images=[coloured().rotate(90)])
    yield "网图少一半.webp", webp[: len(webp) // 2]
    photo = saved(coloured(), "AVIF", exif=exif(6).tobytes())
    yield "新格式.avif", photo
    yield "手机照片其实是AVIF.heic", photo
    yield "手机照片少一半.heic", photo[: len(photo) // 2]
    yield "手机照片只有开头.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    yield "手机视频.heic", b"\0\0\0\x18ftypqt  \0\0\0\0qt  moov" + bytes(100)
    yield "动图.gif", saved(coloured("P"), "GIF", save_all=True, append_images=[coloured("P").rotate(90)])
    yield "画图.bmp", saved(coloured(), "BMP")
    yield "画图少一半.bmp", saved(coloured(), "BMP")[:5000]


def _misnamed() -> Iterator[tuple[str, bytes]]:
    yield "其实是PNG.jpg", saved(coloured(), "PNG")
    yield "其实是JPG.png", jpeg_bytes(SIZE)
    yield "其实是WebP.jpg", saved(coloured(), "WEBP")
    yield "其实是GIF.png", saved(coloured("P"), "GIF")
    yield "其实是BMP.jpg", saved(coloured(), "BMP")
    yield "其实是PDF.jpg", b"%PDF-1.4\n1 0 obj\nnull\nendobj\n"
    yield "其实是网页.png", b"<html><body>404</body></html>"
    yield "其实是矢量图.png", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    yield "空的.jpg", b""
    yield "乱码.tif", bytes(range(256)) * 9
    yield "图纸.psd", b"8BPS\0\1" + bytes(100)
    yield "图.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'
