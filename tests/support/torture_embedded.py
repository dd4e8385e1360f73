"""PDFs with pictures of each packing, depth, colour space and mask, in objects of their own and inline."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

from PIL import Image

from broken_files import jpeg_bytes
from torture_filters import ascii85, hexed, picture, run_lengths
from torture_paint import paint
from torture_pdfs import drawn, stream

SIDE = (40, 30)


def embedded_pictures() -> Iterator[tuple[str, bytes]]:
    """Each case: what it is called, and its bytes."""
    yield from _pictures()
    yield from _masks()
    yield from _inline()


def _rows(bits: int, channels: int) -> bytes:
    """A picture of that depth: a gradient from top to bottom, its last third all light."""
    width, height = SIDE
    out = bytearray()
    for row in range(height):
        value = row / height if row < 20 else 1.0
        samples = "".join(
            f"{round((value if (at + channel) % 3 else 0.2) * (2**bits - 1)):0{bits}b}"
            for at in range(width)
            for channel in range(channels)
        )
        samples += "0" * (-len(samples) % 8)
        out += int(samples, 2).to_bytes(len(samples) // 8, "big")
    return bytes(out)


def _pictures() -> Iterator[tuple[str, bytes]]:
    width, height = SIDE
    for bits in (1, 2, 4, 8, 16):
        for channels, space in ((1, b"/DeviceGray"), (3, b"/DeviceRGB"), (4, b"/DeviceCMYK")):
            data = zlib.compress(_rows(bits, channels))
            yield f"图 {bits}位 {channels}色", picture(data, b"/Filter/FlateDecode", width, height, space, bits)
    plain = zlib.compress(_rows(8, 1))
    for said, decode in {"反": b"[1 0]", "半": b"[0 .5]", "短": b"[1]", "乱": b"[(a)(b)]"}.items():
        yield (
            f"图 解码数组{said}",
            picture(plain, b"/Filter/FlateDecode/Decode%s" % decode, width, height, b"/DeviceGray"),
        )
    table = bytes(at for value in range(16) for at in (value * 17, 255 - value * 17, 80))
    for said, space in {
        "": b"[/Indexed/DeviceRGB 15<%s>]" % table.hex().encode(),
        "表短": b"[/Indexed/DeviceRGB 15<%s>]" % table[:20].hex().encode(),
        "四色": b"[/Indexed/DeviceCMYK 3<00000000ff00000000ff00000000ff00>]",
        "上限太大": b"[/Indexed/DeviceRGB 99999<%s>]" % table.hex().encode(),
        "实验室": b"[/Indexed[/Lab<</WhitePoint[.96 1 .82]>>]3<ff8080208080a0c080605050>]",
        "专色": b"[/Indexed[/Separation/Seal/DeviceRGB<</FunctionType 2/Domain[0 1]/C0[1 1 1]/C1[1 0 0]/N 1>>]3<004080ff>]",  # noqa: E501
    }.items():
        yield f"图 索引{said}", picture(zlib.compress(_rows(4, 1)), b"/Filter/FlateDecode", width, height, space, 4)
    yield (
        "图 专色",
        picture(
            plain,
            b"/Filter/FlateDecode",
            width,
            height,
            b"[/Separation/Seal/DeviceRGB<</FunctionType 2/Domain[0 1]/C0[1 1 1]/C1[1 0 0]/N 1>>]",
        ),
    )
    yield (
        "图 多色",
        picture(
            zlib.compress(_rows(8, 2)),
            b"/Filter/FlateDecode",
            width,
            height,
            b"[/DeviceN[/A/B]/DeviceRGB<</FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]/Length 0>>]",
        ),
    )
    yield (
        "图 实验室",
        picture(
            zlib.compress(_rows(8, 3)),
            b"/Filter/FlateDecode",
            width,
            height,
            b"[/Lab<</WhitePoint[.96 1 .82]/Range[-100 100 -100 100]>>]",
        ),
    )
    yield "图 没有色彩空间", picture(plain, b"/Filter/FlateDecode", width, height, b"")
    yield (
        "图 没有位数",
        picture(plain, b"/Filter/FlateDecode", width, height, b"/DeviceGray").replace(b"/BitsPerComponent 8", b""),
    )
    yield "图 尺寸负", picture(plain, b"/Filter/FlateDecode", -40, height, b"/DeviceGray")
    yield "图 尺寸巨大", picture(plain, b"/Filter/FlateDecode", 40_000, 40_000, b"/DeviceGray")
    yield "图 数据太多", picture(zlib.compress(_rows(8, 1) * 3), b"/Filter/FlateDecode", width, height, b"/DeviceGray")
    yield (
        "图 数据少一半",
        picture(zlib.compress(_rows(8, 1)[:600]), b"/Filter/FlateDecode", width, height, b"/DeviceGray"),
    )
    for said, packed, told in (
        ("85", ascii85(plain), b"[/ASCII85Decode/FlateDecode]"),
        ("十六进制", hexed(_rows(8, 1)), b"/ASCIIHexDecode"),
        ("行程", run_lengths(_rows(8, 1)), b"/RunLengthDecode"),
        ("不压", _rows(8, 1), b"[]"),
    ):
        yield f"图 用{said}", picture(packed, b"/Filter%s" % told, width, height, b"/DeviceGray")
    yield from _jpegs()
    yield from _faxes()
    yield from _jpeg2000()
    yield from _jbig2()


def _jpegs() -> Iterator[tuple[str, bytes]]:
    size, dct = (300, 200), b"/Filter/DCTDecode"
    colour, grey, four = jpeg_bytes(size), jpeg_bytes(size, "L"), jpeg_bytes(size, "CMYK")
    adobe = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0"
    yield "JPEG 三色", picture(colour, dct, *size)
    yield "JPEG 灰", picture(grey, dct, *size, b"/DeviceGray")
    yield "JPEG 灰写成三色", picture(grey, dct, *size)
    yield "JPEG 三色写成灰", picture(colour, dct, *size, b"/DeviceGray")
    yield "JPEG 四色", picture(four, dct, *size, b"/DeviceCMYK")
    yield "JPEG 四色反", picture(four, dct + b"/Decode[1 0 1 0 1 0 1 0]", *size, b"/DeviceCMYK")
    yield "JPEG 四色标记二", picture(four[:2] + adobe + b"\2" + four[2:], dct, *size, b"/DeviceCMYK")
    yield "JPEG 四色标记零", picture(four[:2] + adobe + b"\0" + four[2:], dct, *size, b"/DeviceCMYK")
    yield "JPEG 三色标记零", picture(colour[:2] + adobe + b"\0" + colour[2:], dct, *size)
    yield "JPEG 不变换", picture(colour, dct + b"/DecodeParms<</ColorTransform 0>>", *size)
    yield "JPEG 渐进", picture(jpeg_bytes(size, progressive=True), dct, *size)
    yield "JPEG 尺寸写小", picture(colour, dct, 150, 100)
    yield "JPEG 尺寸写大", picture(colour, dct, 600, 400)
    yield "JPEG 少一半", picture(colour[: len(colour) // 2], dct, *size)
    yield "JPEG 没有结尾", picture(colour[:-2], dct, *size)
    yield "JPEG 前有垃圾", picture(b"\n\r\n" + colour, dct, *size)
    yield "JPEG 是 PNG", picture(b"\x89PNG\r\n\x1a\n" + bytes(50), dct, *size)
    yield "JPEG 套 Flate", picture(zlib.compress(colour), b"/Filter[/FlateDecode/DCTDecode]", *size)
    yield "JPEG 套 85", picture(ascii85(colour), b"/Filter[/A85/DCT]", *size)
    yield (
        "JPEG 套两层空参数",
        picture(zlib.compress(colour), b"/Filter[/FlateDecode/DCTDecode]/DecodeParms[null<</Quality 65>>]", *size),
    )
    yield "JPEG 位数十六", picture(colour, dct, *size, b"/DeviceRGB", 16)
    yield (
        "JPEG 索引色",
        picture(grey, dct, *size, b"[/Indexed/DeviceRGB 255<%s>]" % (bytes(range(256)).hex().encode() * 3)),
    )


def _faxes() -> Iterator[tuple[str, bytes]]:
    image = Image.new("1", (200, 120), 1)
    image.paste(0, (20, 20, 120, 90))
    for said, packing, told in (
        ("四组", "group4", b"/K -1"),
        ("三组", "group3", b"/K 0"),
        ("三组二维", "group3", b"/K 4"),
    ):
        data = _fax(image, packing)
        parms = b"/Filter/CCITTFaxDecode/DecodeParms<<%s/Columns 200/Rows 120%%s>>" % told
        yield f"传真 {said}", picture(data, parms % b"", 200, 120, b"/DeviceGray", 1)
        yield f"传真 {said}黑是一", picture(data, parms % b"/BlackIs1 true", 200, 120, b"/DeviceGray", 1)
    data = _fax(image, "group4")
    yield (
        "传真 没有行数",
        picture(data, b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 200>>", 200, 120, b"/DeviceGray", 1),
    )
    yield "传真 没有参数", picture(data, b"/Filter/CCITTFaxDecode", 200, 120, b"/DeviceGray", 1)
    yield "传真 列数错", picture(data, b"/Filter/CCF/DecodeParms<</K -1/Columns 333>>", 200, 120, b"/DeviceGray", 1)
    yield (
        "传真 少一半",
        picture(data[: len(data) // 2], b"/Filter/CCF/DecodeParms<</K -1/Columns 200>>", 200, 120, b"/DeviceGray", 1),
    )
    yield (
        "传真 参数数组",
        picture(data, b"/Filter[/CCF]/DecodeParms[<</K -1/Columns 200>>]", 200, 120, b"/DeviceGray", 1),
    )
    yield "传真 作蒙版", picture(data, b"/Filter/CCF/ImageMask true/DecodeParms<</K -1/Columns 200>>", 200, 120, b"", 1)


def _fax(image: Image.Image, packing: str) -> bytes:
    out = io.BytesIO()
    image.save(out, "TIFF", compression=packing, tiffinfo={278: image.height})
    with Image.open(io.BytesIO(out.getvalue())) as tiff:
        at, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]  # type: ignore[attr-defined]
    return out.getvalue()[at : at + length]


def _jpeg2000() -> Iterator[tuple[str, bytes]]:
    image = Image.radial_gradient("L").resize((201, 133))
    jpx = b"/Filter/JPXDecode"
    for mode in ("L", "RGB", "RGBA", "LA"):
        out = io.BytesIO()
        image.convert(mode).save(out, "JPEG2000")
        yield f"JPX {mode}", picture(out.getvalue(), jpx, 201, 133, b"")
    raw_code = io.BytesIO()
    image.convert("RGB").save(raw_code, "JPEG2000", no_jp2=True)
    yield "JPX 裸码流", picture(raw_code.getvalue(), jpx, 201, 133)
    yield "JPX 裸码流没有空间", picture(raw_code.getvalue(), jpx, 201, 133, b"")
    lossy = io.BytesIO()
    image.convert("RGB").save(
        lossy, "JPEG2000", irreversible=True, quality_layers=[40], tile_size=(64, 64), num_resolutions=3
    )
    yield "JPX 有损分块", picture(lossy.getvalue(), jpx, 201, 133)
    yield "JPX 少一半", picture(raw_code.getvalue()[: len(raw_code.getvalue()) // 2], jpx, 201, 133)
    yield "JPX 尺寸不符", picture(raw_code.getvalue(), jpx, 100, 66)
    yield "JPX 软蒙版在里面", picture(raw_code.getvalue(), jpx + b"/SMaskInData 1", 201, 133)
    deep = io.BytesIO()
    image.convert("I;16").save(deep, "JPEG2000")
    yield "JPX 十六位", picture(deep.getvalue(), jpx, 201, 133, b"/DeviceGray")


def _jbig2() -> Iterator[tuple[str, bytes]]:
    """A generic region packed as fax data (MMR), which any JBIG2 reader has to know."""
    image = Image.new("1", (200, 120), 1)
    image.paste(0, (20, 20, 120, 90))
    data = _fax(image, "group4")
    number = (0).to_bytes(4, "big")
    page = (
        number
        + b"\x30\0\1"
        + (19).to_bytes(4, "big")
        + (200).to_bytes(4, "big")
        + (120).to_bytes(4, "big")
        + bytes(8)
        + b"\0"
        + b"\0\0"
    )
    body = (200).to_bytes(4, "big") + (120).to_bytes(4, "big") + bytes(8) + b"\0" + b"\1" + data
    region = (1).to_bytes(4, "big") + b"\x26\0\1" + len(body).to_bytes(4, "big") + body
    told = b"/Filter/JBIG2Decode"
    yield "JBIG2", picture(page + region, told, 200, 120, b"/DeviceGray", 1)
    yield "JBIG2 少一半", picture((page + region)[:60], told, 200, 120, b"/DeviceGray", 1)
    yield (
        "JBIG2 没有全局",
        picture(page + region, told + b"/DecodeParms<</JBIG2Globals 77 0 R>>", 200, 120, b"/DeviceGray", 1),
    )
    yield "JBIG2 空", picture(b"", told, 200, 120, b"/DeviceGray", 1)


def _masks() -> Iterator[tuple[str, bytes]]:
    width, height = SIDE
    plain, one = zlib.compress(_rows(8, 3)), zlib.compress(_rows(1, 1))
    flate = b"/Filter/FlateDecode"
    yield "蒙版 模板", picture(one, flate + b"/ImageMask true", width, height, b"", 1)
    yield "蒙版 模板反", picture(one, flate + b"/ImageMask true/Decode[1 0]", width, height, b"", 1)
    yield "蒙版 颜色键", picture(plain, flate + b"/Mask[240 255 240 255 0 255]", width, height)
    yield "蒙版 颜色键短", picture(plain, flate + b"/Mask[240 255]", width, height)

    def with_mask(key: bytes, mask: bytes, entries: bytes = b"") -> bytes:
        told = (
            b"/Type/XObject/Subtype/Image/Width 40/Height 30/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode"
        )
        return paint(
            b"0 1 0 rg 0 0 595 300 re f q 475 0 0 600 60 120 cm /I Do Q",
            b"/XObject<</I 5 0 R>>",
            o5=stream(plain, told + key + b" 6 0 R" + entries),
            o6=mask,
        )

    stencil = b"/Type/XObject/Subtype/Image/Width 40/Height 30/BitsPerComponent 1/ImageMask true/Filter/FlateDecode"
    soft = b"/Type/XObject/Subtype/Image/Width 40/Height 30/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode"
    grey = zlib.compress(_rows(8, 1))
    yield "蒙版 显式", with_mask(b"/Mask", stream(one, stencil))
    yield "蒙版 显式反", with_mask(b"/Mask", stream(one, stencil + b"/Decode[1 0]"))
    yield "蒙版 显式灰", with_mask(b"/Mask", stream(grey, soft))
    yield "蒙版 软", with_mask(b"/SMask", stream(grey, soft))
    yield "蒙版 软反", with_mask(b"/SMask", stream(grey, soft + b"/Decode[1 0]"))
    yield "蒙版 软带底", with_mask(b"/SMask", stream(grey, soft + b"/Matte[0 0 0]"))
    yield (
        "蒙版 软大小不同",
        with_mask(
            b"/SMask", stream(zlib.compress(bytes(range(100))), soft.replace(b"40", b"10").replace(b"30", b"10"))
        ),
    )
    yield "蒙版 软是 JPEG", with_mask(b"/SMask", stream(jpeg_bytes((40, 30), "L"), soft.replace(b"Flate", b"DCT")))
    yield "蒙版 软是三色", with_mask(b"/SMask", stream(plain, soft.replace(b"Gray", b"RGB")))
    yield "蒙版 软不存在", with_mask(b"/SMask", b"null")
    yield "蒙版 软是自己", with_mask(b"/SMask", stream(grey, soft + b"/SMask 6 0 R"))
    yield "蒙版 软数据坏", with_mask(b"/SMask", stream(b"broken", soft))


def _inline() -> Iterator[tuple[str, bytes]]:
    width, height = SIDE
    rows, told = _rows(8, 1), b"q 475 0 0 600 60 120 cm BI /W 40 /H 30 /BPC 8 /CS /G%s ID %s EI Q"
    fax = Image.new("1", (200, 120), 1)
    fax.paste(0, (20, 20, 120, 90))
    parts = {
        "不压": (b"", rows),
        "Flate": (b"/F /Fl", zlib.compress(rows)),
        "85": (b"/F /A85", ascii85(rows)),
        "十六进制": (b"/F /AHx", hexed(rows)),
        "行程": (b"/F /RL", run_lengths(rows)),
        "两层": (b"/F [/A85 /Fl]", ascii85(zlib.compress(rows))),
        "JPEG": (b"/F /DCT", jpeg_bytes((40, 30), "L")),
        "全名": (b"/Filter /FlateDecode /Interpolate true", zlib.compress(rows)),
        "数据里有EI": (b"", (b"\x80 EI \x90" * 200)[: width * height]),
        "长度写明": (b"/L 1200", rows),
    }
    for said, (entries, data) in parts.items():
        yield f"内联图 {said}", drawn(told % (entries, data) + b" 1 0 0 rg 60 20 90 50 re f")
    yield (
        "内联图 传真",
        drawn(
            (told % (b"/F /CCF /DP <</K -1 /Columns 200>>", _fax(fax, "group4"))).replace(
                b"/W 40 /H 30 /BPC 8", b"/W 200 /H 120 /BPC 1"
            )
        ),
    )
    yield (
        "内联图 蒙版",
        drawn(
            (told % (b"/IM true", _rows(1, 1)))
            .replace(b"/BPC 8 /CS /G", b"1 0 0 rg /BPC 1 ")
            .replace(b"1 0 0 rg ", b"")
        ),
    )
    yield (
        "内联图 索引",
        drawn(
            (told % (b"", rows)).replace(b"/CS /G", b"/CS [/I /RGB 1 <ff00000000ff>] ").replace(b"/BPC 8", b"/BPC 8")
        ),
    )
    yield (
        "内联图 用资源的空间",
        drawn(
            (told % (b"", _rows(8, 3))).replace(b"/CS /G", b"/CS /Mine "),
            b"",
            b"/ColorSpace<</Mine[/CalRGB<</WhitePoint[1 1 1]>>]>>",
        ),
    )
    yield "内联图 没有空格", drawn((told % (b"", rows)).replace(b" EI", b"\nEI").replace(b"ID ", b"ID\r\n"))
