"""Office files as they come in at the worst: protected, cut, misnamed, hollow, swollen, linked to elsewhere."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import office_samples as office

SAMPLES = Path(__file__).parents[1] / "samples"
EXAMPLE = Path(__file__).parents[2] / "data" / "examples" / "yunxi-2022" / "evidence" / "08 制造资源共享"
RTF = rb"{\rtf1\ansi A letter in {\b RTF}.\par}"
_FIXED = (2022, 1, 1, 0, 0, 0)


def repacked(source: bytes, compression: int = zipfile.ZIP_DEFLATED, **changed: bytes) -> bytes:
    """The archive with fixed dates and other contents of some members, named by the end of their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for name in old.namelist():
            replacement = next((content for key, content in changed.items() if name.endswith(f"/{key}.xml")), None)
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = compression
            new.writestr(entry, old.read(name) if replacement is None else replacement)
    return out.getvalue()


def member(name: str, content: bytes) -> bytes:
    """A zip of one member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, _FIXED), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(work: Path, body: str = "<w:p><w:r><w:t>text</w:t></w:r></w:p>", **more: object) -> bytes:
    return repacked(office.write_docx(work / "written.docx", body, **more).read_bytes())  # type: ignore[arg-type]


def xlsx(work: Path, columns: int = 3, rows: int = 3, formula: str = "") -> bytes:
    written = office.write_sheet(work / "written.xlsx", columns, rows, formula).read_bytes()
    return repacked(
        written,
        core=b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    )


def compound(work: Path, **streams: bytes) -> bytes:
    return office.write_compound(work / "written.doc", streams).read_bytes()


def offices(work: Path) -> Iterator[tuple[str, bytes]]:
    """Each case: its name with the ending, and its bytes."""
    yield from _sound(work)
    yield from _old(work)
    yield from _protected(work)
    yield from _damaged(work)
    yield from _dangerous(work)
    yield from _misnamed(work)


def _sound(work: Path) -> Iterator[tuple[str, bytes]]:
    yield "协议.docx", docx(work)
    yield "名单.xlsx", xlsx(work)
    yield "很宽的表.xlsx", xlsx(work, 60)
    yield "空白文档.docx", docx(work, "<w:p/>")
    yield "长文.docx", docx(work, "<w:p><w:r><w:t>文字</w:t></w:r></w:p>" * 400)
    yield "介绍.pptx", (SAMPLES / "slides.pptx").read_bytes()
    yield "开放格式.odp", (SAMPLES / "slides.odp").read_bytes()
    yield "信.rtf", RTF


def _old(work: Path) -> Iterator[tuple[str, bytes]]:
    letter = (EXAMPLE / "5 产供销一体化协作协议.doc").read_bytes()
    yield "老协议.doc", letter
    yield "国产格式.wps", letter
    yield "老名单.xls", (EXAMPLE / "2 共享制造中心设备清单.xls").read_bytes()
    yield "国产表格.et", (EXAMPLE / "2 共享制造中心设备清单.xls").read_bytes()
    slides = gzip.decompress((SAMPLES / "slides.ppt.gz").read_bytes())
    yield "老介绍.ppt", slides
    yield "国产介绍.dps", slides
    yield "老协议少一半.doc", letter[: len(letter) // 2]
    yield "老介绍少一半.ppt", slides[: len(slides) // 2]
    yield "老名单只有壳.xls", compound(work, Workbook=office.excel_stream())
    yield "老协议只有壳.doc", compound(work, WordDocument=office.word_stream())
    yield "老介绍只有壳.ppt", compound(work, **{"PowerPoint Document": bytes(4096)})
    yield "别的复合文件.doc", compound(work, Contents=bytes(4096))


def _protected(work: Path) -> Iterator[tuple[str, bytes]]:
    encrypted = compound(work, EncryptionInfo=bytes(4096), EncryptedPackage=bytes(4096))
    for ending in ("docx", "xlsx", "pptx"):
        yield f"有密码.{ending}", encrypted
    yield "有密码.doc", compound(work, WordDocument=office.word_stream(0x0100))
    yield "有密码.xls", compound(work, Workbook=office.excel_stream((0x002F, bytes(54))))
    yield "有密码.ppt", compound(work, **{"PowerPoint Document": bytes(4096), "EncryptedSummary": bytes(4096)})
    zipped = bytearray(docx(work))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := zipped.find(mark, at + 1)) >= 0:
            zipped[at + place] |= 1
    yield "压缩包有密码.docx", bytes(zipped)


def _damaged(work: Path) -> Iterator[tuple[str, bytes]]:
    whole, sheet = docx(work), xlsx(work)
    for ending, content in (("docx", whole), ("xlsx", sheet), ("pptx", (SAMPLES / "slides.pptx").read_bytes())):
        yield f"空的.{ending}", b""
        yield f"少一半.{ending}", content[: len(content) // 2]
        yield f"少了尾.{ending}", content[:-30]
    yield "内容坏了.docx", repacked(whole, document=b"<w:document><w:body><w:p>")
    yield "内容是空的.docx", repacked(whole, document=b"")
    yield "内容是别的.docx", repacked(whole, document=b"<html/>")
    yield "内容坏了.xlsx", repacked(sheet, workbook=b"<workbook><sheets>")
    yield "没有内容.docx", member("[Content_Types].xml", b"<Types/>")
    yield "零字节的老文件.doc", b""


def _dangerous(work: Path) -> Iterator[tuple[str, bytes]]:
    bomb = repacked(docx(work), document=b" " * 400_000_000)
    yield "解压炸弹.docx", bomb
    linked = office.relation("image", "http://example.invalid/a.png")
    yield "图片在网上.docx", docx(work, office.picture("link"), relations=linked)
    local = office.relation("image", "file:///etc/passwd")
    yield "图片在本机.docx", docx(work, office.picture("link"), relations=local)
    yield "字段引用文件.docx", docx(work, office.field('INCLUDETEXT "/etc/passwd"'))
    yield "带宏.docm", docx(work, parts={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(600)})
    macros = "application/vnd.ms-word.document.macroEnabled.main+xml"
    yield "带宏改了名.docx", docx(work, parts={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}, main_type=macros)
    yield "公式引用网页.xlsx", xlsx(work, formula='=WEBSERVICE("http://example.invalid/")')
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
    yield "实体炸弹.docx", repacked(docx(work), document=entity)


def _misnamed(work: Path) -> Iterator[tuple[str, bytes]]:
    yield "其实是RTF.doc", RTF
    yield "其实是网页.xls", b"<html><table><tr><td>1</td></tr></table></html>"
    yield "其实是文本.docx", "只是文字".encode()
    yield "其实是压缩包.docx", member("a.txt", b"text")
    yield "其实是docx.doc", docx(work)
    yield "其实是xlsx.docx", xlsx(work)
    yield "其实是pptx.docx", (SAMPLES / "slides.pptx").read_bytes()
    yield "其实是PDF.docx", b"%PDF-1.4\n"
    yield "其实是照片.xlsx", b"\xff\xd8\xff" + bytes(100)
    yield "表格.csv", "名称,数量\n甲,1\n".encode("gbk")
    yield "说明.txt", "说明".encode()
    yield "网页.html", b"<html/>"
    yield "资料.zip", member("a.txt", b"text")
    yield "宣传片.mp4", b"\0\0\0\x18ftypmp42" + bytes(50)
