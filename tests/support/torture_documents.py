"""Office files with each feature that people use, hide, protect or break, made without an office suite."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment

import office_samples as office
from torture_images import coloured, saved
from torture_office import docx, member, repacked

WORDS = "<w:p><w:r><w:t>证明材料</w:t></w:r></w:p>"
RUN = "<w:p><w:r><w:rPr>{}</w:rPr><w:t>证明材料</w:t></w:r></w:p>"


def documents(work: Path) -> Iterator[tuple[str, bytes]]:
    """Each case: its name with the ending, and its bytes."""
    yield from _texts(work)
    yield from _packages(work)
    yield from _sheets()
    yield from _sheet_packages()
    yield from _slides(work)
    yield from _plain()


# -- Word --------------------------------------------------------------------------------------------------------


def _texts(work: Path) -> Iterator[tuple[str, bytes]]:
    cell = "<w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>"
    table = "<w:tbl><w:tblPr/><w:tr>" + cell * 3 + "</w:tr></w:tbl>"
    deep = WORDS
    for _ in range(8):
        deep = f"<w:tbl><w:tblPr/><w:tr><w:tc>{deep}<w:p/></w:tc></w:tr></w:tbl>"
    columns = "".join(f"<w:tc><w:p><w:r><w:t>{number}</w:t></w:r></w:p></w:tc>" for number in range(63))
    bodies = {
        "隐藏文字": RUN.format("<w:vanish/>") + WORDS,
        "全部隐藏": RUN.format("<w:vanish/>"),
        "白字": RUN.format('<w:color w:val="FFFFFF"/>') + WORDS,
        "字号零": RUN.format('<w:sz w:val="0"/>') + WORDS,
        "字号巨大": RUN.format('<w:sz w:val="3276"/>'),
        "字体没有": RUN.format('<w:rFonts w:ascii="不存在的字体" w:eastAsia="不存在的字体"/>'),
        "竖排": WORDS + '<w:sectPr><w:textDirection w:val="tbRl"/></w:sectPr>',
        "从右到左": "<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t>שלום</w:t></w:r></w:p>" + WORDS,
        "插入修订": '<w:p><w:ins w:id="1" w:author="a" w:date="2022-01-01T00:00:00Z"><w:r><w:t>新</w:t></w:r></w:ins></w:p>'  # noqa: E501
        + WORDS,
        "删除修订": '<w:p><w:del w:id="1" w:author="a"><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>' + WORDS,
        "移动修订": '<w:p><w:moveFrom w:id="1" w:author="a"><w:r><w:t>移</w:t></w:r></w:moveFrom></w:p>' + WORDS,
        "表格": table + "<w:p/>",
        "表格套八层": deep,
        "表格六十三列": f"<w:tbl><w:tblPr/><w:tr>{columns}</w:tr></w:tbl><w:p/>",
        "表格没有行": "<w:tbl><w:tblPr/></w:tbl>" + WORDS,
        "表格合并坏": table.replace("<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="99"/><w:vMerge/></w:tcPr>') + "<w:p/>",
        "分节横竖": WORDS
        + '<w:p><w:pPr><w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr></w:pPr></w:p>'
        + WORDS,
        "纸张极大": WORDS + '<w:sectPr><w:pgSz w:w="31680" w:h="31680"/></w:sectPr>',
        "纸张为零": WORDS + '<w:sectPr><w:pgSz w:w="0" w:h="0"/></w:sectPr>',
        "边距太大": WORDS + '<w:sectPr><w:pgMar w:top="9000" w:bottom="9000" w:left="9000" w:right="9000"/></w:sectPr>',
        "分栏": WORDS * 40 + '<w:sectPr><w:cols w:num="3"/></w:sectPr>',
        "分页二十": '<w:p><w:r><w:t>页</w:t><w:br w:type="page"/></w:r></w:p>' * 20,
        "内容控件": f"<w:sdt><w:sdtPr/><w:sdtContent>{WORDS}</w:sdtContent></w:sdt>",
        "内容控件占位": "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + WORDS
        + "</w:sdtContent></w:sdt>",
        "旧式窗体": '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="a"/><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'  # noqa: E501
        + WORDS,
        "域没有结尾": '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>'  # noqa: E501
        + WORDS,
        "域套域": office.field("IF 1 = 1 yes no") + WORDS,
        "超链接": '<w:p><w:hyperlink w:anchor="nowhere"><w:r><w:t>去</w:t></w:r></w:hyperlink></w:p>' + WORDS,
        "书签重名": '<w:p><w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkStart w:id="1" w:name="a"/></w:p>' + WORDS,
        "文本框VML": '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="width:200pt;height:80pt"><v:textbox><w:txbxContent>'  # noqa: E501
        + WORDS
        + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
        "图形VML没有大小": '<w:p><w:r><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml"/></w:pict></w:r></w:p>'
        + WORDS,
        "符号": '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p>' + WORDS,
        "控制字符": "<w:p><w:r><w:t>甲&#9;乙</w:t></w:r></w:p>",
        "罕用字": "<w:p><w:r><w:t>𠮷𡈽㐂﨎</w:t></w:r></w:p>",
        "表情": "<w:p><w:r><w:t>😀👍🏽</w:t></w:r></w:p>" + WORDS,
        "拼音": "<w:p><w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>zi</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>字</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",  # noqa: E501
        "首字下沉": '<w:p><w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr><w:r><w:t>首</w:t></w:r></w:p>'
        + WORDS,
        "一段一万字": "<w:p><w:r><w:t>" + "文" * 10_000 + "</w:t></w:r></w:p>",
        "一个词很长": "<w:p><w:r><w:t>" + "w" * 3_000 + "</w:t></w:r></w:p>",
        "不认识的标记": '<w:p><x:new xmlns:x="urn:new"/></w:p>' + WORDS,
        "替代内容": '<w:p><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="zzz"/><mc:Fallback><w:r><w:t>退</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>'  # noqa: E501
        + WORDS,
        "没有段落": "",
        "图片关系没有": office.picture("embed") + WORDS,
    }
    for said, body in bodies.items():
        yield f"Word {said}.docx", docx(work, body)


def _packages(work: Path) -> Iterator[tuple[str, bytes]]:
    plain = docx(work, WORDS)
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    yield (
        "Word 严格格式.docx",
        repacked(plain, document=_read(plain, "word/document.xml").replace(main.encode(), strict.encode())),
    )
    chunk = docx(
        work,
        '<w:altChunk r:id="c"/>' + WORDS,
        relations=f'<Relationship Id="c" Type="{office.OFFICE_RELATIONS}/aFChunk" Target="chunk.html"/>',
        parts={"word/chunk.html": b"<p>inside</p>"},
    )
    yield "Word 外来片段.docx", chunk
    embedded = f'<Relationship Id="r1" Type="{office.OFFICE_RELATIONS}/image" Target="media/a.png"/>'
    for said, data in {
        "": saved(coloured(), "PNG"),
        "坏": b"\x89PNG broken",
        "空": b"",
        "是JPG": saved(coloured(), "JPEG"),
        "是EMF": b"\1\0\0\0" + bytes(84) + b" EMF",
        "是WebP": saved(coloured(), "WEBP"),
    }.items():
        yield (
            f"Word 图片{said}.docx",
            docx(work, office.picture("embed") + WORDS, relations=embedded, parts={"word/media/a.png": data}),
        )
    protected = f'<w:settings xmlns:w="{main}"><w:documentProtection w:edit="readOnly" w:enforcement="1"/></w:settings>'
    yield "Word 限制编辑.docx", repacked(plain, settings=protected.encode())
    yield "Word 设置坏.docx", repacked(plain, settings=b"<broken")
    yield (
        "Word 编码国标.docx",
        repacked(
            plain,
            document=b'<?xml version="1.0" encoding="gb2312"?>'
            + _read(plain, "word/document.xml").decode().encode("gb2312"),
        ),
    )
    yield (
        "Word 编码十六位.docx",
        repacked(plain, document=b"\xff\xfe" + _read(plain, "word/document.xml").decode().encode("utf-16-le")),
    )
    yield "Word 不压缩.docx", repacked(plain, zipfile.ZIP_STORED)
    for name, packing in (("bzip2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
        yield f"Word 压缩{name}.docx", repacked(plain, packing)
    yield "Word 成员重名.docx", _with(plain, "word/document.xml", b"<broken")
    yield "Word 反斜杠.docx", _renamed(plain, lambda name: name.replace("/", "\\"))
    yield "Word 大小写不同.docx", _renamed(plain, lambda name: name.replace("word/document", "Word/Document"))
    yield "Word 前有斜杠.docx", _renamed(plain, lambda name: "/" + name)
    yield "Word 多余成员.docx", _with(plain, "../../evil.txt", b"x")
    yield "Word 前有垃圾.docx", b"junk" * 99 + plain
    yield "Word 后有垃圾.docx", plain + b"junk" * 99
    yield "Word 校验错.docx", _wrong_checksum(plain)
    yield "Word 中央目录坏.docx", plain.replace(b"PK\1\2", b"PK\1\7", 1)
    yield "Word 没有类型表.docx", _renamed(plain, lambda name: "x" if name.startswith("[") else name)
    yield "Word 没有关系.docx", _renamed(plain, lambda name: "x" if name == "_rels/.rels" else name)
    yield "Word 是模板.dotx", plain
    yield "Word 两层压缩.docx", member("a.docx", plain)


def _read(archive: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(name)


def _with(archive: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(archive)
    with zipfile.ZipFile(out, "a") as opened:
        opened.writestr(zipfile.ZipInfo(name, (2022, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def _renamed(archive: bytes, rename: Callable[[str], str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(rename(name), (2022, 1, 1, 0, 0, 0)), old.read(name))
    return out.getvalue()


def _wrong_checksum(archive: bytes) -> bytes:
    changed = bytearray(archive)
    for mark, place in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        at = changed.find(mark)
        changed[at + place] ^= 0xFF
    return bytes(changed)


# -- Excel -------------------------------------------------------------------------------------------------------

Fill = Callable[[openpyxl.Workbook], None]


def _book(fill: Fill) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("名称", "数量", "金额"), ("甲", 1, 2.5), ("乙", 2, 3.5)):
        sheet.append(row)
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return repacked(
        out.getvalue(),
        core=b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    )


def _sheets() -> Iterator[tuple[str, bytes]]:
    def hide(book: openpyxl.Workbook, state: str) -> None:
        book.create_sheet("隐藏").append(["看不见"])
        book["隐藏"].sheet_state = state

    def set_all(book: openpyxl.Workbook, **settings: object) -> None:
        for key, value in settings.items():
            setattr(book.active, key, value)

    fills: dict[str, Fill] = {
        "隐藏表": lambda book: hide(book, "hidden"),
        "深藏表": lambda book: hide(book, "veryHidden"),
        "隐藏行列": lambda book: (
            setattr(book.active.row_dimensions[2], "hidden", True),
            setattr(book.active.column_dimensions["B"], "hidden", True),
        ),
        "列宽零": lambda book: setattr(book.active.column_dimensions["A"], "width", 0),
        "列宽巨大": lambda book: setattr(book.active.column_dimensions["A"], "width", 255),
        "行高巨大": lambda book: setattr(book.active.row_dimensions[1], "height", 409),
        "合并": lambda book: book.active.merge_cells("A1:C1"),
        "打印区域": lambda book: set_all(book, print_area="A1:B2"),
        "打印标题": lambda book: set_all(book, print_title_rows="1:1"),
        "冻结": lambda book: set_all(book, freeze_panes="B2"),
        "筛选": lambda book: setattr(book.active.auto_filter, "ref", "A1:C3"),
        "批注": lambda book: setattr(book.active["A1"], "comment", Comment("看", "某人")),
        "超链接": lambda book: setattr(book.active["A1"], "hyperlink", "http://example.invalid/"),
        "保护": lambda book: setattr(book.active.protection, "sheet", True),
        "日期": lambda book: book.active.append(["=DATE(2022,1,1)", 44562, -1]),
        "错误值": lambda book: book.active.append(["=1/0", "#N/A", "=NOSUCH(1)"]),
        "循环公式": lambda book: book.active.append(["=A4+1"]),
        "外部公式": lambda book: book.active.append(["='[other.xlsx]Sheet1'!A1"]),
        "数字当文字": lambda book: book.active.append(["'00012345678901234567", "1e400"]),
        "很多行": lambda book: [book.active.append([number]) for number in range(300)] and None,
        "远处一格": lambda book: book.active.cell(60_000, 1, "远"),
        "最右一格": lambda book: book.active.cell(1, 200, "右"),
        "三十张表": lambda book: [book.create_sheet(f"表{number}").append([number]) for number in range(30)] and None,
        "表名怪": lambda book: set_all(book, title="a'b(1)&<"),
        "只有空表": lambda book: book.active.delete_rows(1, 9),
        "横向": lambda book: setattr(book.active.page_setup, "orientation", "landscape"),
        "纸张怪": lambda book: setattr(book.active.page_setup, "paperSize", 255),
        "缩放十": lambda book: setattr(book.active.page_setup, "scale", 10),
        "页眉": lambda book: setattr(book.active.oddHeader.center, "text", "&D &T &F &Z &A &P/&N"),
        "长格": lambda book: book.active.append(["很长的文字" * 200]),
        "换行格": lambda book: book.active.append(["一\n二\n三\n四"]),
    }
    for said, fill in fills.items():
        yield f"Excel {said}.xlsx", _book(fill)


def _sheet_packages() -> Iterator[tuple[str, bytes]]:
    plain = _book(lambda book: None)
    for kind in ("column", "pie", "line", "radar", "doughnut", "stock"):
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            for row in range(4):
                sheet.write_row(row, 0, [row, row * 2, row * 3])
            chart = book.add_chart({"type": kind})
            for column in ("A", "B", "C"):
                chart.add_series({"values": f"=Sheet1!${column}$1:${column}$4"})
            sheet.insert_chart("E2", chart)
            book.set_properties({"created": __import__("datetime").datetime(2022, 1, 1)})
        yield f"Excel 图表{kind}.xlsx", repacked(out.getvalue())
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": __import__("datetime").datetime(2022, 1, 1)})
        book.add_chartsheet().set_chart(chart := book.add_chart({"type": "bar"}))
        book.add_worksheet("Sheet1").write_row(0, 0, [1, 2, 3])
        chart.add_series({"values": "=Sheet1!$A$1:$C$1"})
    yield "Excel 图表页.xlsx", repacked(out.getvalue())
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": __import__("datetime").datetime(2022, 1, 1)})
        sheet = book.add_worksheet()
        sheet.insert_image("A1", "a.png", {"image_data": io.BytesIO(saved(coloured(), "PNG"))})
    yield "Excel 只有图.xlsx", repacked(out.getvalue())
    yield "Excel 是启用宏的.xlsm", plain
    yield "Excel 共享字坏.xlsx", repacked(plain, sharedStrings=b"<sst><si>")
    yield "Excel 样式坏.xlsx", repacked(plain, styles=b"<broken")
    yield "Excel 表坏.xlsx", repacked(plain, sheet1=b"<worksheet><sheetData><row>")
    yield "Excel 表是空的.xlsx", repacked(plain, sheet1=b"")
    yield "Excel 主题没有.xlsx", _renamed(plain, lambda name: "x" if "theme" in name else name)
    yield "Excel 表没有.xlsx", _renamed(plain, lambda name: "x" if "sheet1" in name else name)
    yield "Excel 少一半.xlsx", plain[: len(plain) // 2]
    yield "Excel 其实是csv.xlsx", "名称,数量\n甲,1\n".encode("gbk")
    yield "Excel 其实是网页.xlsx", b"<html><table><tr><td>1</td></tr></table></html>"
    yield (
        "Excel 其实是XML.xls",
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" ss:Name="a"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table></Worksheet></Workbook>',  # noqa: E501
    )
    yield "Excel 其实是xlsx.xls", plain


# -- presentations and the rest ----------------------------------------------------------------------------------


def _slides(work: Path) -> Iterator[tuple[str, bytes]]:
    def deck(*slides: str, **more: dict[str, bytes]) -> bytes:
        return repacked(office.write_pptx(work / "written.pptx", *slides, **more).read_bytes())

    plain = deck("第一页", "第二页")
    yield "PPT 两页.pptx", plain
    yield "PPT 没有页.pptx", deck()
    yield "PPT 空白页.pptx", deck("")
    yield (
        "PPT 隐藏页.pptx",
        repacked(plain, s1=_read(plain, "ppt/slides/s1.xml").replace(b"<p:sld ", b'<p:sld show="0" ', 1)),
    )
    yield "PPT 一页坏.pptx", repacked(plain, s2=b"<p:sld>")
    yield "PPT 一页没有.pptx", _renamed(plain, lambda name: "x" if name.endswith("s2.xml") else name)
    yield "PPT 总表坏.pptx", repacked(plain, presentation=b"<p:presentation>")
    yield "PPT 图片坏.pptx", deck(office.shown_picture("embed"), parts={"ppt/media/a.png": b"broken"})
    yield "PPT 少了尾.pptx", plain[:-40]
    yield "PPT 其实是ppsx.ppsx", plain
    yield "PPT 其实是docx.pptx", docx(work, WORDS)


def _plain() -> Iterator[tuple[str, bytes]]:
    rtf = rb"{\rtf1\ansi\ansicpg936 %s\par}"
    for said, body in {
        "国标": b"\\'d6\\'a4\\'c3\\'f7",
        "万国码": b"\\u35777?\\u26126?",
        "没有结尾": b"text",
        "图坏": b"{\\pict\\pngblip 8950}text",
        "嵌套一千": b"{" * 900 + b"text" + b"}" * 900,
        "对象": b"{\\object\\objemb{\\*\\objdata 0105}}text",
        "字段": b'{\\field{\\*\\fldinst INCLUDETEXT "/etc/passwd"}{\\fldrslt text}}',
    }.items():
        content = rtf % body
        yield f"RTF {said}.doc", content[:-6] if said == "没有结尾" else content
    yield "网页存成Word.doc", b'<html xmlns:w="urn:schemas-microsoft-com:office:word"><body>text</body></html>'
    yield (
        "邮件网页.doc",
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<html>text</html>\r\n--b--\r\n',  # noqa: E501
    )
    yield "文本.doc", "证明材料\n".encode("gbk") * 9
    yield "文本万国码.doc", "证明材料\n".encode("utf-16") * 9
    yield "文本.xls", "名称\t数量\n甲\t1\n".encode("gbk")
    yield "全是零.doc", bytes(9000)
    yield "全是零.xls", bytes(9000)
    yield "复合文件只有头.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    yield "复合文件只有头.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    yield "旧表二.xls", b"\x09\0\4\0\2\0\x10\0" + b"\x04\0\x08\0\0\0\0\0\0\0\0\1x" + b"\x0a\0\0\0"
    yield "旧表五没有壳.xls", b"\x09\x08\x08\0\0\5\x10\0\0\0\0\0" + b"\x0a\0\0\0"
