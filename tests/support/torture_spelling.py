"""PDFs that are spelt as no standard wants it: names, numbers, dictionaries, contents in pieces."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

from torture_pdfs import DRAWING, objects, raw, saved, stream


def spellings() -> Iterator[tuple[str, bytes]]:
    """Each case: what it is called, and its bytes."""

    def one(entries: bytes, content: bytes = DRAWING, **more: bytes) -> bytes:
        o3 = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s/Contents 4 0 R>>" % entries
        return raw(objects(o3=o3, o4=stream(content), **more))

    yield "写法 名称用转义", one(b"/#52esources<<>>").replace(b"/Contents", b"/C#6fntents")
    yield "写法 注释到处", one(b"/Resources % comment )(>> \n<<>> % more\n")
    yield "写法 没有空格", one(b"/Resources<<>>/A(b)/C<00>/D[1 2]/E true/F null")
    yield "写法 字典键重复", one(b"/Resources<<>>/Rotate 90/Rotate 0")
    yield "写法 字典缺值", one(b"/Resources<<>>/Tabs")
    yield "写法 字典没有结尾", raw(objects()).replace(b"/Contents 4 0 R>>", b"/Contents 4 0 R")
    yield "写法 名称不是编码", one(b"/Resources<</XObject<</\xb9\xe3 5 0 R>>>>", b"/\xb9\xe3 Do", o5=_form(DRAWING))
    yield "写法 名称是国标转义", one(b"/Resources<</XObject<</#B9#E3 5 0 R>>>>", b"/#B9#E3 Do", o5=_form(DRAWING))
    yield "写法 名称是空的", one(b"/Resources<</XObject<</ 5 0 R>>>>", b"/ Do", o5=_form(DRAWING))
    yield (
        "写法 名称有两千字",
        one(b"/Resources<</XObject<</%s 5 0 R>>>>" % (b"N" * 2000), b"/%s Do" % (b"N" * 2000), o5=_form(DRAWING)),
    )
    yield "写法 名称大小写不符", one(b"/Resources<</XObject<</x 5 0 R>>>>", DRAWING + b" /X Do", o5=_form(DRAWING))
    yield "写法 名称带井号", one(b"/Resources<</XObject<</A#23B 5 0 R>>>>", b"/A#23B Do", o5=_form(DRAWING))
    yield "写法 数有两个点", one(b"/Resources<<>>", b"0.8 0.2 0.2 rg 60 60. 300.0.5 400 re f")
    yield "写法 数带加号和指数", one(b"/Resources<<>>", b"0.8 0.2 .2 rg +60 +60 300 4e2 re f 60 60 300 400 re f")
    yield "写法 数中间有减号", one(b"/Resources<<>>", b"0.8 0.2 0.2 rg 60 60 300-1 400 re f")
    yield "写法 对象头有换行", raw(objects()).replace(b"4 0 obj\n", b"4\n0\nobj\r\n")
    yield "写法 对象头连着字典", raw(objects()).replace(b"3 0 obj\n", b"3 0 obj")
    yield "写法 数组套五百层", one(b"/Resources<<>>/X" + b"[" * 400 + b"]" * 400)
    yield "写法 内容分在词中间", _split([b"0.8 0.2 0.2 r", b"g 60 60 300 400 re f"])
    yield "写法 内容分成三百段", _split([b"%d %d 40 40 re f" % (at % 20 * 28, at // 20 * 50) for at in range(300)])
    yield "写法 内容分段有空段", _split([b"", DRAWING, b"", b" "])
    yield "写法 内容数组是间接", one(b"/Resources<<>>").replace(b"/Contents 4 0 R", b"/Contents 4 0 R ")
    yield "写法 内容数组套数组", one(b"/Resources<<>>", o5=b"[4 0 R]").replace(b"/Contents 4 0 R", b"/Contents[5 0 R]")
    yield "写法 内容是空数组", one(b"/Resources<<>>").replace(b"/Contents 4 0 R", b"/Contents[]     ")
    yield (
        "写法 两页同一内容",
        raw(
            objects(
                o2=b"<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>",
                o5=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate 90/Contents 4 0 R>>",
            )
        ),
    )


def _form(content: bytes) -> bytes:
    return stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]")


def _split(parts: list[bytes]) -> bytes:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Contents = Array([pdf.make_stream(part) for part in parts])
        page.obj.Resources = Dictionary(ProcSet=Array([Name.PDF]))
        return saved(pdf)
