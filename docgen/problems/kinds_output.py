"""What may be wrong with a template, the pages of the form, the tools and the output."""

from __future__ import annotations

from docgen.problems.kinds_kind import Kind, error, note, warning

KINDS: dict[str, Kind] = {
    "template.missing": error(
        "模板缺少栏目",
        rule="填报说明：填表时不得改变表格样式；申报表的每个栏目在模板里都要有。",
        example="模板里没有 {{ area }}。",
        remedy="照提示的位置补上。",
    ),
    "template.twice": error(
        "模板里同一栏目出现多次",
        rule="docgen 的约定：每个栏目在它的部分里只有一处。",
        example="{{ operator }} 在第 1 个表格里写了两次。",
        remedy="留下对的一处，删去另一处。",
    ),
    "template.unknown": error(
        "模板里有申报表没有的栏目",
        rule="docgen 的约定：模板里只能写申报表的栏目名称。",
        example="模板里把 {{ area }} 写成了 {{ aera }}。",
        remedy="照提示里最接近的名称改正，或删去。",
    ),
    "template.misplaced": error(
        "模板里的栏目不在它所属的部分",
        rule="填报说明：填表时不得改变表格样式；栏目属于哪一部分由申报表规定。",
        example="第二部分的产值写到了第三部分的表格里。",
        remedy="移到提示里说的那一部分。",
    ),
    "template.part": error(
        "模板里找不到某一部分的标题",
        rule="docgen 的约定：靠各部分的标题判断栏目放得对不对。",
        example="“三、创新能力情况”这一行被删掉，或与别的文字并成一段。",
        remedy="恢复申报表原有的标题，单独成段。",
    ),
    "template.loop": error(
        "模板里重复行的写法不完整",
        rule="docgen 的约定：重复行写成表格里的 {%tr for … %} 到 {%tr endfor %}。",
        example="有 {%tr for row in own %}，后面没有 {%tr endfor %}。",
        remedy="补上缺的一头，开头和结尾各占表格的一行。",
    ),
    "template.construct": error(
        "模板里有不允许的写法",
        rule="docgen 的约定：模板里只有栏目和重复行，不能有计算和条件。",
        example="模板里写了 {{ area * 2 }}，或 {% if area %}。",
        remedy="换成单独的栏目；花括号要成对。",
    ),
    "package.part-pages": error(
        "申报表有的部分串页，缩小字号也放不下",
        rule="填报说明：填表时不得改变表格样式，其中一至七部分不得串页。",
        example="第二部分空白时 2 页，填好后字号缩到最小还是 3 页。",
        remedy="照提示删减这一部分最长的几个答案。",
    ),
    "package.tight": warning(
        "申报表有的页面余地太小，在 Word 里可能串页",
        rule="一至七部分不得串页；Word 的表格行比 LibreOffice 的略高。",
        example="第三部分第 1 页只余 4 磅。",
        remedy="在 Word 里打开这一页看一眼，或删短这一页上的文字。",
    ),
    "package.unmapped": warning(
        "模板里没有各部分的书签，没有核对是否串页",
        rule="一至七部分不得串页；docgen 靠模板里的书签知道每一部分有几页。",
        example="用了自己带来的 Word 模板，没有书签。",
        remedy="在 Word 里与空白表逐页核对，或用 docgen template build 做的模板。",
    ),
    "package.shrunk": note(
        "为免串页，有的部分的答案改用了小一些的字",
        rule="一至七部分不得串页；放不下时先缩小这一部分长答案的字。",
        example="第四部分的文字用了 9 磅。",
        remedy="不用改；想用原来的字号，删减这一部分的文字。",
    ),
    "font.stand-in": warning(
        "缺少公文字体，已用替代字体",
        rule="党政机关公文格式（GB/T 9704）：标题用小标宋体，正文用仿宋体。",
        example="电脑上没有方正小标宋，标题用了思源宋体。",
        remedy="装上公文字体再生成（docgen doctor 列出缺哪些）；分页不受影响。",
    ),
    "font.no-glyph": warning(
        "有的字没有字体可印，印出来是空的或是一个框",
        rule="docgen 的约定：申报表、封面、目录、清单和隔页上的字都印得出来。",
        example="企业名称里有“𱍐”这样的生僻字，电脑上的字体都没有收。",
        remedy="装上收有这个字的字体再生成；或换用别的写法，或在纸上手写补全。",
    ),
    "office.missing": error(
        "没有安装 LibreOffice，无法生成 PDF",
        rule="docgen 的约定：PDF 由 LibreOffice 转换；没有它，Word 和 Excel 照样生成。",
        example="在一台新电脑上第一次运行 docgen build。",
        remedy="安装 LibreOffice（见 docs/install.md），运行 docgen doctor 看是否就绪。",
    ),
    "output.edited": warning(
        "上次输出的文件被手工改过，已另存",
        rule="docgen 的约定：输出由填报数据生成，手工的改动不会带到下一次。",
        example="在 output/word/申报表.docx 里直接改了一个数。",
        remedy="把改动写进填报数据，再生成一次；另存的那份看过后可以删。",
    ),
    "output.foreign": note(
        "输出文件夹里有不是 docgen 写的文件，已保留",
        rule="docgen 的约定：不是自己写的文件不删。",
        example="把盖章扫描件放进了 output/。",
        remedy="不用管；要作佐证材料的，放进 evidence/。",
    ),
}
