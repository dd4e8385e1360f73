"""Manners of ticking the options of one field, each with whether it may be read, must be told, or both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from form_model import Piece

RUN = "<w:r>{}</w:r>"
CHECKBOX = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{on:d}"/>'
    '<w14:checkedState w14:val="{code}" w14:font="{font}"/>'
    '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
    '<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic"/>'
    "</w:rPr><w:t>{seen}</w:t></w:r></w:sdtContent></w:sdt>"
)
FORM_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Check1"/><w:enabled/><w:calcOnExit w:val="0"/>'
    '<w:checkBox><w:sizeAuto/><w:default w:val="{default:d}"/>{checked}</w:checkBox></w:ffData></w:fldChar></w:r>'
    '<w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
EQUATION = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
TEXT_BOX = (
    '<w:r><w:pict><v:shape type="#_x0000_t202" style="position:absolute;margin-left:2pt;margin-top:1pt;width:14pt;'
    'height:14pt;z-index:251659264" filled="f" stroked="f"><v:textbox><w:txbxContent><w:p><w:r><w:t>√</w:t></w:r></w:p>'
    "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


@dataclass(frozen=True)
class Option:
    """An option as it is printed: its label, and the words behind it that are printed for all."""

    id: str
    label: str
    after: str
    is_ticked: bool


@dataclass(frozen=True)
class Ticking:
    """The pieces of each option in order; ``is_read`` where the chosen options may be the answer.

    ``is_blank`` where a blank is right too, as nothing is ticked; ``whole`` replaces all options; ``chosen`` is what is
    ticked where it is not what was to be ticked.
    """

    options: Sequence[Sequence[Piece]]
    is_read: bool = True
    is_blank: bool = False
    whole: str = ""
    chosen: str = ""


Manner = Callable[[Sequence[Option]], Ticking]


def _each(draw: Callable[[Option], Sequence[Piece]], **facts: bool) -> Manner:
    return lambda options: Ticking([draw(option) for option in options], **facts)


def _glyphs(on: str, off: str, gap: str = "") -> Manner:
    return _each(lambda one: [Piece((on if one.is_ticked else off) + gap), Piece(one.label + one.after)])


def _symbol(font: str, on: str, off: str | None) -> Manner:
    def draw(one: Option) -> Sequence[Piece]:
        code = on if one.is_ticked else off
        sign = (
            Piece("□")
            if code is None
            else Piece("☑" if one.is_ticked else "□", xml=RUN.format(f'<w:sym w:font="{font}" w:char="{code}"/>'))
        )
        return [sign, Piece(one.label + one.after)]

    return _each(draw)


def _font(font: str, on: str, off: str) -> Manner:
    return _each(lambda one: [Piece(on if one.is_ticked else off, font=font), Piece(one.label + one.after)])


def _control(code: str, font: str, seen: str) -> Manner:
    def draw(one: Option) -> Sequence[Piece]:
        xml = CHECKBOX.format(on=one.is_ticked, code=code, font=font, seen=seen if one.is_ticked else "☐")
        return [Piece(seen if one.is_ticked else "☐", xml=xml), Piece(one.label + one.after)]

    return _each(draw)


def _draw_field(one: Option) -> Sequence[Piece]:
    checked = '<w:checked w:val="1"/>' if one.is_ticked else '<w:checked w:val="0"/>'
    return [
        Piece("☑" if one.is_ticked else "□", xml=FORM_FIELD.format(default=False, checked=checked)),
        Piece(one.label + one.after),
    ]


def _draw_default_field(one: Option) -> Sequence[Piece]:
    return [
        Piece("☑" if one.is_ticked else "□", xml=FORM_FIELD.format(default=one.is_ticked, checked="")),
        Piece(one.label + one.after),
    ]


def _equation(code: str) -> Manner:
    def draw(one: Option) -> Sequence[Piece]:
        sign = Piece("☑", xml=EQUATION.format(code=code)) if one.is_ticked else Piece("□")
        return [sign, Piece(one.label + one.after)]

    return _each(draw)


def _placed(pattern: str) -> Manner:
    """{b} is the box, {l} the label, {a} what is printed behind."""

    def draw(one: Option) -> Sequence[Piece]:
        form = pattern if one.is_ticked else "{b}{l}{a}"
        return [Piece(form.format(b="□", l=one.label, a=one.after))]

    return _each(draw)


def _marked(**marks: bool) -> Manner:
    return _each(lambda one: [Piece("□"), Piece(one.label, **(marks if one.is_ticked else {})), Piece(one.after)])


def _marked_with_box(**marks: bool) -> Manner:
    return _each(lambda one: [Piece("□" + one.label, **(marks if one.is_ticked else {})), Piece(one.after)])


def _marked_as_blank(options: Sequence[Option]) -> Ticking:
    """Bold labels: hardly a tick."""
    drawn = [[Piece("□"), Piece(one.label, bold=one.is_ticked), Piece(one.after)] for one in options]
    return Ticking(drawn, is_blank=True)


def _others(keep_box: str, **marks: bool) -> Manner:
    """Those that do not apply are struck."""
    return _rest(lambda one: [Piece(keep_box + one.label, **({} if one.is_ticked else marks)), Piece(one.after)])


def _deleted(box: str) -> Manner:
    return _rest(lambda one: [Piece(box + one.label + one.after)] if one.is_ticked else [])


def _rest(draw: Callable[[Option], Sequence[Piece]]) -> Manner:
    """What is left is the answer; where all is left, nothing shows that somebody answered."""
    return lambda options: Ticking([draw(one) for one in options], is_blank=all(one.is_ticked for one in options))


def _words(options: Sequence[Option]) -> Ticking:
    return Ticking([], whole="、".join(one.label for one in options if one.is_ticked))


def _numbered_words(options: Sequence[Option]) -> Ticking:
    chosen = [one.label for one in options if one.is_ticked]
    return Ticking([], whole="\n".join(f"{at}.{label}；" for at, label in enumerate(chosen, 1)))


def _all(on: str, **facts: bool) -> Manner:
    return _each(lambda one: [Piece(on + one.label + one.after)], **facts)


def _one_too_many(on: str) -> Manner:
    """The first that is not ticked is ticked as well."""

    def tick(options: Sequence[Option]) -> Ticking:
        more = next((one.id for one in options if not one.is_ticked), "")
        drawn = [[Piece((on if one.is_ticked or one.id == more else "□") + one.label + one.after)] for one in options]
        return Ticking(drawn, is_read=False)

    return tick


def _mixed(options: Sequence[Option]) -> Ticking:
    """The chosen ones ☑, the others ☒: a person takes ☒ for no."""
    return Ticking([[Piece(("☑" if one.is_ticked else "☒") + one.label + one.after)] for one in options])


def _between(options: Sequence[Option]) -> Ticking:
    """A tick behind the label of the first option, directly before the box of the second."""
    first, *rest = options
    drawn = [[Piece(f"□{first.label}√")], *[[Piece(f"□{one.label}{one.after}")] for one in rest]]
    return Ticking(drawn, chosen=first.id)


GLYPHS = {
    "☑□": ("☑", "□"),
    "☑☐": ("☑", "☐"),
    "√替□": ("√", "□"),
    "✓替□": ("✓", "□"),
    "✔替□": ("✔", "□"),
    "■□": ("■", "□"),
    "☒□": ("☒", "□"),
    "●○": ("●", "○"),
    "◼◻": ("◼", "◻"),
    "▣□": ("▣", "□"),
    "🗹□": ("🗹", "□"),
    "✅□": ("✅", "□"),
    "[√][ ]": ("[√]", "[ ]"),
    "（√）（ ）": ("（√）", "（　）"),
    "√无框": ("√", ""),
    "☑◻": ("☑", "◻"),
    "■☐": ("■", "☐"),
}
MANNERS: Mapping[str, Manner] = {
    **{name: _glyphs(*signs) for name, signs in GLYPHS.items()},
    "☑ 空格": _glyphs("☑", "□", " "),
    "sym 0052": _symbol("Wingdings 2", "0052", "00A3"),
    "sym F052": _symbol("Wingdings 2", "F052", "F0A3"),
    "sym F052 与□": _symbol("Wingdings 2", "F052", None),
    "sym F0FE": _symbol("Wingdings", "F0FE", "F0A8"),
    "sym 00FE": _symbol("Wingdings", "00FE", "006F"),
    "sym F0FE 与□": _symbol("Wingdings", "F0FE", None),
    "sym F0FC 与□": _symbol("Wingdings", "F0FC", None),
    "sym F0FD 与 F0A8": _symbol("Wingdings", "F0FD", "F0A8"),
    "sym F050 与□": _symbol("Wingdings 2", "F050", None),
    "sym F053": _symbol("Wingdings 2", "F053", "F0A3"),
    "字体 Wingdings 2 R": _font("Wingdings 2", "R", "\xa3"),
    "字体 Wingdings þ": _font("Wingdings", "\xfe", "\xa8"),
    "控件 2612": _control("2612", "MS Gothic", "☒"),
    "控件 2611": _control("2611", "MS Gothic", "☑"),
    "控件 0052": _control("0052", "Wingdings 2", "R"),
    "窗体域": _each(_draw_field),
    "窗体域默认": _each(_draw_default_field),
    "EQ √□": _equation(" eq \\o\\ac(□,√) "),
    "EQ □√": _equation(" EQ \\o(□,√)"),
    "√□前": _placed("√{b}{l}{a}"),
    "□√后": _placed("{b}√{l}{a}"),
    "是√": _placed("{l}√{a}"),
    "□是√": _placed("{b}{l}√{a}"),
    "□是（√）": _placed("{b}{l}（√）{a}"),
    "□ √ 是": _placed("{b} √ {l}{a}"),
    "下划线": _marked(underlined=True),
    "下划线连□": _marked_with_box(underlined=True),
    "删其余": _deleted("□"),
    "删其余无框": _deleted(""),
    "删其余√": _deleted("√"),
    "划去其余": _others("□", struck=True),
    "划去其余无框": _others("", struck=True),
    "文字": _words,
    "文字编号": _numbered_words,
    "☑☒": _mixed,
    "√×": _each(lambda one: [Piece(("√" if one.is_ticked else "×") + one.label + one.after)]),
    "框上文本框": _each(
        lambda one: [*([Piece(xml=TEXT_BOX)] if one.is_ticked else []), Piece(f"□{one.label}{one.after}")]
    ),
    "多选一个": _one_too_many("☑"),
    "多√一个": _one_too_many("√"),
    "全☒": _all("☒", is_read=False),
    "全■": _all("■", is_read=False),
    "都不勾": _all("□", is_read=False, is_blank=True),
    "夹在中间": _between,
    "加粗": _marked_as_blank,
}
SINGLE_ONLY = frozenset({"多选一个", "多√一个", "夹在中间"})
"""Doubtful only where one option is allowed."""
