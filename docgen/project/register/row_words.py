"""The words in place of a name that are no enterprise: totals, towns, notes, signatures; and how enterprises end."""

from __future__ import annotations

import re

_TOTAL = r"合计|总计|小计|共计|累计|汇总|总数|总和|总额|平均|均值|户均|中位"
_IS_TOTAL = re.compile(
    rf"(?:{_TOTAL})(?:数|行|值|额|情况)?(?:\s*(?:[(（].{{0,100}}[)）]|\d+\s*[家户个](?:企业)?))?\s*(?:[:：]\s*)?\Z"
    rf"|\A(?:{_TOTAL})(?:数|行|值|额)?\s*(?:[:：(（\d—-]|\Z)"
)
_OF_WHICH = re.compile(r"其中\s*(?:[:：,，、(（]|\Z)|其中(?!.*(?:公司|厂|集团|合作社)\Z)")
_NOTE = re.compile(
    r"(?:附?注|备注|说明|[填编制][表报写制]说明|填[表报写]要求|注意事项?|提示|备注说明)\s*(?:\d|[:：.、．,，；;(（]|\s|\Z)|※"
)
_SIGNATURE = re.compile(
    r"(?:填报|填表|填写|制表|制|审核|审批|审查|复核|核对|经办|联系|负责|统计|财务|分管|主管|报送|申报|单位|企业)"
    r"(?:单位|负责人|部门|领导|人员|人和手机|人|者|电话|方式|日期|时间|公章|盖章)*\s*(?:[:：(（]|\Z)"
    r"|(?:日期|时间|电话|手机|签字|签名|签章|盖章|公章|法定代表人?|法人代表|法人|负责人|联系电话|联系人)\s*(?:[:：(（]|\Z)"
    r"|[(（]?(?:加?盖公?章|公章|签字|签章|签名)[)）]?\s*[:：]?\Z"
)
_BLANK = re.compile(r"[-—–－/\\.…·*]+\Z|[(（]?(?:以下|此处|以上)(?:为?空白|无内容|无正文)[)）]?\Z|略\Z")
_HEADED = re.compile(r"[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、")
_DATE = re.compile(r"\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*(?:\d{1,2}\s*日?)?\Z")
_NUMBERED = r"(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*+)?"
_COUNT = r"(?:\s*[(（]\s*(?:共\s*)?\d+\s*(?:(?:[家户个](?:企业)?|企业)\s*)?[)）]|\s*共?\d+\s*[家户个](?:企业)?)"
_COUNTED_GROUP = re.compile(rf"\A{_NUMBERED}.{{1,16}}?{_COUNT}\s*[:：]?\Z")
_TOWN = re.compile(rf"\A{_NUMBERED}.{{1,10}}(?:镇|乡|街道|街道办事处|县)\s*[:：]?\Z")
_AREA = re.compile(rf"\A{_NUMBERED}.{{1,10}}(?:村|社区|(?<!超)市|(?<!景)(?<!服务)区|州|旗|园|片|组团)\s*[:：]?\Z")
_CATEGORY = re.compile(
    rf"\A{_NUMBERED}(?:规模以[上下]|规[上下])(?:工业)?\s*[:：]?\Z|\A{_NUMBERED}(?:全部|所有|全[县镇区市乡]|规模以[上下]|规[上下]|[大中小微]型?|重点|骨干|龙头|上市|高新技术|专精特新|创新型"
    r"|非?主导产业|配套|[外内]资|民营|国有|国有控股|出口|其[他它余]|停产|在建|新增)+(?:工业|制造业)?企业(?:\s*[(（].*[)）])?\s*[:：]?\Z"
)
_NO_NAME = re.compile(r"[:：。；;]|盖章|[12]\d{3}年\d{1,2}月|\d\s*(?:亿|万|千)?元|\d\s*[%％]")
_BARE_NUMBER = re.compile(r"[-+\d.,，%()（）\s]+\Z")
_COMPANY = re.compile(
    r"(?:公司|厂|集团|合作社|联社|企业|商行|经营部|工作室|中心|院|所|店|坊|社|场|站|铺|商户|工商户|合伙|基地|分行|超市)"
    r"(?:\s*[(（][^()（）]*[)）])*\Z"
)


def is_company_name(text: str) -> bool:
    """Return whether the text ends as names of enterprises do (公司, 厂, 合作社 …)."""
    return _COMPANY.search(text) is not None


def explain_words(text: str) -> str:
    """Return what a line is that has this text in place of a name, "" where it may be an enterprise.

    Whole companies such as 合计科技有限公司 or 平均律乐器厂 are none of it: the words of a total stand at its end, or
    at its beginning with nothing but a number, a colon or a bracket behind.
    """
    plain = re.sub(r"\s+", "", text)
    if _BLANK.match(plain):
        return "空白行"
    if _IS_TOTAL.search(plain):
        return "合计"
    if _OF_WHICH.match(plain):
        return "其中"
    if _NOTE.match(text) or _NOTE.match(plain):
        return "说明"
    if (_SIGNATURE.match(plain) and not is_company_name(plain)) or _DATE.match(plain):
        return "签字盖章"
    if _CATEGORY.match(plain) or (_COUNTED_GROUP.match(plain) and not is_company_name(_strip_count(plain))):
        return "分类小计"
    return "乡镇小计" if _TOWN.match(plain) else ""


def is_area(text: str) -> bool:
    """Return whether the text may name a village, a park or a group of enterprises: then its figures decide."""
    return (_AREA.match(text) or _HEADED.match(text)) is not None and not is_company_name(text)


def is_no_name(text: str) -> bool:
    """Return whether the text has signs of a sentence or of an amount, which no name of an enterprise has."""
    return _NO_NAME.search(text) is not None and not is_company_name(text.rstrip(":：。；; "))


def may_be_enterprise(text: str) -> bool:
    """Return whether the text may be the name of an enterprise, as far as its words say."""
    return not explain_words(text) and not is_no_name(text)


def is_bare_number(text: str) -> bool:
    """Return whether the text is a number, which names nobody; a 统一社会信用代码 is none either."""
    return _BARE_NUMBER.match(text) is not None


def _strip_count(text: str) -> str:
    return re.sub(rf"{_COUNT}\s*[:：]?\Z", "", text)
