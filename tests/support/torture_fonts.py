"""PDFs whose fonts are embedded, standard, of Asian character sets, broken, missing, or named in other encodings."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from torture_pdfs import raw, stream

LIBERATION = Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf")
WORDS = b"BT /F 60 Tf 60 400 Td (Evidence) Tj ET 60 200 300 60 re f"
CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def page(font: bytes, content: bytes = WORDS, **more: bytes) -> bytes:
    """One page that writes with this font; further objects begin with number 5."""
    o3 = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F %s>>>>/Contents 4 0 R>>" % font
    numbered = {int(name[1:]): one for name, one in more.items()}
    return raw({1: CATALOG, 2: PAGES, 3: o3, 4: stream(content), **numbered})


def fonts() -> Iterator[tuple[str, bytes]]:
    """Each case: what it is called, and its bytes."""
    yield from _simple()
    yield from _asian()
    yield from _drawn()
    yield from _embedded()
    yield from _writing()


def _simple() -> Iterator[tuple[str, bytes]]:
    for name in (
        "Helvetica",
        "Times-BoldItalic",
        "Courier",
        "Symbol",
        "ZapfDingbats",
        "ArialMT",
        "Arial,Bold",
        "Nowhere",
    ):
        yield f"字体 {name}", page(b"<</Type/Font/Subtype/Type1/BaseFont/%s>>" % name.encode())
    plain = b"<</Type/Font/Subtype/%s/BaseFont/Helvetica%s>>"
    for said, (kind, more) in {
        "没有名字": (b"Type1", b""),
        "MMType1": (b"MMType1", b""),
        "子类型不认识": (b"Type9", b""),
        "编码不认识": (b"Type1", b"/Encoding/Nonsense"),
        "编码差异": (b"Type1", b"/Encoding<</Differences[69/A 70/B/C]>>"),
        "编码差异坏": (b"Type1", b"/Encoding<</Differences[/A 69 (x) null]>>"),
        "宽度少": (b"Type1", b"/FirstChar 60/LastChar 120/Widths[500]"),
        "宽度是文字": (b"Type1", b"/FirstChar 60/LastChar 61/Widths[(a)(b)]"),
        "宽度是负数": (b"Type1", b"/FirstChar 32/LastChar 120/Widths[%s]" % (b"-500 " * 89)),
        "描述不存在": (b"TrueType", b"/FontDescriptor 77 0 R"),
        "描述是数": (b"TrueType", b"/FontDescriptor 7"),
        "描述是数组": (b"TrueType", b"/FontDescriptor[1 2]"),
        "字形指向没有": (b"TrueType", b"/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4/FontFile2 77 0 R>>"),
        "对照表坏": (b"Type1", b"/ToUnicode 5 0 R"),
        "对照表是名称": (b"Type1", b"/ToUnicode/Identity-H"),
    }.items():
        font = plain % (kind, more)
        yield (
            f"字体 {said}",
            page(
                font.replace(b"/BaseFont/Helvetica", b"") if said == "没有名字" else font,
                o5=stream(b"begincmap nonsense"),
            ),
        )
    for said, name in {
        "国标": "宋体".encode("gbk"),
        "大五": "細明體".encode("big5"),
        "日文": "明朝".encode("shift_jis"),
        "万国": "宋体".encode(),
    }.items():
        escaped = b"".join(b"#%02X" % byte for byte in name)
        for how, written in (("转义", escaped), ("原样", name)):
            yield (
                f"字体名 {said}{how}",
                page(b"<</Type/Font/Subtype/TrueType/BaseFont/%s,Bold/Encoding/WinAnsiEncoding>>" % written),
            )
    yield "字体 是数", page(b"7")
    yield "字体 是空", page(b"null")
    yield "字体 是数组", page(b"[/Type/Font]")
    yield "字体 是流", page(b"5 0 R", o5=stream(b"x", b"/Type/Font/Subtype/Type1/BaseFont/Helvetica"))


def _asian() -> Iterator[tuple[str, bytes]]:
    written = {"GBK-EUC-H": "证明材料".encode("gbk"), "UniGB-UCS2-H": "证明材料".encode("utf-16-be")}
    written |= {
        "GB-EUC-H": "证明".encode("gbk"),
        "GBKp-EUC-V": "证明".encode("gbk"),
        "UniGB-UTF16-H": "证明".encode("utf-16-be"),
    }
    for cmap, text in written.items():
        yield f"简体 {cmap}", _composite(cmap, b"GB1", text)
    others = {
        "ETen-B5-H": (b"CNS1", "證明".encode("big5")),
        "90ms-RKSJ-H": (b"Japan1", "証明".encode("shift_jis")),
        "UniJIS-UCS2-H": (b"Japan1", "証明".encode("utf-16-be")),
        "KSCms-UHC-H": (b"Korea1", "증명".encode("euc-kr")),
        "Identity-H": (b"GB1", bytes((4, 1, 4, 2))),
        "Nonsense-H": (b"GB1", b"abcd"),
    }
    for cmap, (order, text) in others.items():
        yield f"东亚 {cmap}", _composite(cmap, order, text)
    yield "东亚 没有后代", page(b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/GBK-EUC-H>>")
    yield "东亚 后代是空数组", page(b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/GBK-EUC-H/DescendantFonts[]>>")
    yield (
        "东亚 后代不是数组",
        page(b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/GBK-EUC-H/DescendantFonts 77 0 R>>"),
    )
    yield (
        "东亚 后代是自己",
        page(b"5 0 R", o5=b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[5 0 R]>>"),
    )
    yield (
        "东亚 没有编码",
        page(
            b"<</Type/Font/Subtype/Type0/BaseFont/X/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X>>]>>"
        ),
    )
    cmap = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 begincidrange <41> <7a> 34 endcidrange endcmap"  # noqa: E501
    told = b"/Type/CMap/CMapName/Mine/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>"
    yield "东亚 编码在里面", _composite("5 0 R", b"GB1", b"Evidence", stream(cmap, told))
    yield "东亚 编码用自己", _composite("5 0 R", b"GB1", b"Evidence", stream(cmap, told + b"/UseCMap 5 0 R"))


def _composite(cmap: str, order: bytes, text: bytes, inside: bytes = b"null") -> bytes:
    system = b"<</Registry(Adobe)/Ordering(%s)/Supplement 2>>" % order
    below = b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo%s/DW 1000/FontDescriptor" % system
    below += b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/Ascent 800/Descent -200/StemV 80/ItalicAngle 0/CapHeight 700>>>>"  # noqa: E501
    encoding = cmap.encode() if " " in cmap else b"/" + cmap.encode()
    font = b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding %s/DescendantFonts[%s]>>" % (encoding, below)
    return page(font, WORDS.replace(b"(Evidence)", b"<%s>" % text.hex().encode()), o5=inside)


def _drawn() -> Iterator[tuple[str, bytes]]:
    kind = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</a %s>>%s>>"
    told = b"/Encoding<</Differences[69/a 100/a 101/a/a/a/a/a]>>/FirstChar 69/LastChar 105/Widths[%s]" % (b"900 " * 37)
    square = b"800 0 0 0 700 700 d1 0 0 700 700 re f"
    yield "三型 一般", page(kind % (b"5 0 R", told), o5=stream(square))
    yield "三型 有色", page(kind % (b"5 0 R", told), o5=stream(b"800 0 d0 1 0 0 rg 0 0 700 700 re f"))
    yield (
        "三型 有图",
        page(
            kind % (b"5 0 R", told + b"/Resources<</XObject<</I 6 0 R>>>>"),
            o5=stream(b"800 0 0 0 700 700 d1 700 0 0 700 0 0 cm /I Do"),
            o6=stream(b"\xaa\x55" * 4, b"/Subtype/Image/Width 8/Height 8/BitsPerComponent 1/ImageMask true"),
        ),
    )
    yield (
        "三型 内联图",
        page(
            kind % (b"5 0 R", told),
            o5=stream(b"800 0 0 0 700 700 d1 700 0 0 700 0 0 cm BI /W 8 /H 8 /BPC 1 /IM true ID \xaaUUUUUUU EI"),
        ),
    )
    yield "三型 矩阵是零", page(kind.replace(b".001 0 0 .001", b"0 0 0 0") % (b"5 0 R", told), o5=stream(square))
    yield "三型 没有字形", page(kind % (b"77 0 R", told))
    yield "三型 没有编码", page(kind % (b"5 0 R", b""), o5=stream(square))
    yield "三型 用页面资源", page(kind % (b"5 0 R", told), o5=stream(b"800 0 d0 BT /F 9 Tf (E) Tj ET " + square))
    yield (
        "三型 一千个字形",
        page(
            b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<<%s>>%s>>"
            % (b"".join(b"/g%d 5 0 R" % at for at in range(1000)), told),
            o5=stream(square),
        ),
    )


def _embedded() -> Iterator[tuple[str, bytes]]:
    if not LIBERATION.is_file():
        return
    outlines = LIBERATION.read_bytes()
    descriptor = b"<</Type/FontDescriptor/FontName/ABCDEF+Mine/Flags %d/FontBBox[0 -200 1000 900]/Ascent 900/Descent -200/StemV 80/ItalicAngle 0/%s 5 0 R>>"  # noqa: E501
    simple = (
        b"<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+Mine/FirstChar 32/LastChar 126/Widths[%s]%s/FontDescriptor %s>>"
    )
    wide = b"500 " * 95

    def embed(
        data: bytes, more: bytes = b"/Encoding/WinAnsiEncoding", flags: int = 32, key: bytes = b"FontFile2"
    ) -> bytes:
        packed = zlib.compress(data)
        return page(
            simple % (wide, more, descriptor % (flags, key)),
            o5=stream(packed, b"/Filter/FlateDecode/Length1 %d" % len(data)),
        )

    yield "嵌入 TrueType", embed(outlines)
    yield "嵌入 符号", embed(outlines, b"", 4)
    yield "嵌入 少一半", embed(outlines[: len(outlines) // 2])
    yield "嵌入 只有表头", embed(outlines[:300])
    yield "嵌入 是空的", embed(b"")
    yield "嵌入 是乱码", embed(bytes(range(256)) * 40)
    yield "嵌入 键写错", embed(outlines, key=b"FontFile3")
    yield "嵌入 写成一型", embed(outlines, key=b"FontFile")
    yield "嵌入 表坏", embed(outlines.replace(b"glyf", b"glyx", 1))
    below = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Mine/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 600%s/FontDescriptor %s>>"  # noqa: E501
    both = b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Mine/Encoding/Identity-H/DescendantFonts[%s]>>"
    words = WORDS.replace(b"(Evidence)", b"<00280059004c0047>")
    data = stream(zlib.compress(outlines), b"/Filter/FlateDecode")
    for said, more in {
        "": b"",
        "映射": b"/CIDToGIDMap/Identity",
        "映射流": b"/CIDToGIDMap 6 0 R",
        "映射坏": b"/CIDToGIDMap 7",
        "宽度坏": b"/W[1 [2 (x)] 3]",
        "竖排": b"/W2[1[500 880 1000]]",
    }.items():
        font = both % (below % (more, descriptor % (4, b"FontFile2")))
        yield (
            f"嵌入 复合{said}",
            page(font, words, o5=data, o6=stream(bytes(at for gid in range(200) for at in (0, gid)))),
        )


def _writing() -> Iterator[tuple[str, bytes]]:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    base = b"BT /F 60 Tf 60 400 Td %s ET"
    for said, words in {
        "数组": b"[(Ev) -200 (id) 3e9 (x)] TJ",
        "引号": b"20 TL (Evi) ' 3 2 (dence) \"",
        "横缩放零": b"0 Tz (Evidence) Tj",
        "横缩放负": b"-100 Tz (Evidence) Tj",
        "上标": b"30 Ts (Evi) Tj -30 Ts (dence) Tj",
        "描边": b"1 Tr 2 w (Evidence) Tj",
        "看不见": b"3 Tr (Evidence) Tj",
        "模式九": b"9 Tr (Evidence) Tj",
        "矩阵斜": b"1 .3 .3 1 60 300 Tm (Evidence) Tj",
        "转义": b"(E\\166i\\(d\\)\\\nence) Tj",
        "十六进制奇数": b"<4576696> Tj",
        "括号不配": b"(Evi(dence) Tj",
        "字号零": b"/F 0 Tf (Evidence) Tj",
        "字号负": b"/F -60 Tf (Evidence) Tj",
        "没有字号": b"/F Tf (Evidence) Tj",
        "字体不在资源": b"/G 60 Tf (Evidence) Tj",
    }.items():
        yield f"写字 {said}", page(font, base % words)
    yield "写字 没有BT", page(font, b"/F 60 Tf 60 400 Td (Evidence) Tj")
    yield "写字 没有ET", page(font, b"BT /F 60 Tf 60 400 Td (Evidence) Tj")
    yield "写字 BT套BT", page(font, base % b"BT (Evidence) Tj ET")
    yield "写字 标记不成对", page(font, b"/P <</MCID 0>> BDC " + base % b"(Evidence) Tj" + b" EMC EMC EMC")
    yield "写字 替代文字", page(font, b"/Span <</ActualText (x)>> BDC " + base % b"(Evidence) Tj" + b" EMC")
