"""What may be wrong with the scans of signed and sealed pages that came back."""

from __future__ import annotations

from docgen.problems.kinds_kind import Kind, error, note, warning

_PLACED = "docgen 的约定：sealed/ 里的每一页都有交代，换进材料或说明为什么没有换。"
_AS_PRINTED = "盖章的一页要与现在的申报材料一字不差，否则盖的不是这份材料。"

KINDS: dict[str, Kind] = {
    "sealed.no-scan": error(
        "sealed/ 里的文件不是扫描件",
        rule="docgen 的约定：换进材料的是签字盖章后的纸，只收 PDF 和图片。",
        example="sealed/ 里放了 声明.docx。",
        remedy="打印、签字盖章后扫描成 PDF 或图片再放。",
    ),
    "sealed.name": error(
        "扫描件文件名里的页码自相矛盾",
        rule="docgen 的约定：文件名里写的是页码，从小到大。",
        example="文件名写成了“第22-21页.pdf”。",
        remedy="改成“第21-22页.pdf”，或去掉页码，由页上的编码认。",
    ),
    "sealed.count": error(
        "扫描件的页数与文件名里的页码数不同",
        rule=_PLACED,
        example="21-22.pdf 里有三页。",
        remedy="改文件名，或删去多余的页（如空白的背面）。",
    ),
    "sealed.unknown-page": error(
        "不知道扫描的是哪一页",
        rule=_PLACED,
        example="扫描件.pdf 上没有编码，或编码盖住了、折坏了，文件名也没有页码。",
        remedy="在文件名里写页码，如“第21页.pdf”；不是材料里的页，请从 sealed/ 移走。",
    ),
    "sealed.blank": note(
        "扫描件里的空白页没有换进材料",
        rule=_PLACED,
        example="双面扫描时，背面没有字。",
        remedy="不用处理。",
    ),
    "sealed.no-such-page": error(
        "申报材料没有文件名里写的这一页，或那是空白页",
        rule=_PLACED,
        example="第2册第400页.pdf，第二册只有 312 页。",
        remedy="照页脚上印的页码改文件名。",
    ),
    "sealed.which-volume": error(
        "各册页码都从 1 起，文件名没有写是第几册",
        rule="docgen 的约定：分册各自编页码时，说到一页都带上册。",
        example="第12页.pdf，三册都有第12页。",
        remedy="写成“第2册第12页.pdf”。",
    ),
    "sealed.several": error(
        "一张扫描件上有几页的编码",
        rule=_PLACED,
        example="两张纸并排放着扫成了一页。",
        remedy="一张一张重新扫描。",
    ),
    "sealed.twice": error(
        "同一页有两张扫描件",
        rule="docgen 的约定：用哪一张由人定，不猜。",
        example="第21页.pdf 和 声明（重盖）.pdf 都是第21页。",
        remedy="留下要用的一张，另一张从 sealed/ 移走。",
    ),
    "sealed.contradicts": error(
        "文件名写的页码与页上的编码不同",
        rule=_PLACED,
        example="文件名是第12页，页上的编码是第27页的。",
        remedy="看一眼扫描件，改文件名，或去掉文件名里的页码。",
    ),
    "sealed.draft": error(
        "签字盖章的是草稿",
        rule="草稿的每一页都印有“草稿”，不能上交。",
        example="用 docgen build --draft 的输出打印去盖了章。",
        remedy="把扫描件移出 sealed/，正式生成后打印这一页，重新签字盖章。",
    ),
    "sealed.other-application": error(
        "扫描的是另一份申报材料的页",
        rule=_AS_PRINTED,
        example="放进了另一个集群的扫描件，或打印后改了集群名称。",
        remedy="从 sealed/ 移走；改过名称的，再生成后重新打印这一页，再签字盖章。",
    ),
    "sealed.outdated": error(
        "签字盖章之后，这一页的内容改了",
        rule=_AS_PRINTED,
        example="盖章后改了联系电话，封面上的与扫描件上的不同。",
        remedy="把扫描件移出 sealed/，再生成后打印这一页，重新签字盖章；不该改的，把答案改回去。",
    ),
    "sealed.moved": error(
        "签字盖章之后，这一页的页码变了",
        rule="页脚、目录和对照表上的页码要一致。",
        example="盖章时印的是第25页，补了材料，目录多了一页，现在是第27页。",
        remedy="把扫描件移出 sealed/，再生成后打印，重新签字盖章；愿意留着旧页码的，把新页码写进文件名。",
    ),
    "sealed.other-number": warning(
        "扫描件上印的页码与它在材料里的页码不同",
        rule="页脚、目录和对照表上的页码要一致。",
        example="文件名写了第27页，扫描件上印的是第25页。",
        remedy="最好重新打印、签字盖章；来不及的，翻页时说明。",
    ),
    "sealed.other-page": warning(
        "换掉的页不在要签字盖章之列",
        rule=_PLACED,
        example="第60页.pdf 换掉了佐证材料里的一页。",
        remedy="看一眼换得对不对；本来就要换的，不用处理。",
    ),
    "sealed.open": note(
        "还有要签字盖章的页没有换成扫描件",
        rule="申报表：县级主管部门盖章、单位负责人签字，以表上印的为准。",
        example="四页要签字盖章，回来了三页。",
        remedy="签字盖章后扫描，放进 sealed/，再生成一次。",
    ),
}
