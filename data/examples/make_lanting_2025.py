"""Makes the example data/examples/lanting-2025: the enterprise table, the lists and every evidence file.

    python data/examples/make_lanting_2025.py

Same script, same fonts, same bytes. Nobody and nothing in the example is real.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import lanting_2025_lists as lists
import lanting_2025_papers as papers
import pikepdf
from example_tables import write_list
from lanting_2025_table import firms_of, make_enterprises, write_paper_table, write_table
from lanting_2025_texts import CENTRE, PAPERS
from make_yunxi_2022 import draw_pages, draw_paper, jpeg, scanned_pdf, without_tags
from PIL import Image
from yunxi_2022_office import write_paper, write_workbook
from yunxi_2022_pictures import photograph, scan

HERE = Path(__file__).parent
CASE = HERE / "lanting-2025"
EVIDENCE = CASE / "evidence"
WHEN = datetime(2025, 3, 20, 8, 0, tzinfo=UTC)

DRAWN = {
    "02 企业发展情况表（121家）.pdf": "sheets",
    "07 产业链图谱.pdf": "chain-map",
    "25 集群发展规划（2025—2027年）.pdf": "plan-paper",
}
SCANS = {
    "08 制造资源共享/1 共享灭菌车间服务协议.pdf": ("sterilizing", 0.4, "L"),
    "10 质量品牌建设/1 质量管理体系推广培训与签到.pdf": ("quality-training", 0.5, "L"),
    "13 协同创新/1 技术难点清单.pdf": ("difficulties", 0.3, "L"),
    "14 数字化服务/3 两化融合评定企业名单.pdf": ("two-integration", -0.4, "L"),
    "24 集群治理/3 公共服务效果考核报告.pdf": ("assessment", -0.3, "L"),
    "03 公布专精特新中小企业的通知.pdf": ("special-notice", 0.4, "RGB"),
    "04 小巨人企业证书.pdf": ("giant-certificates", -0.3, "RGB"),
    "06 创新型中小企业公告.pdf": ("innovative-notice", -0.6, "L"),
    "08 制造资源共享/2 脱脂棉纱联合采购合同.pdf": ("purchase", 0.9, "L"),
    "09 协同发展/2 链主企业配套合作协议.pdf": ("leader", -0.5, "RGB"),
    "12 发明专利证书（选）.pdf": ("patent-certificates", 0.3, "L"),
    "13 协同创新/2 揭榜挂帅项目公告.pdf": ("bidding", 0.7, "L"),
    "14 数字化服务/1 数字化服务商入驻协议.pdf": ("vendor", -0.7, "L"),
    "16 碳排放监测机制/1 碳排放监测机制实施方案.pdf": ("carbon-plan", 0.5, "L"),
    "18 能源和资源综合利用/1 余热回收项目验收意见.pdf": ("heat-recovery", -0.8, "L"),
    "22 省级示范平台认定通知.pdf": ("platform-notice", 0.3, "RGB"),
    "23 公共服务/2 银企对接会.pdf": ("finance", -0.4, "RGB"),
    "24 集群治理/1 设立运营管理机构的批复.pdf": ("founding", 0.6, "RGB"),
    "补7 创新平台认定证书.pdf": ("innovation-plates", 0.2, "L"),
    "补9 省级示范项目公布通知.pdf": ("pilots-notice", -0.3, "RGB"),
    "补12 绿色工厂公布通知.pdf": ("green-notice", 0.5, "L"),
}
PHOTOGRAPHS = {
    "08 制造资源共享/4 共享灭菌车间照片.jpg": ("workshop", "兰汀县共享灭菌车间"),
    "15 新模式新业态/1 敷云平台推广会照片.jpg": ("lecture", "“敷云”平台应用推广会"),
    "20 国际合作交流/1 中小企业博览会供需对接照片.jpg": ("meeting", "中国国际中小企业博览会 兰汀敷料供需对接"),
    "23 公共服务/3 创业辅导活动照片.jpg": ("lecture", "小微企业创业辅导沙龙"),
}


def main() -> None:
    CASE.mkdir(exist_ok=True)
    write_table(make_enterprises(), CASE / "enterprises.xlsx")
    firms = firms_of(make_enterprises())
    _write_lists(firms)
    with tempfile.TemporaryDirectory() as folder:
        source = _drawing_board(Path(folder), firms)
        draw = partial(draw_paper, source, WHEN)
        for name, paper in DRAWN.items():
            _place(name).write_bytes(without_tags(draw(paper)))
        _write_scans(draw)
        _write_other_images(draw)
    for seed, (name, (scene, banner)) in enumerate(PHOTOGRAPHS.items(), 40):
        _place(name).write_bytes(jpeg(photograph(scene, banner, (880, 660), seed), 52))
    _write_office_files(firms)


def _write_lists(firms: list[dict[str, str]]) -> None:
    for name, listed in lists.lists_of(firms).items():
        path = CASE / "lists" / name
        path.parent.mkdir(exist_ok=True)
        write_list(path, listed)


def _drawing_board(folder: Path, firms: list[dict[str, str]]) -> Path:
    for source in (HERE / "lanting_2025_papers.typ", HERE / "yunxi_2022_layouts.typ"):
        shutil.copy(source, folder)
    write_paper_table(firms, folder / "enterprises.csv")
    with (folder / "patents.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lists.paper_patents(lists.patents(firms)))
    (folder / "photos").mkdir()
    photograph("meeting", "“敷料贷”银企对接会", (640, 480), 71).save(folder / "photos/meeting.jpg", quality=55)
    return folder / "lanting_2025_papers.typ"


def _write_scans(draw: Callable[..., bytes]) -> None:
    for name, (paper, degrees, mode) in SCANS.items():
        pages = [scan(page, degrees * (-1) ** n, n + 20, mode) for n, page in enumerate(draw_pages(draw, paper, 136))]
        _place(name).write_bytes(scanned_pdf(pages))
    pages = [scan(page, -0.5, 27).rotate(90, expand=True) for page in draw_pages(draw, "technology", 136)]
    with pikepdf.open(io.BytesIO(scanned_pdf(pages))) as document:
        for page in document.pages:
            page.Rotate = 90
        document.save(_place("20 国际合作交流/2 技术引进与专家聘用合同.pdf"), deterministic_id=True)


def _write_other_images(draw: Callable[..., bytes]) -> None:
    (overseas,) = draw_pages(draw, "overseas", 136)
    _place("21 境外投资证书.jpg").write_bytes(jpeg(scan(overseas, 0.5, 3, "RGB"), 56))
    (screen,) = draw_pages(draw, "dashboard", 96)
    screen.quantize(96).save(_place("16 碳排放监测机制/2 碳排放监测平台截图.png"), optimize=True, dpi=(96, 96))
    black = [_black_and_white(scan(page, 0.6, 11)) for page in draw_pages(draw, "research", 150)]
    path = _place("13 协同创新/3 产学研合作合同.tif")
    black[0].save(path, save_all=True, append_images=black[1:], compression="group4", dpi=(150, 150))


def _black_and_white(page: Image.Image) -> Image.Image:
    return page.point(lambda value: 255 if value > 178 else 0).convert("1")


def _write_office_files(firms: list[dict[str, str]]) -> None:
    for name, sheets in papers.workbooks(firms).items():
        write_workbook(_place(name), sheets, when=WHEN)
    written = {
        name: (title, CENTRE, "2025年3月20日", blocks) for name, (title, blocks) in papers.formula_papers(firms).items()
    }
    for name, (title, organisation, date, blocks) in {**written, **PAPERS}.items():
        write_paper(_place(name), title, blocks, organisation, date, WHEN, "兰汀县（虚构）")


def _place(name: str) -> Path:
    path = EVIDENCE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


if __name__ == "__main__":
    main()
