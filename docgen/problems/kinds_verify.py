"""What may be wrong with a finished output, as ``docgen verify`` finds it."""

from __future__ import annotations

from docgen.problems.kinds_kind import Kind, error, warning

_RULE = "docgen 的约定：印出的页码、页签、目录、书签、链接、清单和 manifest.json 说的是同一页。"
_AGAIN = "重新运行 docgen build；若没有人动过输出，请把这份输出和提示一起反馈。"

KINDS: dict[str, Kind] = {
    "verify.changed": error(
        "输出的文件在生成后被改过或不见了",
        rule="docgen 的约定：manifest.json 记着每个文件的 SHA-256。",
        example="用 Word 打开 word/申报表.docx 存了一次。",
        remedy="改动应写进填报数据，再运行 docgen build。",
    ),
    "verify.unreadable": error(
        "材料 PDF 读不出来",
        rule="docgen 的约定：写好的材料要能用另一个程序读回。",
        example="复制到一半的 PDF。",
        remedy="重新复制，或重新运行 docgen build。",
    ),
    "verify.pages": error(
        "页数不对",
        rule="docgen 的约定：每份材料有几页，合订本里就有几页。",
        example="合订本里删去了一页。",
        remedy=_AGAIN,
    ),
    "verify.layout": error(
        "页码表前后不一致",
        rule="docgen 的约定：每一页属于一个部分，或者是空白页；双面印刷时每个部分从单数页开始。",
        example="manifest.json 里某一项的末页改大了一页。",
        remedy=_AGAIN,
    ),
    "verify.stray": error(
        "材料 PDF 里有不该有的东西",
        rule="docgen 的约定：合订本里没有脚本、附件、表单和打开时的动作。",
        example="用别的软件给 PDF 加了附件。",
        remedy=_AGAIN,
    ),
    "verify.sheet": error(
        "有的页不是竖放的 A4",
        rule="党政机关公文格式（GB/T 9704）：用纸幅面为 A4。",
        example="在阅读器里把一页转了方向又存盘。",
        remedy=_AGAIN,
    ),
    "verify.stamp": error(
        "页上印的页码或佐证材料序号不对", rule=_RULE, example="第 10 页和第 11 页换了位置。", remedy=_AGAIN
    ),
    "verify.label": error("阅读器显示的页码（页签）不对", rule=_RULE, example="页签成了罗马数字。", remedy=_AGAIN),
    "verify.blank": error(
        "空白页不空，或没有注明",
        rule="docgen 的约定：为使下一部分从右手页开始而空出的页，印页码和“此页空白”，别无内容。",
        example="空白页上被盖了一个图章。",
        remedy=_AGAIN,
    ),
    "verify.sealed": error(
        "盖章扫描件所在的页不对",
        rule="docgen 的约定：扫描件代替原来的一页，自己带着页码，不再印一次。",
        example="扫描件那一页又印了一个页码。",
        remedy=_AGAIN,
    ),
    "verify.bookmark": error("书签与页码表不一致", rule=_RULE, example="少了一个书签。", remedy=_AGAIN),
    "verify.contents": error("目录与页码表不一致", rule=_RULE, example="目录里一行的链接指到了别的页。", remedy=_AGAIN),
    "verify.reference": error(
        "清单、对照表或隔页上的页码与页码表不一致",
        rule=_RULE,
        example="隔页上写第8—11页，链接指到第9页。",
        remedy=_AGAIN,
    ),
    "verify.font": error(
        "docgen 排的页上有字体没有嵌入",
        rule="docgen 的约定：字体嵌入文件，在哪里打印都一样。",
        example="用别的软件“优化”过 PDF。",
        remedy=_AGAIN,
    ),
    "verify.drawing": error(
        "材料里的一页与原件的那一页不同",
        rule="docgen 的约定：佐证材料原样放入，只缩放和加页码。",
        example="合订本里的一页换成了别的扫描件。",
        remedy=_AGAIN,
    ),
    "verify.volume": error(
        "分册的文件与页码表不一致",
        rule="docgen 的约定：print 里的每一册就是合订本的那几页。",
        example="print/第2册.pdf 少了一页。",
        remedy=_AGAIN,
    ),
    "verify.disc": error(
        "光盘文件夹与校验清单不一致",
        rule="docgen 的约定：校验清单列出光盘上的每个文件和它的 SHA-256。",
        example="往 disc 里放了一个清单上没有的文件。",
        remedy="要放上光盘的，先放进 evidence，再重新生成。",
    ),
    "verify.unaccounted": error(
        "有的材料没有下落",
        rule="docgen 的约定：evidence 和 sealed 里的每个文件，或者在合订本里，或者在报告里说明原因。",
        example="manifest.json 里有一个佐证文件，合订本和报告里都没有。",
        remedy=_AGAIN,
    ),
    "verify.input-changed": warning(
        "生成之后材料又改过",
        rule="docgen 的约定：manifest.json 记着每个输入文件的 SHA-256。",
        example="生成后又改了 application.yaml。",
        remedy="重新运行 docgen build。",
    ),
}
