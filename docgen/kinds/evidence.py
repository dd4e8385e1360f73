"""What may be wrong with the evidence, its index and what is traced to it."""

from __future__ import annotations

from docgen.kinds.kind import Kind, error, note, warning

KINDS: dict[str, Kind] = {
    "evidence.missing": error(
        "需要的佐证材料没有文件",
        rule="申报表：勾选需提供佐证材料；通知的佐证材料清单。",
        example="勾了“建立了共享车间、共享工厂”，evidence/ 下没有 08 开头的文件。",
        remedy="把文件放进以序号开头的文件夹，如“08 制造资源共享”，或更改答案。",
    ),
    "evidence.fewer-than-enterprises": warning(
        "按企业提供的材料少于企业数",
        rule="佐证材料清单第2项：每个企业发展情况表，由每个企业填写并加盖公章。",
        example="企业表有 120 家，第2项的文件一共只有 117 页。",
        remedy="找出缺的几家补上；一页上有几家的，可以不管。",
    ),
    "evidence.ignored": note(
        "系统或 Office 的临时文件，不放进材料",
        rule="docgen 的约定：evidence/ 里的每个文件都有交代，放进材料或说明为什么没有放。",
        example="Word 开着时留下的 ~$协议.docx，系统放的 Thumbs.db。",
        remedy="不用管；要交的文件请换一个正常的文件名。",
    ),
    "evidence.no-item": error(
        "文件没有对应的佐证材料序号",
        rule="佐证材料按清单的序号编排。",
        example="evidence/ 里直接放了“扫描件.pdf”，看不出是第几项。",
        remedy="移进以序号开头的文件夹，或在文件名前加序号：“08 协议.pdf”。",
    ),
    "evidence.unknown-kind": error(
        "文件类型不能放进材料",
        rule="docgen 的约定：只收能印成 A4 页面的 PDF、Office 文件和图片。",
        example="evidence/10/宣传片.mp4，或压缩包 材料.zip。",
        remedy="换成 PDF 或图片；压缩包先解开，视频截几张图。",
    ),
    "evidence.unreadable": error(
        "文件损坏或无法读取",
        rule="docgen 的约定：读不了的文件不会悄悄漏掉。",
        example="证书.pdf 下载到一半，或后缀是 .jpg、内容却是网页。",
        remedy="重新下载、导出或扫描一份；文件名是乱码的改名。",
    ),
    "evidence.protected": error(
        "文件有密码保护",
        rule="docgen 的约定：要打印的文件必须能打开。",
        example="银行出具的 PDF 打开时要输密码。",
        remedy="输入密码打开后“打印为 PDF”，用没有密码的那份替换。",
    ),
    "evidence.empty": error(
        "文件是空的或没有页面",
        rule="docgen 的约定：佐证材料每个文件至少要有一页。",
        example="从手机传来的 协议.pdf 是 0 字节。",
        remedy="重新传一次，或重新扫描。",
    ),
    "evidence.outside": error(
        "文件链接到了文件夹之外",
        rule="docgen 的约定：申报文件夹要自己完整，换一台电脑也能生成。",
        example="evidence/12 是指向网盘目录的快捷方式。",
        remedy="把真正的文件复制进来，删去链接。",
    ),
    "evidence.repaired": warning(
        "文件有损坏，已修复，请核对",
        rule="docgen 的约定：修复过的文件可能缺页，要有人看过。",
        example="扫描软件中途退出，PDF 的目录表坏了，修复后读出 7 页。",
        remedy="逐页与原件核对；最好重新导出或扫描。",
    ),
    "evidence.live-form": warning(
        "PDF 电子表单里的填写内容可能印不出来",
        rule="docgen 的约定：材料按印出来的样子计，填在电子表单里的不一定算。",
        example="网上下载的申请表是可填写的 PDF，填的字只在屏幕上看得见。",
        remedy="打开后“打印为 PDF”，用打印出来的文件替换。",
    ),
    "evidence.font-not-embedded": warning(
        "PDF 没有嵌入字体，打印出来的字样可能不同",
        rule="docgen 的约定：同一份 PDF 在哪台电脑上打印都应一样。",
        example="第三方报告的 PDF 用了宋体而没有嵌入。",
        remedy="用 Word 或 WPS 重新导出并选“嵌入字体”；扫描件可以不管。",
    ),
    "evidence.linked-outside": warning(
        "文档里有链接到外部的图片，PDF 里不会出现",
        rule="docgen 的约定：转换时不上网，也不读文件夹之外的文件。",
        example="说明.docx 里的照片是从网页“链接”来的。",
        remedy="在 Word 里把图片改为嵌入（先复制，再粘贴为图片），或另存为 PDF。",
    ),
    "evidence.not-needed": warning(
        "有材料，但申报表没有需要它的答案",
        rule="申报表的勾选与佐证材料要对得上。",
        example="第16项放了碳排放监测的材料，申报表里没有勾选。",
        remedy="做了而漏勾的勾上；用不上的文件移出 evidence/。",
    ),
    "evidence.conversion-failed": error(
        "文件无法转换成 PDF",
        rule="docgen 的约定：每个文件都要有页面，转不出的不能漏掉。",
        example="旧版软件做的 名单.doc，LibreOffice 打不开。",
        remedy="用 Word 或 WPS 打开后另存为 PDF，换掉原文件。",
    ),
    "evidence.index-shape": error(
        "材料索引（evidence/index.yaml）的形式不对",
        rule="docgen 的约定：每个文件或序号后面写 {kind: …, date: …}，见 docs/evidence.md。",
        example='"10": 第三方证明，少了 kind: 和花括号。',
        remedy='写成 "10": {kind: 第三方证明}；不想写索引的，可以删去整个文件。',
    ),
    "evidence.index-unknown-key": error(
        "材料索引里有认不出的项",
        rule="docgen 的约定：索引只有类别、出具单位、编号、日期、有效期、证明、备注几项。",
        example="写了 颁发机关: 东江省工信厅，应写“出具单位”。",
        remedy="照提示里的名称改；没有合适的写进“备注”。",
    ),
    "evidence.index-no-file": error(
        "材料索引里写的文件或序号不存在",
        rule="docgen 的约定：索引说的是 evidence/ 里真有的文件。",
        example="索引写“03 通知.pdf”，文件已改名为“03 公布通知.pdf”。",
        remedy="照提示里最接近的文件名改，或删去这一条。",
    ),
    "evidence.index-twice": error(
        "材料索引里同一个文件写了两次",
        rule="docgen 的约定：每个文件、文件夹或序号在索引里只写一处。",
        example="“08 协议.pdf”在第 3 行和第 20 行各写了一次。",
        remedy="合并成一处；改正前按前一处计。",
    ),
    "evidence.index-kind": error(
        "材料索引里写的类别不是三类之一",
        rule="填报说明4：佐证材料包括主管部门、第三方机构出具的证明或申报主体自我声明。",
        example="类别写了“合同”。",
        remedy="写主管部门证明、第三方证明或自我声明；企业自己的合同、照片是自我声明。",
    ),
    "evidence.index-date": error(
        "材料索引里的日期看不懂，或前后矛盾",
        rule="docgen 的约定：日期写到日、月或年，有效期的起在止之前。",
        example="date: 去年六月；或有效期自 2022-01-01、至 2021-12-31。",
        remedy="写成 2021-06-30、2021年6月30日或 2021年6月，并核对起止。",
    ),
    "evidence.index-proves": error(
        "材料索引里写的证明内容不属于这一项佐证材料",
        rule="每一项佐证材料证明哪些栏目，由通知的清单规定。",
        example="第10项的文件写了 证明: [建有碳排放监测机制]。",
        remedy="照申报表的栏目或选项写；放错了序号的，把文件移到对的一项。",
    ),
    "evidence.expired": error(
        "佐证材料的有效期已过",
        rule="名单、证书要在有效期内（如“小巨人”、高新技术企业三年有效），过期的不计入。",
        example="高新技术企业证书有效期至 2021-11-30，申报在 2022 年 10 月。",
        remedy="放入续期或复核通过的证明，更正有效期；没有续期的，不再计入数量。",
    ),
    "evidence.not-yet-valid": warning(
        "佐证材料在填报的时点还没有生效",
        rule="填报说明：未注明填报年度的，填写截止到上一年底的数据。",
        example="证明 2021 年企业数的公告，有效期从 2022-03 起。",
        remedy="核对日期；没有更早的证明的，这一家不计入。",
    ),
    "evidence.too-late": warning(
        "佐证材料的日期晚于申报时间",
        rule="申报时已有的材料才能证明申报的内容。",
        example="封面的申报时间是 2022 年 10 月 8 日，协议签于 2022-11-02。",
        remedy="核对两个日期；申报之后才有的，换成申报之前的材料。",
    ),
    "evidence.too-old": warning(
        "应是近三年的佐证材料，日期早于这三年",
        rule="申报表写“近三年”的栏目，材料应在这三年之内。",
        example="近三年（2019—2021）的标准，放了 2016 年发布的一份。",
        remedy="换成这三年的材料，或核对索引里的日期。",
    ),
    "requirement.no-item": warning(
        "申报表要求附材料，佐证材料清单里没有收它的一项",
        rule="申报表：需提供计算公式、说明或证明；各省的清单不一定都有对应的一项。",
        example="2022 年的表要附单位产值二氧化碳排放量的计算公式，25 项里没有收公式的。",
        remedy="放进最接近的一项，在索引里给这个文件写上“证明”。",
    ),
    "requirement.no-file": error(
        "申报表要求附材料，按材料索引没有一个文件证明它",
        rule="申报表：勾选需提供佐证材料，每个勾选都要有材料。",
        example="第8项勾了两件事，索引里的文件只写了证明其中一件。",
        remedy="补上另一件的材料，或在索引里给证明它的文件加上，或去掉勾选。",
    ),
}
