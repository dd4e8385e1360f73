"""PDFs as they come in at the worst: written byte by byte, so that each is wrong in exactly one way."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pikepdf

import broken_files

DRAWING = b"0.8 0.2 0.2 rg 60 60 300 400 re f"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R%s>>"
CATALOG = b"<</Type/Catalog/Pages 2 0 R%s>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1%s>>"

Objects = Mapping[int, bytes]


def stream(content: bytes, entries: bytes = b"", length: bytes | None = None) -> bytes:
    told = str(len(content)).encode() if length is None else length
    return b"<</Length %s%s>>stream\n%s\nendstream" % (told, entries, content)


def objects(**changed: bytes) -> dict[int, bytes]:
    """A sound PDF of one page; ``o3=…`` replaces its object 3."""
    sound = {1: CATALOG % b"", 2: PAGES % b"", 3: PAGE % b"", 4: stream(DRAWING)}
    return sound | {int(name[1:]): content for name, content in changed.items()}


def raw(content: Objects, trailer: bytes = b"", head: bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n") -> bytes:
    """The objects as a file with a classic table."""
    out, places = bytearray(head), {}
    for number, text in content.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    size, start = max(content) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d %05d %s \n" % (
            places.get(number, 0),
            0 if number in places else 65535,
            b"fn"[number in places :][:1],
        )
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def page(entries: bytes) -> bytes:
    """One sound page with further entries, which come later and so win."""
    return raw(objects(o3=PAGE % entries))


def bare(entries: bytes, pages: bytes = b"") -> bytes:
    """One page with nothing but these entries, below a tree with those."""
    return raw(objects(o2=PAGES % pages, o3=b"<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 4 0 R%s>>" % entries))


def drawn(content: bytes, entries: bytes = b"", resources: bytes = b"") -> bytes:
    """One page that draws this."""
    o3 = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<%s>>/Contents 4 0 R>>" % resources
    return raw(objects(o3=o3, o4=stream(content, entries)))


def root(entries: bytes, **more: bytes) -> bytes:
    return raw(objects(o1=CATALOG % entries, **more))


def saved(pdf: pikepdf.Pdf, **saving: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, static_id=True, **saving)  # type: ignore[arg-type]
    return out.getvalue()


def packed(pages: int = 3) -> bytes:
    """A PDF with object streams and a cross-reference stream."""
    with pikepdf.new() as pdf:
        for number in range(pages):
            one = pdf.add_blank_page(page_size=(595, 842))
            one.Contents = pdf.make_stream(DRAWING + b" 0 0 1 rg %d 600 20 20 re f" % (20 * number))
        return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def many(pages: int, size: tuple[int, int] = (595, 842)) -> bytes:
    """Many pages, each with a mark of its own place."""
    with pikepdf.new() as pdf:
        for number in range(pages):
            one = pdf.add_blank_page(page_size=size)
            one.Contents = pdf.make_stream(b"0 g %d %d 2 2 re f" % (number % 50, number // 50))
        return saved(pdf)


def scan(dpi: int, mode: str = "RGB") -> bytes:
    """A scanned A4 page of that resolution."""
    width, height = round(8.27 * dpi), round(11.69 * dpi)
    data = broken_files.jpeg_bytes((width, height), mode)
    space = {"RGB": b"RGB", "L": b"Gray", "CMYK": b"CMYK"}[mode]
    entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/Filter/DCTDecode/ColorSpace/Device%s"
    o3 = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R>>"
    o4 = stream(b"q 595 0 0 842 0 0 cm /I Do Q")
    return raw(objects(o3=o3, o4=o4, o5=stream(data, entries % (width, height, space))))


def written(write: Callable[..., object], work: Path, *given: object, **more: object) -> bytes:
    """What one of the functions of broken_files writes."""
    path = work / "written.pdf"
    write(path, *given, **more)
    return path.read_bytes()


def protected(user: str, owner: str, revision: int) -> bytes:
    """A protected PDF; with keys of 256 bits its bytes differ from one making to the next."""
    with pikepdf.open(io.BytesIO(raw(objects()))) as pdf:
        aes = revision > 3
        return saved(pdf, encryption=pikepdf.Encryption(user=user, owner=owner, R=revision, aes=aes, metadata=aes))


def deep(levels: int) -> bytes:
    """A page below so many levels of the page tree."""
    content = {1: CATALOG % b"", 3: PAGE % b"", 4: stream(DRAWING)}
    numbers = [2, *range(10, 10 + levels)]
    for number, below in zip(numbers, [*numbers[1:], 3], strict=True):
        content[number] = b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % below
    content[3] = PAGE.replace(b"/Parent 2", b"/Parent %d" % numbers[-1]) % b""
    return raw(dict(sorted(content.items())))


def field(entries: bytes, form: bytes = b"") -> bytes:
    """A page with one form field."""
    widget = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(answer)/Rect[20 20 200 60]%s>>" % entries
    return root(b"/AcroForm<</Fields[5 0 R]%s>>" % form, o3=PAGE % b"/Annots[5 0 R]", o5=widget)


def note(entries: bytes, **more: bytes) -> bytes:
    """A page with one annotation."""
    annotation = b"<</Type/Annot/Rect[20 20 200 60]%s>>" % entries
    return raw(objects(o3=PAGE % b"/Annots[5 0 R]", o5=annotation, **more))


def pdfs(work: Path) -> Iterator[tuple[str, bytes]]:
    """Each case: what it is called, and its bytes."""
    yield from _protected()
    yield from _damaged()
    yield from _not_pdfs()
    yield from _empty(work)
    yield from _scans(work)
    yield from _boxes()
    yield from _trees()
    yield from _streams()
    yield from _contents()
    yield from _interactive(work)


def _protected() -> Iterator[tuple[str, bytes]]:
    for revision in (2, 3, 6):
        yield f"只有所有者密码 R{revision}", protected("", "owner", revision)
        yield f"有打开密码 R{revision}", protected("user", "owner", revision)
    unknown = b"/Encrypt<</Filter/Unknown/V 9/R 9/O(x)/U(y)/P -1>>/ID[<00><00>]"
    yield "加密方式不认识", raw(objects(), unknown)


def _damaged() -> Iterator[tuple[str, bytes]]:
    whole, modern = many(4), packed()
    for part in (1, 10, 50, 90, 99):
        yield f"截断到百分之{part}", whole[: len(whole) * part // 100]
        yield f"对象流的截断到百分之{part}", modern[: len(modern) * part // 100]
    yield "没有结尾", whole[: whole.rindex(b"startxref")]
    yield "没有开头", whole[whole.index(b"obj") :]
    yield "缺少中间一段", whole[: len(whole) // 3] + whole[len(whole) // 2 :]
    for said, number in (("零", b"0"), ("太大", b"99999999"), ("负数", b"-1"), ("不是数", b"abc")):
        yield f"起点{said}", raw(objects()).replace(b"startxref\n", b"startxref\n%s %% " % number)
    yield "前面有垃圾", b"junk\n" * 100 + whole
    yield "前面有很多垃圾", b"junk\n" * 1000 + whole
    yield "后面有垃圾", whole + b"\0junk" * 20000
    yield "后面接着另一份", whole + many(2)
    yield "目录表错位", whole.replace(b"xref\n0 ", b"xref\n3 ", 1)
    yield "没有根", raw(objects()).replace(b"/Root 1 0 R", b"")
    yield "根不是字典", raw(objects(o1=b"[1 2 3]"))
    yield "根指向没有的对象", raw(objects()).replace(b"/Root 1 0 R", b"/Root 9 0 R")
    yield "版本号离奇", raw(objects(), head=b"%PDF-9.99\n")
    yield "换行全是回车", raw(objects()).replace(b"\n", b"\r")
    yield "网络传输时加了回车", whole.replace(b"\n", b"\r\n")
    yield "增量更新里页面被删", raw(objects()) + b"3 0 obj\nnull\nendobj\ntrailer<</Root 1 0 R/Prev 9>>\n%%EOF"


def _not_pdfs() -> Iterator[tuple[str, bytes]]:
    yield "零字节", b""
    yield "一个字节", b"%"
    yield "只有文件头", b"%PDF-1.4\n"
    yield "全是零", bytes(5000)
    yield "网页", b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>"
    yield "压缩包", b"PK\x03\x04" + bytes(100)
    yield "程序", b"MZ\x90\x00" + bytes(500)
    yield "文本", "这不是 PDF。\n".encode() * 50
    yield "其实是照片", broken_files.jpeg_bytes()
    yield "文本里提到 PDF", b"see %PDF-1.4 for details\n" * 20


def _empty(work: Path) -> Iterator[tuple[str, bytes]]:
    yield "没有页面", written(broken_files.empty_pdf, work)
    yield "没有页面树", raw(objects(o2=b"null"))
    yield "一页空白", drawn(b" ")
    yield "页面没有内容", raw(objects(o3=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"))
    yield "只有白色", drawn(b"1 g 0 0 595 842 re f")
    yield "重复一", many(2, (400, 500))
    yield "重复二", many(2, (400, 500))
    yield "重复三页面相同", many(2, (400, 500)) + b"%% again\n"


def _scans(work: Path) -> Iterator[tuple[str, bytes]]:
    yield "扫描72", scan(72)
    yield "扫描200灰度", scan(200, "L")
    yield "扫描150四色", scan(150, "CMYK")
    whole = scan(100)
    yield "扫描图后半丢失", whole.replace(whole[len(whole) // 2 : len(whole) // 2 + 6000], b"", 1)
    yield "图的尺寸不符", scan(72).replace(b"/Width 595", b"/Width 995", 1)
    yield "图的尺寸为零", scan(72).replace(b"/Width 595", b"/Width 0  ", 1)
    yield "图的色彩空间不认识", scan(72).replace(b"DeviceRGB", b"DeviceXYZ", 1)
    yield "正常扫描五页", written(broken_files.scanned_pdf, work)


def _boxes() -> Iterator[tuple[str, bytes]]:
    sizes = {"A5": (420, 595), "A3": (842, 1191), "A0": (2384, 3370), "横幅": (9000, 300), "长卷": (200, 14400)}
    sizes |= {
        "最大": (14400, 14400),
        "超过最大": (20000, 20000),
        "一点": (1, 1),
        "名片": (153, 255),
        "横A4": (842, 595),
    }
    for said, (width, height) in sizes.items():
        yield f"纸张{said}", bare(b"/MediaBox[0 0 %d %d]" % (width, height))
    for turn in (90, 180, 270, 45, -90, 450, 1):
        yield f"旋转{turn}", bare(b"/MediaBox[0 0 595 842]/Rotate %d" % turn)
    yield "旋转不是数", bare(b"/MediaBox[0 0 595 842]/Rotate(abc)")
    boxes = {"零": b"[0 0 0 0]", "负": b"[-100 -200 495 642]", "颠倒": b"[595 842 0 0]", "三个数": b"[0 0 595]"}
    boxes |= {
        "天文数字": b"[0 0 1e9 1e9]",
        "文字": b"[(a)(b)(c)(d)]",
        "空": b"null",
        "小数": b"[0.5 .25 595.276 841.89]",
    }
    boxes |= {"间接": b"5 0 R", "偏移很远": b"[100000 100000 100595 100842]", "五个数": b"[0 0 595 842 1]"}
    for said, box in boxes.items():
        yield f"页面框{said}", raw(objects(o3=PAGE.replace(b"[0 0 595 842]", box) % b"", o5=b"[0 0 595 842]"))
    crops = {"在里面": b"[100 100 400 500]", "在外面": b"[1000 1000 1400 1500]", "更大": b"[-50 -50 700 900]"}
    crops |= {"零": b"[10 10 10 10]", "颠倒": b"[400 500 100 100]", "不是数组": b"7"}
    for said, box in crops.items():
        yield f"裁切框{said}", bare(b"/MediaBox[0 0 595 842]/CropBox%s" % (b" " + box))
    for unit in (b"2", b"75", b"0", b"-1", b"0.0001", b"(x)"):
        yield f"用户单位{unit.decode().strip('()')}", bare(b"/MediaBox[0 0 200 300]/UserUnit %s" % unit)
    yield "继承的属性", bare(b"", b"/MediaBox[0 0 500 700]/Rotate 90")
    yield "没有页面框", bare(b"")
    yield "没有资源", raw(objects(o3=(PAGE % b"").replace(b"/Resources<<>>", b"")))


def _trees() -> Iterator[tuple[str, bytes]]:
    loop = b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>"
    yield "页面树绕圈", raw(objects(o2=loop))
    yield "页面树只有圈", raw(objects(o2=b"<</Type/Pages/Kids[2 0 R]/Count 1>>"))
    yield "同一页两次", raw(objects(o2=b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>"))
    yield "页面树里有空项", raw(objects(o2=b"<</Type/Pages/Kids[null 3 0 R null]/Count 3>>"))
    yield "页面树指向没有的对象", raw(objects(o2=b"<</Type/Pages/Kids[3 0 R 77 0 R]/Count 2>>"))
    yield "页面树指向内容", raw(objects(o2=b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>"))
    yield "页数写成一百万", raw(objects(o2=b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>"))
    yield "页数写成负数", raw(objects(o2=b"<</Type/Pages/Kids[3 0 R]/Count -1>>"))
    yield "页面不写类型", raw(objects(o3=(PAGE % b"").replace(b"/Type/Page/", b"/")))
    yield "页面类型写错", raw(objects(o3=(PAGE % b"").replace(b"/Type/Page/", b"/Type/Catalog/")))
    yield "页面没有上级", raw(objects(o3=(PAGE % b"").replace(b"/Parent 2 0 R", b"")))
    yield "页面直接写在树里", raw(objects(o2=PAGES.replace(b"3 0 R", PAGE % b"") % b""))
    yield "嵌套60层", deep(60)
    yield "嵌套600层", deep(600)
    yield "五百页", many(500, (300, 400))


def _streams() -> Iterator[tuple[str, bytes]]:
    sound = raw(objects())
    yield "没有流的结尾", sound.replace(b"endstream", b"")
    yield "没有对象的结尾", sound.replace(b"endobj", b"")
    for said, length in (("太短", b"5"), ("太长", b"99999"), ("负", b"-3"), ("指向没有的对象", b"88 0 R"), ("空", b"")):
        yield f"流的长度{said}", raw(objects(o4=stream(DRAWING, length=length)))
    modern = packed()
    yield "对象流坏了", modern.replace(b"/ObjStm", b"/ObjStn", 1)
    yield "对象流数据坏了", _flipped(modern, modern.index(b"/ObjStm") + 60)
    yield "交叉引用流坏了", _flipped(modern, modern.rindex(b"/XRef") + 80)
    yield "交叉引用流的宽度坏了", modern.replace(b"/W [", b"/W [9 9 9 ", 1)
    yield "压缩数据坏了", drawn(b"\x78\x9cnot compressed at all", b"/Filter/FlateDecode")
    yield "压缩数据少一截", drawn(zlib.compress(DRAWING * 300)[:-20], b"/Filter/FlateDecode")
    yield "过滤器不认识", drawn(DRAWING, b"/Filter/Unknown")
    yield "过滤器套了五十层", drawn(DRAWING.hex().encode() + b">", b"/Filter[%s]" % (b"/ASCIIHexDecode" * 50))
    yield "内容在外部文件", drawn(b"", b"/F(/etc/passwd)")
    yield "解开有一亿字节", drawn(zlib.compress(b" " * 100_000_000, 9), b"/Filter/FlateDecode")


def _flipped(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes(byte ^ 0xA5 for byte in whole[place : place + 20]) + whole[place + 20 :]


def _contents() -> Iterator[tuple[str, bytes]]:
    yield "内容是乱码", drawn(bytes(range(256)) * 20)
    yield "内容状态不成对", drawn(b"q " * 500 + DRAWING + b" Q" * 900)
    yield "内容停在半路", drawn(DRAWING + b" BT /F1 12 Tf (unfinished")
    yield "内联图坏了", drawn(b"BI /W 10 /H 10 /BPC 8 /CS /RGB ID xx")
    yield "内联图一个也没有结尾", drawn(b"BI " + b"ID x " * 20_000)
    yield "两万位的数", drawn(b"q " + b"1" * 20_000 + b" 0 0 1 0 0 c " + DRAWING)
    yield "括号后面全是空格", drawn((b")" + b" " * 500) * 500 + b"1" * 5000)
    yield "变换成零", drawn(b"0 0 0 0 0 0 cm " + DRAWING)
    yield "数字离奇", drawn(b"1e99 99999999999999999999 -.-5 --7 re f " + DRAWING)
    yield "内容是空项", raw(objects(o4=b"null"))
    yield "内容是字典", raw(objects(o4=b"<</A 1>>"))
    yield "内容数组里有空项", raw(objects(o3=(PAGE % b"").replace(b"4 0 R", b"[null 4 0 R 66 0 R]")))
    form = stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>")
    o3 = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>"
    yield "图形套着自己", raw(objects(o3=o3, o4=stream(b"/X Do"), o5=form))
    yield "资源是空项", raw(objects(o3=(PAGE % b"").replace(b"/Resources<<>>", b"/Resources null")))
    yield "资源名是错的", drawn(b"/Nowhere Do /F9 9 Tf /G gs " + DRAWING)
    yield (
        "字体没有嵌入",
        drawn(
            b"BT /F 24 Tf 99 700 Td (text) Tj ET", b"", b"/Font<</F<</Type/Font/Subtype/TrueType/BaseFont/SimSun>>>>"
        ),
    )
    yield "字体指向没有的对象", drawn(b"BT /F 24 Tf 99 700 Td (text) Tj ET", b"", b"/Font<</F 55 0 R>>")
    yield (
        "三型字体套着自己",
        drawn(
            b"BT /F 24 Tf 99 700 Td (aaa) Tj ET",
            b"",
            b"/Font<</F<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 4 0 R>>"
            b"/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[1]>>>>",
        ),
    )
    yield "十万个图形", drawn(b"0 g " + b"1 1 2 2 re f " * 100_000)


def _interactive(work: Path) -> Iterator[tuple[str, bytes]]:
    signature = b"/FT/Sig/V<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 100 200 300]/Contents<00>>>"
    yield "带签名", field(signature)
    yield "带签名样子", field(signature + b"/AP<</N 6 0 R>>").replace(b"xref\n", b"xref\n", 1)
    yield "表单没有样子", field(b"", b"/NeedAppearances true")
    yield "表单的样子坏了", field(b"/AP<</N 77 0 R>>")
    yield "表单样子是数", field(b"/AP 7")
    yield "动态表单", field(b"", b"/XFA[(template)(x)]")
    yield "表单绕圈", field(b"/Kids[5 0 R]/Parent 5 0 R")
    yield "填了字的表单", written(broken_files.live_form, work)
    script = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    yield "打开时运行脚本", root(b"/OpenAction%s" % script)
    yield "打开时运行程序", root(b"/OpenAction<</S/Launch/F(cmd.exe)>>")
    yield "脚本名称树绕圈", root(b"/Names<</JavaScript 5 0 R>>", o5=b"<</Kids[5 0 R]>>")
    yield "页面动作", page(b"/AA<</O%s>>" % script)
    yield "附件", written(broken_files.annotated_pdf, work)
    yield "图层关着", written(broken_files.layered_pdf, work)
    yield "包里有文件", root(b"/Collection<</View/D>>/Names<</EmbeddedFiles<</Names[(a)<</F(a)/EF<</F 4 0 R>>>>]>>>>")
    for said, entries in {
        "链接到网页": b"/Subtype/Link/A<</S/URI/URI(http://example.invalid/)>>",
        "链接到文件": b"/Subtype/Link/A<</S/GoToR/F(c:/x.pdf)/D[0/Fit]>>",
        "链接到没有的页": b"/Subtype/Link/Dest[99 0 R/Fit]",
        "批注": b"/Subtype/Text/Contents(note)",
        "批注附着文件": b"/Subtype/FileAttachment/FS<</F(a.exe)>>",
        "影片": b"/Subtype/Screen/A<</S/Rendition>>",
        "批注没有位置": b"/Subtype/Stamp/Rect null",
        "批注的样子套着自己": b"/Subtype/Stamp/AP<</N 5 0 R>>",
        "隐藏的批注": b"/Subtype/Stamp/F 2/AP<</N 4 0 R>>",
    }.items():
        yield said, note(entries)
    yield "批注不是数组", page(b"/Annots 7")
    yield "批注里有空项", page(b"/Annots[null 7 99 0 R]")
    yield (
        "书签绕圈",
        root(b"/Outlines 5 0 R", o5=b"<</First 6 0 R/Last 6 0 R>>", o6=b"<</Title(a)/Parent 5 0 R/Next 6 0 R>>"),
    )
    yield "页码标签坏了", root(b"/PageLabels<</Nums[(a) 1 2]>>")
    yield "元数据坏了", root(b"/Metadata 5 0 R", o5=stream(b"<x:xmpmeta", b"/Type/Metadata/Subtype/XML"))
    yield "图层绕圈", root(b"/OCProperties 5 0 R", o5=b"<</OCGs[5 0 R]/D 5 0 R>>")
    yield "结构树绕圈", root(b"/StructTreeRoot 5 0 R/MarkInfo<</Marked true>>", o5=b"<</Type/StructTreeRoot/K 5 0 R>>")
