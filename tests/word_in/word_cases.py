"""The filled Word forms that reading is measured on, each with its manners; the name says what is unusual in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import ticks
import typed_figures
import typed_lists
from drawn_answers import Writing
from word_writer import Look

APPLICATION_2022, APPLICATION_2025, REVIEW_2025 = "2022-application", "2025-application", "2025-review"
MADE_UP = "2031-workshop"
FORMS = (APPLICATION_2022, APPLICATION_2025, REVIEW_2025)
PLAIN = Writing()
EVERYDAY = Writing(figures=typed_figures.EVERYDAY, names=typed_lists.EVERYDAY, nothings=("无", "/", "—"))
USUAL_TICKS = ("☑□",)
DOUBTFUL_STRUCTURES = frozenset(
    ("删行", "合并年份", "答在标签", "封面异名", "行重复", "表改段落", "选项加字", "标签改单位", "年份移位")
)
"""Where a careful person would ask, too."""


@dataclass(frozen=True)
class Case:
    """One file: its form, the text that it begins with, and how it is written.

    ``base``: xml (the official text as Word), template (docgen's form.docx), html (through LibreOffice). ``saved`` are
    the formats that LibreOffice saves it in, one after the other; the last is that of the file.
    """

    name: str
    form: str
    group: str
    base: str = "xml"
    writing: Writing = PLAIN
    ticks: tuple[str, ...] = USUAL_TICKS
    structures: tuple[str, ...] = ()
    look: Look = field(default=Look())
    saved: tuple[str, ...] = ()
    seed: int = 0

    @property
    def is_quick(self) -> bool:
        """Made without LibreOffice."""
        return self.base != "html" and not self.saved


def list_cases(since: int = 0) -> list[Case]:
    """All cases, in order; ``since`` draws other answers for each, and gives each another of the three forms."""
    cases = [*_writing(), *_ticking(), *_structures(), *_looks(), *_bases(), *_mixtures(), *_small()]
    return (
        [
            replace(case, form=_turn(FORMS.index(case.form) + since), seed=since) if case.form in FORMS else case
            for case in cases
        ]
        if since
        else cases
    )


def _turn(at: int) -> str:
    return FORMS[at % 3]


def _writing() -> Iterator[Case]:
    manners = {
        "照填": PLAIN,
        "日常数字": Writing(figures=typed_figures.EVERYDAY),
        "万元亿元": Writing(figures=typed_figures.CONVERTED),
        "正负号": Writing(figures=typed_figures.SIGNED),
        "少见数字": Writing(figures=typed_figures.ODD),
        "可疑数字": Writing(figures=(*typed_figures.DOUBTFUL, "照填", "照填", "照填")),
        "无和横线": Writing(nothings=("无", "/", "—", "——", "／", "-", "没有", "无。", "无此项"), nothing_rate=0.5),
        "多空白": Writing(blank_rate=0.4, nothing_rate=0.1, prose="blank"),
        "日常名称": Writing(names=typed_lists.EVERYDAY, has_odd_names=True),
        "少见名称": Writing(names=typed_lists.ODD, has_odd_names=True),
        "可疑名称": Writing(names=(*typed_lists.DOUBTFUL, "照填")),
        "多段文字": Writing(paragraphs=4, prose="numbered"),
        "自设指标多": Writing(own_rows=(3, 5), figures=typed_figures.EVERYDAY),
        "日期": Writing(
            dates=("{y}.{m}.{d}", "{y}-{m}-{d}", "{y} 年 {m} 月 {d} 日", "{y}/{m}/{d}"), has_odd_names=True
        ),
    }
    for at, (name, writing) in enumerate(manners.items()):
        group = "doubtful writing" if name.startswith(("少见", "可疑")) else "writing"
        yield Case(f"写法 {name}", _turn(at), group, writing=writing)


def _ticking() -> Iterator[Case]:
    sets = {
        "字符": tuple(ticks.GLYPHS),
        "符号": tuple(name for name in ticks.MANNERS if name.startswith(("sym", "字体"))),
        "控件": ("控件 2612", "控件 2611", "控件 0052"),
        "窗体域": ("窗体域", "窗体域默认"),
        "公式": ("EQ √□", "EQ □√", "☑ 空格"),
        "打勾": ("√□前", "□√后", "是√", "□是√", "□是（√）", "□ √ 是"),
        "划线删去": ("下划线", "下划线连□", "删其余", "删其余无框", "删其余√", "划去其余", "划去其余无框"),
        "文字": ("文字", "文字编号", "☑☒", "√×", "☑□"),
        "可疑": ("多选一个", "多√一个", "全☒", "全■", "都不勾", "夹在中间", "加粗", "框上文本框"),
    }
    for at, (name, manners) in enumerate(sets.items()):
        group = "doubtful ticks" if name == "可疑" else "ticks"
        yield Case(f"勾选 {name}", _turn(at), group, ticks=manners)
        yield Case(f"勾选 {name} 换行", _turn(at + 1), group, ticks=manners, look=Look(lines="breaks"))


def _structures() -> Iterator[Case]:
    sets = {
        "半角标点": ("半角标点",),
        "标签加空格": ("标签加空格", "写明省市县"),
        "标签改写": ("标签改写",),
        "标签加注": ("标签加注",),
        "删括注": ("删括注", "删单位"),
        "删行": ("删行",),
        "加行": ("加行", "空行"),
        "年份倒排": ("年份倒排",),
        "合并年份": ("合并年份",),
        "拆合并格": ("拆合并格",),
        "表拆两半": ("表拆两半",),
        "一张大表": ("一张大表",),
        "一张大表拆": ("一张大表", "表拆两半", "拆合并格"),
        "答在标签": ("答在标签", "两答一格"),
        "封面异名": ("封面异名",),
        "删封面": ("删封面",),
        "删提示": ("删提示", "删填报说明", "删封面提示"),
        "标题改号": ("标题改号", "标题加冒号"),
        "标题无号": ("标题无号",),
        "规划插表图": ("规划插表图",),
        "格中表": ("格中表",),
        "格中控件": ("格中控件",),
        "格中文本框": ("格中文本框",),
        "前后有别的": ("前有公函", "后有附件", "签章意见"),
        "全填无": ("全填无",),
        "加序号列": ("加序号列",),
        "加备注列": ("加备注列",),
        "加单位列": ("加单位列",),
        "行换序": ("行换序",),
        "行重复": ("行重复",),
        "年份改写": ("年份改写",),
        "年份改写倒排": ("年份倒排", "年份改写"),
        "规划入框": ("规划入框",),
        "规划入框无号": ("标题无号", "规划入框", "删提示"),
        "表改段落": ("表改段落",),
        "选项一行": ("选项一行",),
        "选项分格": ("选项分格", "封面联系人"),
        "选项加字": ("选项加字", "选项加项"),
        "封面": ("封面联系人", "封面地区"),
        "加列拆表": ("加序号列", "加备注列", "表拆两半"),
        "加列改写": ("标签改写", "加单位列", "加序号列"),
        "域和控件": ("域和控件",),
        "隐藏文字": ("隐藏文字", "标签断行"),
        "规划自动编号": ("规划自动编号",),
        "标签改单位": ("标签改单位",),
        "年份移位": ("年份移位",),
        "修订删行": ("修订删行",),
    }
    for at, (name, structures) in enumerate(sets.items()):
        group = "doubtful structure" if name in DOUBTFUL_STRUCTURES else "structure"
        writing = Writing(figures=("照填",)) if name == "标签改单位" else PLAIN
        yield Case(f"结构 {name}", _turn(at), group, writing=writing, structures=structures)
    for at, (name, manners) in enumerate(
        (("勾", ("√□前", "□√后", "是√", "□是√", "☑□")), ("划", ("下划线", "划去其余")))
    ):
        for order in ("选项一行", "选项分行"):
            yield Case(f"结构 {order} {name}", _turn(at), "structure", structures=(order,), ticks=manners)


def _looks() -> Iterator[Case]:
    looks = {
        "逐字": Look(is_split=True),
        "修订": Look(is_tracked=True, comments=("请核对此数", "已与统计局核对")),
        "控件包答案": Look(controls="answers"),
        "控件包格": Look(controls="cells"),
        "控件包行": Look(controls="rows"),
        "控件包表": Look(controls="blocks"),
        "杂讯": Look(has_noise=True, has_empty_paragraphs=True, grid="fine"),
        "无网格": Look(grid="none", lines="breaks"),
        "自动编号": Look(headings="numbered"),
        "标题样式横向": Look(headings="styles", is_landscape=True, breaks="sections"),
        "封面下划线": Look(cover="underlined", header="青溪县2025年申报材料"),
        "封面制表位": Look(cover="tabs", header="内部资料"),
        "python-docx": Look(package="library", headings="styles"),
    }
    for at, (name, look) in enumerate(looks.items()):
        yield Case(f"外形 {name}", _turn(at), "look", look=look, writing=EVERYDAY)
    noted = Look(footnote="按2024年汇率折算", comments=("口径存疑",))
    yield Case("外形 脚注", APPLICATION_2025, "look", look=noted, structures=("脚注",))


def _bases() -> Iterator[Case]:
    for at, form in enumerate(FORMS):
        kinds = ("控件 2612", "窗体域", "sym F052")
        yield Case(f"底稿 模板 {form}", form, "template", base="template", writing=EVERYDAY)
        look = Look(is_tracked=at == 0, is_split=at == 1, controls="answers" if at == 2 else "")
        yield Case(
            f"底稿 模板改 {form}",
            form,
            "template",
            base="template",
            ticks=(kinds[at], "√□前", "删其余√"),
            look=look,
            writing=Writing(figures=typed_figures.EVERYDAY, names=typed_lists.ODD),
        )
        yield Case(f"底稿 网页 {form}", form, "html", base="html", writing=EVERYDAY, saved=("docx",))
        yield Case(
            f"底稿 网页段落 {form}",
            form,
            "html",
            base="html",
            look=Look(lines="breaks"),
            structures=("删填报说明", "标签加空格"),
            ticks=("√替□", "■□", "□√后"),
            saved=("docx",),
        )
        yield Case(f"底稿 网页doc {form}", form, "html", base="html", saved=("doc",))
    for at, saved in enumerate((("doc",), ("wps",), ("rtf",), ("xml",), ("odt", "docx"), ("doc", "docx"), ("docx",))):
        name = "→".join(saved)
        yield Case(
            f"另存 {name}", _turn(at), "saved", writing=EVERYDAY, saved=saved, ticks=("☑□", "√□前", "□√后", "sym F0FE")
        )
        yield Case(f"另存 模板 {name}", _turn(at + 1), "saved", base="template", saved=saved)
    yield Case(
        "另存 控件 doc", APPLICATION_2025, "saved", ticks=("窗体域", "EQ √□", "控件 2611"), saved=("doc", "docx")
    )
    yield Case(
        "另存 外形 doc",
        REVIEW_2025,
        "saved",
        saved=("doc", "docx"),
        look=Look(headings="numbered", cover="underlined", is_tracked=True, header="青溪县"),
    )


def _mixtures() -> Iterator[Case]:
    """As such files come: a little of everything."""
    mixed = Writing(
        figures=(*typed_figures.EVERYDAY, *typed_figures.CONVERTED),
        names=typed_lists.EVERYDAY,
        nothings=("无", "/", "—"),
        blank_rate=0.05,
        has_odd_names=True,
        paragraphs=3,
        prose="numbered",
    )
    manners = (
        (("√□前", "□√后", "√替□"), ("半角标点", "删提示", "写明省市县"), Look(cover="underlined", lines="breaks")),
        (("sym F052 与□", "■□"), ("表拆两半", "空行", "标签加空格"), Look(has_noise=True, is_split=True)),
        (("☑□", "控件 2612"), ("一张大表", "删封面"), Look(controls="cells", grid="fine")),
        (("删其余√", "☑□"), ("拆合并格", "标题改号", "加行"), Look(headings="styles", package="library")),
        (("□是√", "下划线"), ("标签改写", "规划插表图"), Look(is_tracked=True, lines="breaks")),
        (("文字", "☑□"), ("年份倒排", "删括注", "标题无号"), Look(has_empty_paragraphs=True, grid="none")),
    )
    for at, (ticking, structures, look) in enumerate(manners):
        yield Case(
            f"混合 {at + 1}", _turn(at), "mixture", writing=mixed, ticks=ticking, structures=structures, look=look
        )
        # LibreOffice repeats the content of controls around cells, so nobody has such a file
        saved_look = replace(look, controls="answers" if look.controls else "")
        yield Case(
            f"混合 {at + 1} 另存",
            _turn(at + 1),
            "mixture",
            writing=mixed,
            ticks=ticking,
            structures=structures,
            look=saved_look,
            saved=(("doc",), ("docx",))[at % 2],
        )


def _small() -> Iterator[Case]:
    """A form of another programme."""
    yield Case("别的表 照填", MADE_UP, "made up")
    yield Case("别的表 日常", MADE_UP, "made up", writing=EVERYDAY, ticks=("√□前", "■□"), look=Look(lines="breaks"))
    yield Case("别的表 拆", MADE_UP, "made up", structures=("拆合并格", "半角标点"), look=Look(is_split=True))
    yield Case("别的表 网页", MADE_UP, "made up", base="html", saved=("doc",))
