"""What may be wrong with the evidence, its index and what is traced to it."""

from __future__ import annotations

from docgen.kinds.kind import Kind, error, note, warning

KINDS: dict[str, Kind] = {
    "evidence.missing": error(
        "需要的佐证材料没有文件",
    ),
    "evidence.fewer-than-enterprises": warning(
        "按企业提供的材料少于企业数",
    ),
    "evidence.ignored": note(
        "系统或 Office 的临时文件，不放进材料",
    ),
    "evidence.no-item": error(
        "文件没有对应的佐证材料序号",
    ),
    "evidence.unknown-kind": error(
        "文件类型不能放进材料",
    ),
    "evidence.unreadable": error(
        "文件损坏或无法读取",
    ),
    "evidence.protected": error(
        "文件有密码保护",
    ),
    "evidence.empty": error(
        "文件是空的或没有页面",
    ),
    "evidence.outside": error(
        "文件链接到了文件夹之外",
    ),
    "evidence.repaired": warning(
        "文件有损坏，已修复，请核对",
    ),
    "evidence.live-form": warning(
        "PDF 电子表单里的填写内容可能印不出来",
    ),
    "evidence.font-not-embedded": warning(
        "PDF 没有嵌入字体，打印出来的字样可能不同",
    ),
    "evidence.linked-outside": warning(
        "文档里有链接到外部的图片，PDF 里不会出现",
    ),
    "evidence.not-needed": warning(
        "有材料，但申报表没有需要它的答案",
    ),
    "evidence.conversion-failed": error(
        "文件无法转换成 PDF",
    ),
    "evidence.index-shape": error(
        "材料索引（evidence/index.yaml）的形式不对",
    ),
    "evidence.index-unknown-key": error(
        "材料索引里有认不出的项",
    ),
    "evidence.index-no-file": error(
        "材料索引里写的文件或序号不存在",
    ),
    "evidence.index-twice": error(
        "材料索引里同一个文件写了两次",
    ),
    "evidence.index-kind": error(
        "材料索引里写的类别不是三类之一",
    ),
    "evidence.index-date": error(
        "材料索引里的日期看不懂，或前后矛盾",
    ),
    "evidence.index-proves": error(
        "材料索引里写的证明内容不属于这一项佐证材料",
    ),
    "evidence.expired": error(
        "佐证材料的有效期已过",
    ),
    "evidence.not-yet-valid": warning(
        "佐证材料在填报的时点还没有生效",
    ),
    "evidence.too-late": warning(
        "佐证材料的日期晚于申报时间",
    ),
    "evidence.too-old": warning(
        "应是近三年的佐证材料，日期早于这三年",
    ),
    "requirement.no-item": warning(
        "申报表要求附材料，佐证材料清单里没有收它的一项",
    ),
    "requirement.no-file": error(
        "申报表要求附材料，按材料索引没有一个文件证明它",
    ),
}
