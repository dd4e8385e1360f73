"""What may be wrong with a template, the pages of the form, the tools and the output."""

from __future__ import annotations

from docgen.kinds.kind import Kind, error, note, warning

KINDS: dict[str, Kind] = {
    "template.missing": error(
        "模板缺少栏目",
    ),
    "template.twice": error(
        "模板里同一栏目出现多次",
    ),
    "template.unknown": error(
        "模板里有申报表没有的栏目",
    ),
    "template.misplaced": error(
        "模板里的栏目不在它所属的部分",
    ),
    "template.part": error(
        "模板里找不到某一部分的标题",
    ),
    "template.loop": error(
        "模板里重复行的写法不完整",
    ),
    "template.construct": error(
        "模板里有不允许的写法",
    ),
    "package.part-pages": error(
        "申报表有的部分串页，缩小字号也放不下",
    ),
    "package.tight": warning(
        "申报表有的页面余地太小，在 Word 里可能串页",
    ),
    "package.unmapped": warning(
        "模板里没有各部分的书签，没有核对是否串页",
    ),
    "package.shrunk": note(
        "为免串页，有的部分的答案改用了小一些的字",
    ),
    "font.stand-in": warning(
        "缺少公文字体，已用替代字体",
    ),
    "office.missing": error(
        "没有安装 LibreOffice，无法生成 PDF",
    ),
    "output.edited": warning(
        "上次输出的文件被手工改过，已另存",
    ),
    "output.foreign": note(
        "输出文件夹里有不是 docgen 写的文件，已保留",
    ),
}
