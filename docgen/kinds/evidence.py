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
        example="index.yaml 里写成“03 通知.pdf: 主管部门证明”。",
        remedy="每个文件写成一段：文件名: {kind: 主管部门证明, date: 2021-09-17}；写法见 docs/evidence.md。",
    ),
    "evidence.index-unknown-key": error(
        "材料索引里有认不出的项",
        example="把 issuer 写成了 isuer。",
        remedy="照提示改正；可以写哪些项见 docs/evidence.md，英文、中文都可以。",
    ),
    "evidence.index-no-file": error(
        "材料索引里写的文件或序号不存在",
        example="材料改了名，index.yaml 里还是旧的名字。",
        remedy="照 evidence/ 之下的路径改正，或删去这一段。",
    ),
    "evidence.index-twice": error(
        "材料索引里同一个文件写了两次",
        example="“03 通知.pdf”和“evidence/03 通知.pdf”各写了一段。",
        remedy="合成一段。",
    ),
    "evidence.index-kind": error(
        "材料索引里写的类别不是三类之一",
        rule="填报说明4：佐证材料包括主管部门、第三方机构出具的证明或申报主体自我声明。",
        example="kind 写成“证书”。",
        remedy="只写主管部门证明、第三方证明、自我声明中的一个。",
    ),
    "evidence.index-date": error(
        "材料索引里的日期看不懂，或前后矛盾",
        example="date 写成“去年九月”，或有效期至早于有效期自。",
        remedy="写成 2021-06-30、2021年6月30日或 2021年6月；核对前后两个日期。",
    ),
    "evidence.index-proves": error(
        "材料索引里写的证明内容不属于这一项佐证材料",
        example="佐证材料 10 的文件写了“proves: [建立了共享车间、共享工厂]”，它是佐证材料 8 证明的。",
        remedy="更正 proves，或把文件移到提示的那一项。",
    ),
    "evidence.expired": error(
        "佐证材料的有效期已过",
        rule="证明须在填报年度末和申报时间都有效，以较晚的为准。",
        example="有效期至 2022年7月的证书，申报时间是 2022年10月8日。",
        remedy="换成有效的证明；已续期或复核通过的，放入新的证明并更正 valid_until。",
    ),
    "evidence.not-yet-valid": warning(
        "佐证材料在填报的时点还没有生效",
        rule="证明数量的，须在填报年度末已经有效；其他的，须在申报时已经有效。",
        example="2022年3月起有效的证书，证明的是 2021年的企业数。",
        remedy="核对日期；没有更早的证明的，这一项不应计入。",
    ),
    "evidence.too-late": warning(
        "佐证材料的日期晚于申报时间",
        rule="申报时间之后的材料，不能证明申报时的情况。",
        example="申报时间是 2022年10月8日，协议的日期是 2022-12-01。",
        remedy="核对两个日期，或换成申报之前的材料。",
    ),
    "evidence.too-old": warning(
        "应是近三年的佐证材料，日期早于这三年",
        rule="栏目或清单写明“近三年”的，材料应是申报表各年的。",
        example="2017年发布的标准，放在近三年主持或参与制修订标准的材料里。",
        remedy="换成这三年的材料，或核对日期。",
    ),
    "requirement.no-item": warning(
        "申报表要求附材料，佐证材料清单里没有收它的一项",
        rule="申报表要求附材料的，应当附上；通知的清单不一定都有相应的一项。",
        example="申报表要求附单位产值二氧化碳排放量的计算公式，清单的25项里没有收它的。",
        remedy="把材料放进最接近的一项，在 evidence/index.yaml 里用 proves 写明它证明什么。",
    ),
    "requirement.no-file": error(
        "申报表要求附材料，按材料索引没有一个文件证明它",
        rule="勾选的每一项都要有佐证材料。",
        example="勾选了两项，index.yaml 写明仅有的一个文件只证明其中一项。",
        remedy="补上材料，或更正 proves，或不勾选这一项。",
    ),
}
