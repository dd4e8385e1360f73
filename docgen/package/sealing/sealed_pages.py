"""Place the scans of signed and sealed pages over these pages; nothing else of the package moves.

The name of a scan or the code printed on it identifies the page. The code also has the state of the page when it was
printed: a page that was sealed in another state is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from docgen.package.layout.book import Book, HandPlace, Scan
from docgen.package.layout.package_layout import Layout, SealedPage
from docgen.package.sealing.page_codes import PageCode
from docgen.problems.problem import Problem, Where

_REMOVE = "请先把这个文件移出 sealed/，再生成一次，"
"""A final build fails while the file is there, and only a final build prints pages that may be sealed."""
_SEAL_AGAIN = "重新签字盖章、扫描。"


def place_scans(
    layout: Layout, book: Book, codes: Mapping[int, PageCode]
) -> tuple[tuple[SealedPage, ...], tuple[Problem, ...]]:
    """Find the pages that the scans of ``book`` replace, in order, and the problems of the scans.

    ``codes`` are those of the current pages. Every scan is placed, or a problem says why it is not.
    """
    placing = _ScanPlacer(layout, codes)
    found = [(page, scan) for scan in book.scans if (page := placing.find_page(scan))]
    sealed = tuple(_choose_scans(found, layout, placing.problems))
    if sealed:
        placing.problems += _check_open_pages(layout, book, sealed)
    return sealed, tuple(placing.problems)


def find_open_pages(layout: Layout, book: Book) -> dict[int, tuple[HandPlace, ...]]:
    """Find the places to sign or seal on each page of the package that no scan replaces, in order."""
    first = layout.get_part("form").first
    sealed = {page.page for page in layout.sealed}
    places = sorted(book.hand_places, key=lambda place: place.form_page)
    by_page = {first + number - 1: tuple(those) for number, those in groupby(places, key=lambda one: one.form_page)}
    return {page: those for page, those in by_page.items() if page not in sealed}


class _ScanPlacer:
    """Finds the page of each scan, and collects ``problems``."""

    def __init__(self, layout: Layout, codes: Mapping[int, PageCode]) -> None:
        self.problems: list[Problem] = []
        self._layout = layout
        self._codes = codes
        self._pages = {code.form_page: page for page, code in codes.items()}

    def find_page(self, scan: Scan) -> int | None:
        """Find the page of the package that the scan replaces; None, with a problem, where there is none."""
        named = self._find_named_page(scan) if scan.number is not None else None
        if scan.code:
            return self._find_coded_page(scan, PageCode.parse(scan.code), named)
        if named and named not in self._codes:
            message = f"{self._format_page(named)}不在要签字盖章之列，也换成了扫描件{_format_position(scan)}。"
            self._report("sealed.other-page", scan, message, "请看一眼换得对不对；本来就要换的，不用处理。")
        return named

    def _find_named_page(self, scan: Scan) -> int | None:
        """Find the page with the printed number in the name of the file."""
        volumes = [one for one in self._layout.bound_volumes if scan.volume in (None, one.number)]
        pages = [one.first + (scan.number or 0) - one.start for one in volumes]
        found = [page for page, one in zip(pages, volumes, strict=True) if one.first <= page <= one.last]
        if len(found) == 1 and found[0] not in self._layout.blanks:
            return found[0]
        named_page = (f"第{scan.volume}册" if scan.volume else "") + f"第{scan.number}页"
        if len(found) == 1:
            message = f"文件名写的是{named_page}，那是空白页，没有可换的内容。"
            hint = "空白的背面请从扫描件里删去，再改文件名；否则请照页脚上印的页码改文件名。"
            self._report("sealed.no-such-page", scan, message, hint)
        elif found:
            message = f"有 {len(found)} 册都有{named_page}，文件名没有写是第几册。"
            self._report("sealed.which-volume", scan, message, f"请写成“第1册{named_page}”这样的名称。")
        else:
            message = f"文件名写的是{named_page}，申报材料没有这一页。"
            self._report("sealed.no-such-page", scan, message, "请照页脚上印的页码改文件名。")
        return None

    def _find_coded_page(self, scan: Scan, code: PageCode | None, named: int | None) -> int | None:
        """Find the page of the code, which has to agree with the page ``named`` by the file where there is one."""
        page = self._find_current_page(scan, code)
        if code is None or page is None or (scan.number is not None and named is None):
            return None
        now, at, current = self._codes[page].number, _format_position(scan), self._format_page(page)
        if code.number != now and named != page:
            message = f"扫描件{at}上印的页码是 {code.number}，这一页现在是{current}。"
            hint = f"{_REMOVE}打印{current}，{_SEAL_AGAIN}愿意留着旧页码的，把文件名改成“{current}”。"
            self._report("sealed.moved", scan, message, hint)
            return None
        if named not in (None, page):
            message = f"文件名写的是{self._format_page(named or 0)}，扫描件{at}上的编码是{current}的。"
            self._report("sealed.contradicts", scan, message, "请看一眼扫描件，改文件名，或去掉文件名里的页码。")
            return None
        if code.number != now:
            message = f"扫描件{at}上印的页码是 {code.number}，照文件名放在{current}。"
            self._report("sealed.other-number", scan, message, "最好重新打印、签字盖章；来不及的，翻页时说明。")
        return page

    def _find_current_page(self, scan: Scan, code: PageCode | None) -> int | None:
        """Find the page of the code; None where the page has changed since it was printed."""
        if code is None:
            message = f"扫描件{_format_position(scan)}上的编码不完整：{scan.code}。"
            self._report("sealed.unknown-page", scan, message, "请重新扫描，或用新版 docgen 再试。")
            return None
        page = self._pages.get(code.form_page)
        again = f"{_REMOVE}打印{self._format_page(page) if page else '新的一页'}，{_SEAL_AGAIN}"
        ours = next(iter(self._codes.values()), None)
        if ours and code.application != ours.application:
            message = f"扫描件{_format_position(scan)}是另一份申报材料的页，或是改集群名称之前打印的。"
            self._report("sealed.other-application", scan, message, f"不是这份材料的，请移走；改过名称的，{again}")
        elif code.is_draft:
            message = f"扫描件{_format_position(scan)}签字盖章的是草稿。"
            self._report("sealed.draft", scan, message, again)
        elif page is None or code.text != self._codes[page].text:
            named_page = self._format_page(page) if page else f"申报表第 {code.form_page} 页"
            message = f"扫描件{_format_position(scan)}是{named_page}，打印之后这一页的内容改了。"
            self._report("sealed.outdated", scan, message, f"{again}不该改的，把答案改回去。")
        else:
            return page
        return None

    def _format_page(self, page: int) -> str:
        return self._layout.format_reference(page, page)

    def _report(self, code: str, scan: Scan, message: str, hint: str) -> None:
        self.problems.append(Problem(code, Where(scan.name), message, hint))


def _choose_scans(found: Iterable[tuple[int, Scan]], layout: Layout, problems: list[Problem]) -> Iterator[SealedPage]:
    """Yield one sealed page per page; several scans of a page are a problem, and none of them is placed."""
    for page, scans in groupby(sorted(found, key=lambda one: one[0]), key=lambda one: one[0]):
        first, *others = [scan for _, scan in scans]
        if not others:
            yield SealedPage(page, first.name, first.sha256, first.index + 1)
            continue
        names = "、".join(f"{scan.name}{_format_position(scan)}" for scan in (first, *others))
        label = layout.format_reference(page, page)
        message = f"{label}有 {1 + len(others)} 张扫描件：{names}；不知道用哪一张，都没有换进材料。"
        problems.append(Problem("sealed.twice", Where(first.name), message, "请留下要用的一张，其余从 sealed/ 移走。"))


def _check_open_pages(layout: Layout, book: Book, sealed: tuple[SealedPage, ...]) -> Iterator[Problem]:
    done = {page.page for page in sealed}
    left = {page: places for page, places in find_open_pages(layout, book).items() if page not in done}
    if left:
        pages = "；".join(
            f"{layout.format_reference(page, page)}（{_join_labels(places)}）" for page, places in left.items()
        )
        message = f"还有 {len(left)} 页要签字盖章的没有换成扫描件：{pages}。"
        yield Problem("sealed.open", Where("sealed"), message, "签字盖章后扫描，放进 sealed/，再生成一次。")


def _join_labels(places: Iterable[HandPlace]) -> str:
    return "、".join(dict.fromkeys(place.label.rstrip("：:") for place in places))


def _format_position(scan: Scan) -> str:
    """Format the number of the scan's page in its file."""
    return f"第 {scan.index + 1} 页"
