"""PDFs with annotations and form fields of each type, with and without appearance, and pages of all shapes."""

from __future__ import annotations

from collections.abc import Iterator

from torture_pdfs import DRAWING, PAGE, note, objects, raw, root, stream

HELVETICA = b"/DA(/Helv 12 Tf 0 g)"
FORM = b"/AcroForm<</Fields[5 0 R]/DR<</Font<</Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>%s>>"
LOOK = b"<</N 6 0 R>>"
SEAL = stream(b"1 0 0 rg 0 0 180 60 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 180 60]")


def forms() -> Iterator[tuple[str, bytes]]:
    """Each case: what it is called, and its bytes."""
    yield from _notes()
    yield from _appearances()
    yield from _fields()
    yield from _layers()
    yield from _sheets()
    yield from _catalogs()


def _notes() -> Iterator[tuple[str, bytes]]:
    quad = b"/QuadPoints[60 700 240 700 60 660 240 660]"
    kinds = {
        "Text": b"/Contents(note)",
        "FreeText": b"/Contents(written)" + HELVETICA,
        "FreeText 有引线": b"/Contents(written)/CL[60 600 100 640 150 680]/IT/FreeTextCallout" + HELVETICA,
        "FreeText 富文本": b"/Contents(written)/RC(<body><p>written</p></body>)/DS(font: 14pt Helvetica; color:#FF0000)",  # noqa: E501
        "Line": b"/L[60 700 240 660]/C[1 0 0]",
        "Line 箭头": b"/L[60 700 240 660]/C[1 0 0]/LE[/OpenArrow/ClosedArrow]/BS<</W 4>>",
        "Square": b"/C[1 0 0]/IC[1 1 0]/BS<</W 3>>",
        "Square 云": b"/C[1 0 0]/BE<</S/C/I 2>>",
        "Circle": b"/C[0 0 1]/BS<</W 3/S/D/D[6 3]>>",
        "Polygon": b"/Vertices[60 660 240 660 150 720]/C[1 0 0]",
        "PolyLine": b"/Vertices[60 660 150 720 240 660]/C[1 0 0]",
        "Highlight": quad + b"/C[1 1 0]",
        "Underline": quad + b"/C[1 0 0]",
        "Squiggly": quad + b"/C[1 0 0]",
        "StrikeOut": quad + b"/C[1 0 0]",
        "Highlight 没有四边": b"/C[1 1 0]",
        "Stamp": b"/Name/Approved",
        "Caret": b"",
        "Ink": b"/InkList[[60 660 100 720 150 660 240 720]]/C[0 0 1]/BS<</W 4>>",
        "Ink 空": b"/InkList[[]]/C[0 0 1]",
        "Popup": b"/Open true",
        "FileAttachment": b"/FS<</F(a.txt)>>/Name/PushPin",
        "Sound": b"/Sound 77 0 R",
        "Movie": b"/Movie<</F(a.mpg)>>",
        "RichMedia": b"",
        "3D": b"/3DD 77 0 R",
        "Watermark": b"",
        "Redact": quad + b"/IC[0 0 0]",
        "Link": b"/Border[0 0 3]/C[1 0 0]/A<</S/URI/URI(http://example.invalid)>>",
        "PrinterMark": b"",
        "TrapNet": b"",
        "Nonsense": b"/C[1 0 0]",
    }
    for said, entries in kinds.items():
        told = b"/Subtype/%s%s" % (said.split()[0].encode(), entries)
        at = b"/Rect[60 660 240 720]"
        yield f"批注 {said} 没有样子", note(told + at)
        if " " not in said:
            yield f"批注 {said} 有样子", note(told + at + b"/AP" + LOOK, o6=SEAL)


def _appearances() -> Iterator[tuple[str, bytes]]:
    stamp = b"/Subtype/Stamp/Rect[60 660 240 720]"
    for bit, said in enumerate(
        ("不可见", "隐藏", "打印", "不缩放", "不旋转", "不显示", "只读", "锁定", "切换", "锁内容"), 0
    ):
        yield f"批注标志 {said}", note(stamp + b"/F %d/AP" % (1 << bit) + LOOK, o6=SEAL)
    states = b"<</N<</On 6 0 R/Off 7 0 R>>>>"
    empty = stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    for said, entries in {
        "开": b"/AS/On",
        "关": b"/AS/Off",
        "没有状态": b"",
        "状态不存在": b"/AS/Other",
    }.items():
        yield f"批注样子 {said}", note(stamp + entries + b"/AP" + states, o6=SEAL, o7=empty)
    for said, form in {
        "矩阵转": b"/BBox[0 0 180 60]/Matrix[0 1 -1 0 60 0]",
        "矩阵零": b"/BBox[0 0 180 60]/Matrix[0 0 0 0 0 0]",
        "框空": b"/BBox[0 0 0 0]",
        "没有框": b"",
        "框偏": b"/BBox[90 30 180 60]",
        "框颠倒": b"/BBox[180 60 0 0]",
        "没有子类型": b"/BBox[0 0 180 60]",
    }.items():
        kind = b"" if said == "没有子类型" else b"/Type/XObject/Subtype/Form"
        yield f"批注样子 {said}", note(stamp + b"/AP" + LOOK, o6=stream(b"1 0 0 rg 0 0 180 60 re f", kind + form))
    yield "批注样子 只有按下的", note(stamp + b"/AP<</D 6 0 R>>", o6=SEAL)
    yield "批注样子 正常的是空", note(stamp + b"/AP<</N null/R 6 0 R>>", o6=SEAL)
    yield "批注样子 位置颠倒", note(b"/Subtype/Stamp/Rect[240 720 60 660]/AP" + LOOK, o6=SEAL)
    yield "批注样子 位置是零", note(b"/Subtype/Stamp/Rect[60 660 60 660]/AP" + LOOK, o6=SEAL)
    yield "批注样子 位置在页外", note(b"/Subtype/Stamp/Rect[1060 660 1240 720]/AP" + LOOK, o6=SEAL)
    yield (
        "批注样子 页面转了",
        raw(objects(o3=PAGE % b"/Rotate 90/Annots[5 0 R]", o5=b"<</Type/Annot%s/AP%s>>" % (stamp, LOOK), o6=SEAL)),
    )
    yield (
        "批注样子 页面转了不跟着",
        raw(objects(o3=PAGE % b"/Rotate 90/Annots[5 0 R]", o5=b"<</Type/Annot/F 16%s/AP%s>>" % (stamp, LOOK), o6=SEAL)),
    )
    yield "批注样子 没有类型", raw(objects(o3=PAGE % b"/Annots[5 0 R]", o5=b"<<%s/AP%s>>" % (stamp, LOOK), o6=SEAL))
    yield "批注样子 直接写", raw(objects(o3=PAGE % b"/Annots[<<%s/AP%s>>]" % (stamp, LOOK), o6=SEAL))
    yield (
        "批注样子 数组间接",
        raw(objects(o3=PAGE % b"/Annots 7 0 R", o5=b"<<%s/AP%s>>" % (stamp, LOOK), o6=SEAL, o7=b"[5 0 R]")),
    )
    yield (
        "批注样子 同一个两次",
        raw(objects(o3=PAGE % b"/Annots[5 0 R 5 0 R]", o5=b"<<%s/AP%s>>" % (stamp, LOOK), o6=SEAL)),
    )
    yield (
        "批注 五百个",
        raw(objects(o3=PAGE % b"/Annots[%s]" % (b"5 0 R " * 500), o5=b"<<%s/AP%s>>" % (stamp, LOOK), o6=SEAL)),
    )


def _fields() -> Iterator[tuple[str, bytes]]:
    box = b"<</Type/Annot/Subtype/Widget/T(a)/Rect[60 660 240 720]%s%s>>"
    style = b"/MK<</BC[0 0 1]/BG[.9 1 .9]/CA(Send)>>"
    kinds = {
        "文字": b"/FT/Tx/V(answer)",
        "文字 多行": b"/FT/Tx/Ff 4096/V(one\\rtwo\\rthree)",
        "文字 中文": b"/FT/Tx/V<FEFF8BC1660E6750659920>",
        "文字 密码": b"/FT/Tx/Ff 8192/V(secret)",
        "文字 梳子": b"/FT/Tx/Ff 16777216/MaxLen 8/V(12345)",
        "文字 值是流": b"/FT/Tx/V 7 0 R",
        "文字 值是名称": b"/FT/Tx/V/answer",
        "文字 富文本": b"/FT/Tx/Ff 33554432/V(answer)/RV(<body><p>answer</p></body>)",
        "文字 居中": b"/FT/Tx/Q 1/V(answer)",
        "文字 没有字体": b"/FT/Tx/V(answer)/DA()",
        "文字 空": b"/FT/Tx/V()",
        "复选 开": b"/FT/Btn/V/Yes/AS/Yes",
        "复选 关": b"/FT/Btn/V/Off/AS/Off",
        "单选": b"/FT/Btn/Ff 32768/V/Yes/AS/Yes",
        "按钮": b"/FT/Btn/Ff 65536",
        "下拉": b"/FT/Ch/Ff 131072/Opt[(one)(two)]/V(two)",
        "下拉 导出值": b"/FT/Ch/Ff 131072/Opt[[(1)(one)][(2)(two)]]/V(2)",
        "列表": b"/FT/Ch/Opt[(one)(two)(three)]/V[(one)(three)]/Ff 2097152",
        "列表 索引": b"/FT/Ch/Opt[(one)(two)(three)]/I[1]/V(two)/TI 1",
        "签名 空": b"/FT/Sig",
        "没有类型": b"/V(answer)",
        "类型不认识": b"/FT/Xx/V(answer)",
    }
    look = stream(
        b"/Tx BMC q BT /Helv 12 Tf 5 20 Td (stored) Tj ET Q EMC",
        b"/Type/XObject/Subtype/Form/BBox[0 0 180 60]/Resources<</Font<</Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",  # noqa: E501
    )
    for said, entries in kinds.items():
        page = PAGE % b"/Annots[5 0 R]"
        value = stream(b"answer")
        default = b"" if "DA" in entries.decode("latin-1") else HELVETICA
        yield f"栏目 {said} 没有样子", root(FORM % b"", o3=page, o5=box % (entries, style + default), o7=value)
        if " " not in said:
            yield (
                f"栏目 {said} 有样子",
                root(FORM % b"", o3=page, o5=box % (entries, default + b"/AP<</N 6 0 R>>"), o6=look, o7=value),
            )
            yield (
                f"栏目 {said} 要重画",
                root(
                    FORM % b"/NeedAppearances true",
                    o3=page,
                    o5=box % (entries, default + b"/AP<</N 6 0 R>>"),
                    o6=look,
                    o7=value,
                ),
            )
    page = PAGE % b"/Annots[6 0 R]"
    kid = b"<</Type/Annot/Subtype/Widget/Parent 5 0 R/Rect[60 660 240 720]%s>>"
    yield (
        "栏目 继承",
        root(FORM % b"", o3=page, o5=b"<</T(a)/FT/Tx/V(answer)/Kids[6 0 R]%s>>" % HELVETICA, o6=kid % b""),
    )
    yield "栏目 不在表里", root(b"/AcroForm<</Fields[]>>", o3=page, o6=kid % b"/FT/Tx/V(answer)")
    yield "栏目 没有表", raw(objects(o3=page, o6=kid % b"/FT/Tx/V(answer)/DA(/Helv 12 Tf)"))
    yield "栏目 表坏", root(b"/AcroForm 7", o3=page, o6=kid % b"/FT/Tx/V(answer)")
    yield (
        "栏目 页面转了",
        root(FORM % b"", o3=PAGE % b"/Rotate 90/Annots[5 0 R]", o5=box % (b"/FT/Tx/V(answer)/MK<</R 90>>", HELVETICA)),
    )
    yield "栏目 隐藏", root(FORM % b"", o3=PAGE % b"/Annots[5 0 R]", o5=box % (b"/FT/Tx/V(answer)/F 2", HELVETICA))
    xfa = b"/XFA[(template) 7 0 R]/NeedAppearances true"
    yield (
        "栏目 动态且有栏目",
        root(
            FORM % xfa,
            o3=PAGE % b"/Annots[5 0 R]",
            o5=box % (b"/FT/Tx/V(answer)", HELVETICA),
            o7=stream(b"<template/>"),
        ),
    )


def _layers() -> Iterator[tuple[str, bytes]]:
    drawn = b"/OC /L BDC 1 0 0 rg 60 60 300 400 re f EMC 0 0 1 rg 60 500 100 100 re f"

    def layered(
        setting: bytes,
        entry: bytes = b"5 0 R",
        usage: bytes = b"",
        content: bytes = drawn,
        page: bytes = b"",
        **more: bytes,
    ) -> bytes:
        o3 = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Properties<</L %s>>%s>>/Contents 4 0 R%s>>"
            % (entry, page if page.startswith(b"/XO") else b"", b"" if page.startswith(b"/XO") else page)
        )
        o5, o6 = b"<</Type/OCG/Name(one)%s>>" % usage, b"<</Type/OCG/Name(two)>>"
        numbered = {int(name[1:]): one for name, one in more.items()}
        return raw(
            {
                **objects(
                    o1=b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R 6 0 R]/D<<%s>>>>>>" % setting,
                    o3=o3,
                    o4=stream(content),
                ),
                5: o5,
                6: o6,
                **numbered,
            }
        )

    yield "图层 开", layered(b"/ON[5 0 R]")
    yield "图层 关", layered(b"/OFF[5 0 R]")
    yield "图层 默认全关", layered(b"/BaseState/OFF")
    yield "图层 默认全关除外", layered(b"/BaseState/OFF/ON[5 0 R]")
    yield "图层 又开又关", layered(b"/ON[5 0 R]/OFF[5 0 R]")
    yield "图层 没有设置", layered(b"").replace(b"/D<<>>", b"/D null")
    member = b"<</Type/OCMD/OCGs[5 0 R 6 0 R]/P/%s>>"
    for policy in (b"AllOn", b"AnyOn", b"AnyOff", b"AllOff"):
        yield f"图层成员 {policy.decode()}", layered(b"/OFF[5 0 R]", member % policy)
    for said, rule in {
        "非": b"[/Not 5 0 R]",
        "与": b"[/And 5 0 R 6 0 R]",
        "或": b"[/Or 5 0 R[/Not 6 0 R]]",
        "绕圈": b"7 0 R",
    }.items():
        yield (
            f"图层式 {said}",
            layered(b"/OFF[5 0 R]", b"<</Type/OCMD/OCGs 6 0 R/VE%s>>" % (b" " + rule), o7=b"[/Not 7 0 R]"),
        )
    yield "图层成员 空", layered(b"/OFF[5 0 R]", b"<</Type/OCMD/OCGs[]>>")
    yield "图层成员 一个", layered(b"/OFF[5 0 R]", b"<</Type/OCMD/OCGs 5 0 R>>")
    auto = b"/AS[<</Event/%s/Category[/%s]/OCGs[5 0 R]>>]"
    yield "图层用途 看时关", layered(auto % (b"View", b"View"), usage=b"/Usage<</View<</ViewState/OFF>>>>")
    yield "图层用途 印时关", layered(auto % (b"Print", b"Print"), usage=b"/Usage<</Print<</PrintState/OFF>>>>")
    yield "图层用途 不自动", layered(b"", usage=b"/Usage<</View<</ViewState/OFF>>/Print<</PrintState/OFF>>>>")
    form = b"/XObject<</X 7 0 R>>"
    yield (
        "图层 图形",
        layered(
            b"/OFF[5 0 R]", content=b"/X Do", page=form, o7=stream(DRAWING, b"/Subtype/Form/BBox[0 0 595 842]/OC 5 0 R")
        ),
    )
    yield (
        "图层 图",
        layered(
            b"/OFF[5 0 R]",
            content=b"q 300 0 0 400 60 60 cm /X Do Q",
            page=form,
            o7=stream(b"\0" * 12, b"/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceRGB/OC 5 0 R"),
        ),
    )
    yield (
        "图层 批注",
        layered(
            b"/OFF[5 0 R]", page=b"/Annots[<</Subtype/Stamp/Rect[60 600 240 660]/OC 5 0 R/AP<</N 7 0 R>>>>]", o7=SEAL
        ),
    )
    yield (
        "图层 套图层",
        layered(
            b"/OFF[5 0 R]",
            content=b"/OC /L BDC /OC /L BDC EMC 1 0 0 rg 60 60 300 400 re f EMC 0 0 1 rg 60 500 100 100 re f",
        ),
    )
    yield "图层 没有类型", layered(b"/OFF[5 0 R]").replace(b"<</Type/OCG/Name(one)", b"<</Name(one)          ")
    yield "图层 不在名单", layered(b"/OFF[5 0 R]").replace(b"/OCGs[5 0 R 6 0 R]", b"/OCGs[6 0 R]      ")


def _sheets() -> Iterator[tuple[str, bytes]]:
    boxes = {"全": b"", "裁": b"/CropBox[40 40 400 560]", "偏": b"/CropBox[-200 300 700 900]"}
    for turn in (0, 90, 180, 270):
        for said, crop in boxes.items():
            for unit in (b"", b"/UserUnit 2"):
                told = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R/Rotate %d%s%s>>"
                yield f"纸 {turn}度{said}{'两倍' if unit else ''}", raw(objects(o3=told % (turn, crop, unit)))
    for said, media in {
        "负": b"[-300 -400 295 442]",
        "横": b"[0 0 842 595]",
        "窄": b"[0 0 20 842]",
        "方": b"[60 60 460 460]",
    }.items():
        for turn in (0, 90):
            told = b"<</Type/Page/Parent 2 0 R/MediaBox%s/Resources<<>>/Contents 4 0 R/Rotate %d>>"
            yield f"纸框 {said}{turn}", raw(objects(o3=told % (media, turn)))
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1%s>>"
    bare = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"
    yield "继承 裁切", raw(objects(o2=tree % b"/MediaBox[0 0 595 842]/CropBox[40 40 400 560]/Resources<<>>", o3=bare))
    yield (
        "继承 资源",
        raw(
            objects(
                o2=tree % b"/MediaBox[0 0 595 842]/Resources<</XObject<</X 5 0 R>>>>",
                o3=bare,
                o4=stream(b"/X Do"),
                o5=stream(DRAWING, b"/Subtype/Form/BBox[0 0 595 842]"),
            )
        ),
    )
    yield (
        "继承 从间接",
        raw(
            objects(
                o2=tree % b"/MediaBox 5 0 R/Rotate 6 0 R/Resources 7 0 R",
                o3=bare,
                o5=b"[0 0 595 842]",
                o6=b"90",
                o7=b"<<>>",
            )
        ),
    )
    yield (
        "继承 覆盖",
        raw(
            objects(
                o2=tree % b"/MediaBox[0 0 100 100]/Rotate 90",
                o3=bare.replace(b">>", b"/MediaBox[0 0 595 842]/Rotate 0>>"),
            )
        ),
    )
    for said, box in {
        "出血框": b"/BleedBox[40 40 300 300]",
        "成品框": b"/TrimBox[40 40 300 300]",
        "作品框": b"/ArtBox[40 40 300 300]",
    }.items():
        yield f"纸 只有{said}", raw(objects(o3=PAGE % box))


def _catalogs() -> Iterator[tuple[str, bytes]]:
    files = b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.txt)/EF<</F 5 0 R>>>>]>>>>"
    attached = stream(b"text", b"/Type/EmbeddedFile")
    yield "目录 附件", root(files, o5=attached)
    yield (
        "目录 附件名国标",
        root(files.replace(b"(a)<<", b"(\xb8\xbd\xbc\xfe)<<").replace(b"a.txt", b"\xb8\xbd.txt"), o5=attached),
    )
    yield "目录 附件绕圈", root(b"/Names<</EmbeddedFiles 5 0 R>>", o5=b"<</Kids[5 0 R 5 0 R]>>")
    yield "目录 文件包", root(b"/Collection<</View/T/Schema<<>>>>" + files, o5=attached)
    yield "目录 名称树坏", root(b"/Names 7/Dests[1 2]")
    yield "目录 版本新", root(b"/Version/2.0/Extensions<</ADBE<</BaseVersion/1.7/ExtensionLevel 8>>>>")
    yield "目录 页面模式怪", root(b"/PageMode/Nonsense/PageLayout 7/ViewerPreferences null")
    yield "目录 语言坏", root(b"/Lang 7/MarkInfo[1]/StructTreeRoot 77 0 R")
    yield (
        "目录 输出意图",
        root(b"/OutputIntents[<</S/GTS_PDFA1/DestOutputProfile 5 0 R>>]", o5=stream(b"not a profile", b"/N 3")),
    )
    yield "目录 打开动作绕圈", root(b"/OpenAction 5 0 R", o5=b"<</S/GoTo/D[3 0 R/Fit]/Next 5 0 R>>")
    yield (
        "目录 权限签名",
        root(
            b"/Perms<</DocMDP 5 0 R>>", o5=b"<</Type/Sig/Filter/Adobe.PPKLite/Reference[<</TransformMethod/DocMDP>>]>>"
        ),
    )
    yield "目录 信息坏", raw(objects(), b"/Info 77 0 R")
    yield "目录 信息国标", raw(objects(o5=b"<</Title(\xd6\xa4\xc3\xf7)/CreationDate(yesterday)>>"), b"/Info 5 0 R")
    yield (
        "目录 页面元数据坏",
        raw(objects(o3=PAGE % b"/Metadata 77 0 R/PieceInfo 7/Thumb 77 0 R/StructParents(x)/Tabs 9")),
    )
    yield "目录 页面动作坏", raw(objects(o3=PAGE % b"/AA 7/Trans(x)/Dur/x/B[7]"))
    yield "目录 文章线索", root(b"/Threads[5 0 R]", o5=b"<</F 5 0 R/N 5 0 R/P 3 0 R>>")
