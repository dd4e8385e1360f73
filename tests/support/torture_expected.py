"""What has to become of the files of torture_*.py: which are printable, and which may look different, and why."""

from __future__ import annotations

import re

SOUND = re.compile(
    r"正常扫描五页|扫描(72|200|150)|纸张|旋转(90|180|270)|继承的属性|五百页|只有所有者密码|附件|图层关着|填了字的表单"
    r"|照片方向|四色|三色|灰度|渐进式|透明|索引色|黑白|传真五页\.tif|四号传真|压缩(LZW|JPEG)|网图(无损透明|动画)?\.webp"
    r"|协议\.docx|名单\.xlsx|很宽的表|长文|介绍\.pptx|老协议\.doc|老名单\.xls|国产(格式|表格)|带宏改了名|图片在"
)
"""What anybody could print: it has to be in the package."""

HOPELESS = re.compile(
    r"有打开密码|零字节|一个字节|只有文件头|全是零| 网页\.|压缩包\.pdf| 程序\.|文本\.pdf|没有页面(\.pdf|树)"
    r"|有密码| 空的\.|解压炸弹|少一半|少了尾\.(docx|xlsx|pptx)|只有开头|手机视频|尺寸是零|其实是(网页|压缩包|文本)"
    r"|宣传片|资料\.zip|说明\.txt|没有内容\.docx"
)
"""What nobody could print: it has to be refused, with the reason."""

_OLD_KINDS = re.compile("^[0-9]{2} (PDF|图片|Office|随机改坏的)$")

REFUSED = frozenset(
    line.strip()
    for line in """
    对象流 首字节错.pdf
    对象流 编号不符.pdf
    目录表 混合型.pdf
    线性化 少了尾.pdf
    权限密码 没有文件标识.pdf
    权限密码 公钥.pdf
    加密字典是空的.pdf
    TIFF 大端大文件.tif
    TIFF 灰32位白零.tif
    TIFF 灰14位.tif
    TIFF 灰24位.tif
    TIFF 浮点三色.tif
    TIFF 亮度色度少采.tif
    TIFF 蒙版色彩.tif
    TIFF 对数亮度.tif
    TIFF 色彩不认识.tif
    TIFF 老JPEG.tif
    TIFF NeXT.tif
    TIFF 压缩不认识.tif
    TIFF JPEG2000.tif
    TIFF 多页 第二页坏.tif
    TIFF 多页 第二页不认识.tif
    TIFF 少一半.tif
    TIFF 条太短.tif
    TIFF LZW 坏.tif
    TIFF Deflate 坏.tif
    TIFF 宽是零.tif
    TIFF 每像素零个.tif
    PNG 块太短.png
    PNG 头校验错.png
    PNG 压缩校验错.png
    PNG 没有数据.png
    PNG 没有色表.png
    PNG 滤器不认识.png
    PNG 深度不配.png
    PNG 换行被改.png
    BMP 32位带掩码.bmp
    BMP 行程少一半.bmp
    BMP 里面是JPEG.bmp
    BMP 少一半.bmp
    BMP 宽零.bmp
    BMP 尺寸巨大.bmp
    GIF 少一半.gif
    GIF 没有图.gif
    GIF 没有色表.gif
    JPEG 前面有垃圾.jpg
    JPEG 缺量化表.jpg
    JPEG 无损.jpg
    JPEG 十二位.jpg
    JPEG 高写成零.jpg
    JPEG 是JPEG2000.jpg
    WebP 没有数据.webp
    WebP 长度错.webp
    AVIF 少一半.avif
    别的格式.jp2
    别的格式其实是jp2.png
    别的格式.ico
    别的格式其实是ico.png
    别的格式.tga
    别的格式其实是tga.png
    别的格式.ppm
    别的格式其实是ppm.png
    别的格式.pcx
    别的格式其实是pcx.png
    Word 压缩bzip2.docx
    Word 压缩lzma.docx
    Word 反斜杠.docx
    Word 大小写不同.docx
    Word 前有斜杠.docx
    Word 前有垃圾.docx
    Word 校验错.docx
    Word 中央目录坏.docx
    Word 没有类型表.docx
    Word 没有关系.docx
    Word 两层压缩.docx
    Excel 是启用宏的.xlsm
    Excel 少一半.xlsx
    Excel 其实是csv.xlsx
    Excel 其实是网页.xlsx
    Excel 其实是XML.xls
    PPT 没有页.pptx
    PPT 总表坏.pptx
    PPT 少了尾.pptx
    RTF 国标.doc
    RTF 万国码.doc
    RTF 没有结尾.doc
    RTF 图坏.doc
    RTF 嵌套一千.doc
    RTF 对象.doc
    RTF 字段.doc
    网页存成Word.doc
    邮件网页.doc
    文本.doc
    文本万国码.doc
    文本.xls
    全是零.doc
    全是零.xls
    复合文件只有头.doc
    复合文件只有头.xls
    旧表二.xls
    旧表五没有壳.xls
    """.strip().splitlines()
)
"""The other files that are refused; all that are not here are printed."""

_FIELDS = "fields are set in the faces of the house, without the arrows and bars of a screen; of a list what was chosen"
_PALETTE = "four colours on paper are no shades of a screen: pdfium and Pillow convert them each in its own way"
DIFFERING = {
    "过滤器 加密占位": "pdfium knows no identity filter and shows nothing; poppler shows what is printed",
    "写字 没有BT": "pdfium keeps the size of text from outside a text object; poppler shows what is printed",
    "花纹 (有色|间距负|无色|描边)": "pdfium rounds a tile to pixels, and so moves the pattern",
    "批注 Text 没有样子": "the icon of a comment is not printed; that there are words behind it is said",
    r"\d 批注\.pdf$": "the icon of a comment is not printed; that there are words behind it is said",
    "批注 Line 箭头": "pdfium draws no line with ends; poppler and docgen do",
    "栏目 |表单|填了字": _FIELDS,
    "图层用途 不自动": "pdfium follows a usage that nothing makes automatic; poppler and Acrobat do not",
    "图层 批注": "pdfium shows an annotation on a hidden layer; poppler and Acrobat do not",
    "四色|CMYK|JPX": _PALETTE,
    "传真坏": "libtiff and pdfium fill up damaged fax data each in its own way",
    "用户单位0.0001": "a page of a hundredth of a point: no renderer has so small pixels",
    "页面框空": "pdfium and poppler show an empty page without a box; docgen prints what is drawn on it",
    "黑白|四号传真|色彩1|各页颜色不同": "dots of shade are smoothed by each viewer in its own way",
    "长截图|很高": "a long picture is divided over several pages",
    "16位|I-16|灰16|32位|有符号": "Pillow cuts deep shades off where docgen scales them",
}
"""Files that are printed otherwise than pdfium or Pillow show them, and why that is right."""

UNDRAWN = ("花纹 间距极小", "五百页", "十万个图形", "内联图一个也没有结尾")
"""Files whose source is not drawn: pdfium takes minutes for them."""


def is_printable(name: str) -> bool | None:
    """Return True for a file that has to be in the package, False for one that has to be refused, None for either."""
    _, kind, file = name.split("/")
    said = file[4:]
    if not _OLD_KINDS.match(kind):
        return said not in REFUSED
    return False if HOPELESS.search(name) else True if SOUND.search(name) else None


def is_comparable(name: str) -> bool:
    """Return True for a file whose source can be drawn: no office file, and none that takes a viewer minutes."""
    return "Office" not in name and "文档" not in name and not any(one in name for one in UNDRAWN)


def explain_difference(name: str) -> str | None:
    """Return the reason why the file may be printed otherwise than it is shown; None where there is none."""
    return next((reason for said, reason in DIFFERING.items() if re.search(said, name)), None)
