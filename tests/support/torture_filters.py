"""PDFs whose data are packed, named and stored in every way that the standard has, and in ways that it has not."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Iterator

import pikepdf
from PIL import Image

from torture_pdfs import DRAWING, drawn, many, objects, protected, raw, saved, stream


def filters() -> Iterator[tuple[str, bytes]]:
    """Each case: what it is called, and its bytes."""
    yield from _packings()
    yield from _predictors()
    yield from _tables()
    yield from _updates()
    yield from _encryption()


# -- packing -----------------------------------------------------------------------------------------------------


def ascii85(content: bytes) -> bytes:
    return base64.a85encode(content) + b"~>"


def hexed(content: bytes) -> bytes:
    return content.hex().encode() + b">"


def run_lengths(content: bytes) -> bytes:
    pieces = [content[at : at + 128] for at in range(0, len(content), 128)]
    return b"".join(bytes([len(piece) - 1]) + piece for piece in pieces) + b"\x80"


def lzw(content: bytes, early: int = 1) -> bytes:
    """Codes of 9 to 12 bits, most significant bit first, as Acrobat wrote them until it had Flate."""
    known = {bytes([value]): value for value in range(256)}
    codes, width, following, current = [(256, 9)], 9, 258, b""
    for value in content:
        longer = current + bytes([value])
        if longer in known:
            current = longer
            continue
        codes.append((known[current], width))
        known[longer], following = following, following + 1
        current = bytes([value])
        if following + early > 1 << width:
            width += 1
        if following >= 4094:
            codes.append((256, width))
            known, width, following = {bytes([one]): one for one in range(256)}, 9, 258
    codes += [(known[current], width), (257, width)]
    bits = "".join(f"{code:0{size}b}" for code, size in codes)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def _packings() -> Iterator[tuple[str, bytes]]:
    long = DRAWING + b" 0 0 1 rg " + b"".join(b"%d %d 9 9 re f " % (at * 7 % 500, at * 3 % 800) for at in range(600))
    flate = zlib.compress(long)
    yield "过滤器 ASCII85", drawn(ascii85(long), b"/Filter/ASCII85Decode")
    yield "过滤器 ASCII85 有开头", drawn(b"<~" + ascii85(long), b"/Filter/ASCII85Decode")
    yield "过滤器 ASCII85 没有结尾", drawn(ascii85(long)[:-2], b"/Filter/ASCII85Decode")
    yield "过滤器 ASCII85 断行", drawn(b"\r\n".join(_wrap(ascii85(long))), b"/Filter[/ASCII85Decode]")
    yield "过滤器 十六进制", drawn(hexed(long), b"/Filter/ASCIIHexDecode")
    yield "过滤器 十六进制奇数位", drawn(long.hex().encode()[:-1] + b">", b"/Filter/AHx")
    yield "过滤器 LZW", drawn(lzw(long), b"/Filter/LZWDecode")
    yield "过滤器 LZW 不提前", drawn(lzw(long, 0), b"/Filter/LZWDecode/DecodeParms<</EarlyChange 0>>")
    yield "过滤器 LZW 没有结尾", drawn(lzw(long)[:-2], b"/Filter/LZW")
    yield "过滤器 行程", drawn(run_lengths(long), b"/Filter/RunLengthDecode")
    yield "过滤器 行程没有结尾", drawn(run_lengths(long)[:-1], b"/Filter/RL")
    yield "过滤器 缩写 Fl", drawn(flate, b"/Filter/Fl")
    yield "过滤器 85 套 Flate", drawn(ascii85(flate), b"/Filter[/ASCII85Decode/FlateDecode]")
    yield "过滤器 十六进制套行程套 LZW", drawn(hexed(run_lengths(lzw(long))), b"/Filter[/AHx/RL/LZW]")
    yield "过滤器 Flate 两遍", drawn(zlib.compress(flate), b"/Filter[/FlateDecode/FlateDecode]")
    yield "过滤器 加密占位", drawn(flate, b"/Filter[/Crypt/FlateDecode]/DecodeParms[<</Name/Identity>>null]")
    yield "过滤器 空数组", drawn(long, b"/Filter[]")
    yield "过滤器 空项", drawn(long, b"/Filter null/DecodeParms null")
    yield "过滤器 间接", raw(objects(o4=stream(flate, b"/Filter 5 0 R"), o5=b"/FlateDecode"))
    yield (
        "过滤器 数组里间接",
        raw(objects(o4=stream(flate, b"/Filter[5 0 R]/DecodeParms[6 0 R]"), o5=b"/FlateDecode", o6=b"null")),
    )
    yield "过滤器 参数是空字典", drawn(flate, b"/Filter/FlateDecode/DecodeParms<<>>")
    yield "过滤器 参数用缩写", drawn(flate, b"/F/FlateDecode/DP<<>>")
    raw_flate = zlib.compress(long)[2:-4]
    yield "压缩数据没有头", drawn(raw_flate, b"/Filter/FlateDecode")
    yield "压缩数据没有校验", drawn(flate[:-4], b"/Filter/FlateDecode")
    yield "压缩数据校验错", drawn(flate[:-4] + b"abcd", b"/Filter/FlateDecode")
    yield "压缩数据后有换行", drawn(flate + b"\r\n\n", b"/Filter/FlateDecode")
    yield "压缩数据前有换行", drawn(b"\n" + flate, b"/Filter/FlateDecode")
    yield "压缩数据中间坏", drawn(flate[:700] + b"\0\xff\0\xff" + flate[704:], b"/Filter/FlateDecode")
    yield "长度间接", raw(objects(o4=b"<</Length 5 0 R>>stream\n%s\nendstream" % long, o5=b"%d" % len(long)))
    yield "长度间接在后面且错", raw(objects(o4=b"<</Length 5 0 R>>stream\n%s\nendstream" % long, o5=b"7"))
    yield "没有长度", raw(objects(o4=b"<<>>stream\n%s\nendstream" % long))
    yield "流用回车开头", raw(objects(o4=b"<</Length %d>>stream\r%s\nendstream" % (len(long), long)))
    yield "流前有空格", raw(objects(o4=b"<</Length %d>>stream \r\n%s\nendstream" % (len(long), long)))
    yield "流结尾没有换行", raw(objects(o4=b"<</Length %d>>stream\n%sendstream" % (len(long), long)))
    yield "流里有 endstream", drawn(long + b" % endstream endobj \n 1 0 0 rg 0 0 50 50 re f")


def _wrap(text: bytes) -> list[bytes]:
    return [text[at : at + 70] for at in range(0, len(text), 70)]


def picture(data: bytes, entries: bytes, width: int, height: int, space: bytes = b"/DeviceRGB", bits: int = 8) -> bytes:
    """One page with one picture."""
    told = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent %d" % (width, height, bits)
    told += b"/ColorSpace " + space if space else b""
    o3 = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R>>"
    return raw(objects(o3=o3, o4=stream(b"q 475 0 0 600 60 120 cm /I Do Q"), o5=stream(data, told + entries)))


def _predictors() -> Iterator[tuple[str, bytes]]:
    width, height = 40, 30
    image = Image.radial_gradient("L").resize((width, height)).convert("RGB")
    image.paste((200, 0, 0), (0, 0, 10, 10))
    rows = [image.tobytes()[at : at + width * 3] for at in range(0, width * height * 3, width * 3)]
    told = b"/Filter/FlateDecode/DecodeParms<</Predictor %d/Colors 3/BitsPerComponent 8/Columns 40>>"
    for kind in range(5):
        packed = b"".join(
            bytes([kind]) + _predict(kind, row, before) for row, before in zip(rows, [bytes(120), *rows], strict=False)
        )
        yield f"预测器 PNG {kind}", picture(zlib.compress(packed), told % (10 + kind), width, height)
    mixed = b"".join(
        bytes([number % 5]) + _predict(number % 5, row, before)
        for number, (row, before) in enumerate(zip(rows, [bytes(120), *rows], strict=False))
    )
    yield "预测器 PNG 混用", picture(zlib.compress(mixed), told % 15, width, height)
    yield "预测器 PNG LZW", picture(lzw(mixed), told.replace(b"Flate", b"LZW") % 15, width, height)
    tiff = b"".join(bytes((row[at] - (row[at - 3] if at > 2 else 0)) % 256 for at in range(120)) for row in rows)
    yield "预测器 TIFF", picture(zlib.compress(tiff), told % 2, width, height)
    yield "预测器 不认识", picture(zlib.compress(mixed), told % 77, width, height)
    yield "预测器 列数错", picture(zlib.compress(mixed), told.replace(b"40", b"41") % 15, width, height)
    yield "预测器 行标记错", picture(zlib.compress(mixed.replace(b"\x04", b"\x09", 1)), told % 15, width, height)


def _predict(kind: int, row: bytes, before: bytes) -> bytes:
    found = bytearray()
    for at, value in enumerate(row):
        left, up, corner = (row[at - 3], before[at], before[at - 3]) if at > 2 else (0, before[at], 0)
        guess = (0, left, up, (left + up) // 2, _paeth(left, up, corner))[kind]
        found.append((value - guess) % 256)
    return bytes(found)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda one: abs(guess - one))


# -- tables ------------------------------------------------------------------------------------------------------


def xref_stream(
    content: dict[int, bytes], inside: dict[int, bytes], trailer: bytes = b"", widths: bytes = b"1 3 1"
) -> bytes:
    """The objects as a file with a cross-reference stream; those ``inside`` are in an object stream."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    size = max([*content, *inside]) + 1
    holder, table = size, size + 1
    offsets, body = [], b""
    for number, text in inside.items():
        offsets.append(b"%d %d" % (number, len(body)))
        body += text + b" "
    first = b" ".join(offsets) + b" "
    content = content | {holder: stream(first + body, b"/Type/ObjStm/N %d/First %d" % (len(inside), len(first)))}
    for number, text in content.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    places[table] = len(out)
    order = list(inside)
    rows = b""
    sizes = [int(one) for one in widths.split()]
    for number in range(table + 1):
        kind, where, more = (
            (1, places[number], 0)
            if number in places
            else (2, holder, order.index(number))
            if number in inside
            else (0, 0, 255)
        )
        rows += b"".join(
            value.to_bytes(one, "big") for value, one in zip((kind, where, more), sizes, strict=True) if one
        )
    entries = b"/Type/XRef/Size %d/W[%s]/Root 1 0 R%s" % (table + 1, widths, trailer)
    out += b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, stream(rows, entries), len(out))
    return bytes(out)


def _tables() -> Iterator[tuple[str, bytes]]:
    sound = objects()
    outside, inside = {4: sound[4]}, {number: sound[number] for number in (1, 2, 3)}
    yield "对象流", xref_stream(outside, inside)
    yield "对象流 宽字段", xref_stream(outside, inside, widths=b"2 7 2")
    yield (
        "对象流 里面是流的长度",
        xref_stream({4: b"<</Length 5 0 R>>stream\n%s\nendstream" % DRAWING}, inside | {5: b"%d" % len(DRAWING)}),
    )
    yield "对象流 索引分段", xref_stream(outside, inside, b"/Index[0 3 3 4]")
    yield "对象流 数错", xref_stream(outside, inside).replace(b"/N 3", b"/N 9")
    yield "对象流 首字节错", xref_stream(outside, inside).replace(b"/First 1", b"/First 9")
    yield "对象流 继承自己", xref_stream(outside, inside).replace(b"/ObjStm", b"/ObjStm/Extends 5 0 R")
    yield "对象流 编号不符", xref_stream(outside, inside).replace(b"stream\n1 0 2", b"stream\n7 0 8")
    classic = raw(sound)
    yield "目录表 每行十九字节", classic.replace(b" n \n", b" n\n").replace(b" f \n", b" f\n")
    yield "目录表 从一开始", classic.replace(b"xref\n0 5\n0000000000 65535 f \n", b"xref\n1 4\n")
    yield "目录表 前面多空行", classic.replace(b"xref\n0 5", b"xref\n\n\n0 5")
    yield "目录表 标题同行", classic.replace(b"xref\n0 5", b"xref 0 5")
    yield (
        "目录表 全部指向零",
        classic[: classic.index(b"xref\n")]
        + b"xref\n0 5\n"
        + b"0000000000 00000 n \n" * 5
        + classic[classic.index(b"trailer") :],
    )
    yield "目录表 差一字节", _shift_table(classic, 1)
    yield "目录表 差三千字节", _shift_table(classic, 3000)
    yield "目录表 大小写小", classic.replace(b"/Size 5", b"/Size 2")
    yield "目录表 大小写大", classic.replace(b"/Size 5", b"/Size 99999999")
    yield "目录表 缺少", classic.replace(b"xref\n0 5", b"xrxx\n0 5")
    yield "目录表 没有尾字典", classic.replace(b"trailer", b"tralier")
    yield "目录表 尾字典没有大小", classic.replace(b"/Size 5", b"")
    yield "目录表 上一个是自己", classic.replace(b"/Size 5", b"/Size 5/Prev %d" % classic.index(b"xref\n"))
    yield "目录表 上一个在外面", classic.replace(b"/Size 5", b"/Size 5/Prev 999999")
    yield "目录表 上一个是负数", classic.replace(b"/Size 5", b"/Size 5/Prev -1")
    yield "目录表 上一个是间接", classic.replace(b"/Size 5", b"/Size 5/Prev 4 0 R")
    yield "目录表 混合型", _hybrid()
    yield (
        "目录表 代号不是零",
        raw(sound).replace(b"4 0 obj", b"4 7 obj").replace(b"/Contents 4 0 R", b"/Contents 4 7 R"),
    )
    yield "目录表 对象标成空闲", _freed(classic)
    yield "起点指向中间", classic.replace(b"startxref\n", b"startxref\n1")
    yield "结尾没有标记", classic.replace(b"%%EOF", b"")
    yield "结尾标记在很前面", classic + b"\n" * 3000
    yield "文件头版本小写", classic.replace(b"%PDF", b"%pdf")
    yield "文件头没有版本", classic.replace(b"%PDF-1.7", b"%PDF-")
    yield "文件头是 FDF", classic.replace(b"%PDF-1.7", b"%FDF-1.2")
    yield "文件头在五百字节后", b" " * 500 + classic
    yield "文件头是邮件", b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: binary\r\n\r\n" + classic
    yield "文件头带字节序标记", b"\xef\xbb\xbf" + classic
    yield "线性化", saved(pikepdf.open(io.BytesIO(many(5))), linearize=True)
    linear = saved(pikepdf.open(io.BytesIO(many(5))), linearize=True)
    yield "线性化 少了尾", linear[: len(linear) * 8 // 10]
    yield "线性化 长度不符", linear + b" " * 300


def _shift_table(classic: bytes, places: int) -> bytes:
    start = classic.index(b"xref\n")
    head, rest = classic[:start], classic[start:]
    lines = rest.split(b"\n")
    moved = [b"%010d 00000 n " % (int(line[:10]) + places) if line.endswith(b" n ") else line for line in lines]
    return head + b"\n".join(moved)


def _freed(classic: bytes) -> bytes:
    line = b"%010d 00000 n " % classic.index(b"4 0 obj")
    return classic.replace(line, line.replace(b"n", b"f"))


def _hybrid() -> bytes:
    """A classic table for old readers, with a stream of the rest for newer ones."""
    sound = objects()
    head = raw({1: sound[1], 2: sound[2], 4: sound[4]}).split(b"xref\n")[0]
    body = stream(b"3 0 " + sound[3], b"/Type/ObjStm/N 1/First 4")
    at = len(head)
    out = head + b"5 0 obj\n%s\nendobj\n" % body
    table = len(out)
    rows = struct.pack(">BHB", 2, 5, 0)
    out += b"6 0 obj\n%s\nendobj\n" % stream(rows, b"/Type/XRef/Size 7/W[1 2 1]/Index[3 1]/Root 1 0 R")
    start = len(out)
    places = {1: out.index(b"1 0 obj"), 2: out.index(b"2 0 obj"), 4: out.index(b"4 0 obj"), 5: at, 6: table}
    out += b"xref\n0 7\n0000000003 65535 f \n"
    out += b"".join(
        b"%010d 00000 n \n" % places[one] if one in places else b"0000000000 65535 f \n" for one in range(1, 7)
    )
    return out + b"trailer\n<</Size 7/Root 1 0 R/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n" % (table, start)


def _update(whole: bytes, changed: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """An incremental update, as editors and signatures write it."""
    before = int(whole.rsplit(b"startxref", 1)[1].split()[0])
    out, table = bytearray(whole), b""
    for number, text in sorted(changed.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(out)
    return bytes(out) + b"xref\n%strailer\n<</Size 9/Root 1 0 R/Prev %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        before,
        trailer,
        start,
    )


def _updates() -> Iterator[tuple[str, bytes]]:
    whole = raw(objects())
    blue = stream(b"0 0 1 rg 60 300 200 200 re f")
    yield "增量 换内容", _update(whole, {4: blue})
    yield "增量 十次", _ten_updates(whole)
    yield "增量 加一页", _update(whole, {2: b"<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>", 5: objects()[3]})
    yield "增量 少了尾", _update(whole, {4: blue})[:-40]
    yield "增量 上一个起点错", _update(whole, {4: blue}).replace(b"/Prev ", b"/Prev 9")
    yield "增量 没有变化", _update(whole, {})
    packed = xref_stream({4: objects()[4]}, {number: objects()[number] for number in (1, 2, 3)})
    yield "增量 在交叉引用流后", _update(packed, {4: blue})


def _ten_updates(whole: bytes) -> bytes:
    for number in range(10):
        whole = _update(whole, {4: stream(b"0 0 1 rg 60 %d 200 20 re f" % (60 * number + 60))})
    return whole


def _encryption() -> Iterator[tuple[str, bytes]]:
    for revision in (3, 4, 5, 6):
        yield f"权限密码 R{revision}", protected("", "owner", revision)
    with pikepdf.open(io.BytesIO(raw(objects()))) as pdf:
        yield (
            "权限密码 AES 128",
            saved(pdf, encryption=pikepdf.Encryption(user="", owner="x", R=4, aes=True, metadata=False)),
        )
    with pikepdf.open(io.BytesIO(many(3))) as pdf:
        yield (
            "权限密码 对象流",
            saved(
                pdf,
                encryption=pikepdf.Encryption(user="", owner="x", R=6),
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            ),
        )
    locked = protected("", "owner", 3)
    yield "权限密码 少了尾", locked[: locked.rindex(b"startxref")]
    yield "权限密码 没有文件标识", locked.replace(b"/ID", b"/XD")
    yield (
        "权限密码 公钥",
        raw(objects(), b"/Encrypt<</Filter/Adobe.PubSec/V 4/SubFilter/adbe.pkcs7.s5/R 4>>/ID[<00><00>]"),
    )
    yield "加密字典是空的", raw(objects(), b"/Encrypt<<>>")
    yield "加密字典指向没有的对象", raw(objects(), b"/Encrypt 77 0 R")
