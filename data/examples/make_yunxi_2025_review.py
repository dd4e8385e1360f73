"""Makes the example data/examples/yunxi-2025-review: the enterprise table, the lists and every evidence file.

    python data/examples/make_yunxi_2025_review.py

Same script, same fonts, same bytes. What draws and writes the papers is that of the example of 2022.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import yunxi_2025_lists as lists
import yunxi_2025_papers as papers
from example_tables import write_list
from make_yunxi_2022 import draw_pages, draw_paper, jpeg, scanned_pdf, without_tags
from yunxi_2022_lists import paper_patents, patents
from yunxi_2022_office import write_paper, write_workbook
from yunxi_2022_pictures import by_telephone, photograph, scan
from yunxi_2022_texts import BUREAU, CENTRE
from yunxi_2025_table import firms_of, make_enterprises_2024, write_paper_table, write_table_2024

HERE = Path(__file__).parent
CASE = HERE / "yunxi-2025-review"
WHEN = datetime(2025, 3, 20, 8, 0, tzinfo=UTC)
ISSUED = "2025年3月20日"

PAPERS = {
    "02 企业发展情况表（205家）.pdf": "sheets",
    "04 小巨人企业证书（2022—2024年）.pdf": "giant-certificates",
    "07 产业链图谱（2025年第一季度）.pdf": "chain-map",
    "12 发明专利证书（选）.pdf": "patent-certificates",
    "21 境外投资证书（马来西亚、波兰）.pdf": "overseas-new",
    "25 集群发展规划（2025—2027年）.pdf": "plan-paper",
    "补12 绿色工厂证书（选）.pdf": "green-certificates",
}
SCANS = {
    "03 公布专精特新中小企业的通知（2024年）.pdf": ("special-notice", 0.4, "RGB"),
    "08 制造资源共享/1 共享制造中心二期租赁协议.pdf": ("lease", 0.5, "L"),
    "08 制造资源共享/4 齿轮钢联合采购合同（2024年）.pdf": ("purchase", -0.9, "L"),
    "09 协同发展/2 与先进制造业集群配套合作协议（续签）.pdf": ("matching", -0.5, "L"),
    "10 质量品牌建设/3 品牌管理标准宣贯班.pdf": ("brand-training", 0.3, "L"),
    "13 协同创新/1 技术难点清单（2024年版）.pdf": ("difficulties", 0.2, "L"),
    "13 协同创新/2 揭榜挂帅项目公告（2024年）.pdf": ("bidding", -0.3, "RGB"),
    "13 协同创新/3 创新联合体扩充协议.pdf": ("consortium", 0.6, "L"),
    "14 数字化服务/1 数字化服务商入驻协议（续签）.pdf": ("vendor", -0.4, "L"),
    "15 新模式新业态/1 省级示范名单的通知.pdf": ("pilots-notice", 0.3, "RGB"),
    "18 能源和资源综合利用/1 余热回收与光伏项目验收意见.pdf": ("heat-recovery", 0.7, "L"),
    "20 国际合作交流/1 共建海外装配与备件中心协议.pdf": ("memorandum", -0.6, "L"),
    "20 国际合作交流/3 境外专家聘用与技术许可协议.pdf": ("expert", -0.5, "L"),
    "22 国家示范平台认定通知.pdf": ("platform-notice", 0.4, "RGB"),
    "24 集群治理/2 政策宣讲与维权窗口开放日.pdf": ("policy", 0.2, "RGB"),
    "24 集群治理/3 公共服务效果考核报告（2024年度）.pdf": ("assessment", -0.3, "L"),
    "补5 产供销一体化协同协作协议.pdf": ("integration", 0.5, "L"),
}
PHOTOGRAPHS = {
    "08 制造资源共享/3 共享制造中心二期车间照片.jpg": ("workshop", "共享制造中心二期", (880, 660)),
    "15 新模式新业态/2 新模式现场观摩照片.jpg": ("lecture", "“云传动”平台创新应用推广会", (880, 660)),
    "20 国际合作交流/2 国际技术交流会照片（2024年10月）.jpg": ("meeting", "精密传动国际技术交流会", (880, 660)),
    "20 国际合作交流/4 中国国际中小企业博览会参展照片.jpg": ("booth", "云溪传动 YUNXI DRIVES", (900, 600)),
    "23 公共服务/2 技能人才培训照片.jpg": ("lecture", "精密磨齿与关节装配技能班", (880, 660)),
}
IN_PAPERS = {"lecture": "品牌管理标准宣贯班", "meeting": "惠企政策“免申即享”宣讲会"}


def main() -> None:
    CASE.mkdir(exist_ok=True)
    write_table_2024(make_enterprises_2024(), CASE / "enterprises.csv")
    firms = firms_of(make_enterprises_2024())
    _write_lists(firms)
    with tempfile.TemporaryDirectory() as folder:
        draw = partial(draw_paper, _drawing_board(Path(folder), firms), WHEN)
        _write_papers(draw)
        _write_scans(draw)
        _write_other_images(draw)
    _write_photographs()
    _write_workbooks(firms)
    _write_word_papers()


def _write_lists(firms: list[dict[str, str]]) -> None:
    for name, listed in lists.lists_of(firms).items():
        path = CASE / "lists" / name
        path.parent.mkdir(exist_ok=True)
        write_list(path, listed)


def _drawing_board(folder: Path, firms: list[dict[str, str]]) -> Path:
    for source in HERE.glob("yunxi_202*.typ"):
        shutil.copy(source, folder)
    write_paper_table(firms, folder / "enterprises.csv")
    with (folder / "patents.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(paper_patents(patents(firms, lists.YEARS)))
    (folder / "photos").mkdir()
    for seed, (scene, banner) in enumerate(IN_PAPERS.items(), 170):
        photograph(scene, banner, (640, 480), seed).save(folder / "photos" / f"{scene}.jpg", quality=55)
    return folder / "yunxi_2025_papers.typ"


def _write_papers(draw: Callable[..., bytes]) -> None:
    for name, paper in PAPERS.items():
        _place(name).write_bytes(without_tags(draw(paper)))


def _write_scans(draw: Callable[..., bytes]) -> None:
    for name, (paper, degrees, mode) in SCANS.items():
        pages = [scan(page, degrees * (-1) ** n, n + 40, mode) for n, page in enumerate(draw_pages(draw, paper, 136))]
        _place(name).write_bytes(scanned_pdf(pages))


def _write_other_images(draw: Callable[..., bytes]) -> None:
    (award,) = draw_pages(draw, "champion-certificate", 72)
    _place("05 单项冠军企业证书（复核通过）.jpg").write_bytes(jpeg(by_telephone(award, (1104, 828), 21), 58))
    (mark,) = draw_pages(draw, "trademark", 136)
    mark.quantize(64).save(_place("10 质量品牌建设/1 集体商标注册证.png"), optimize=True, dpi=(136, 136))
    for name, paper in (
        ("16 碳排放监测机制/2 碳排放监测平台截图.png", "carbon-screen"),
        ("24 集群治理/5 集群数字驾驶舱截图.png", "governance-screen"),
    ):
        (screen,) = draw_pages(draw, paper, 96)
        screen.quantize(64).save(_place(name), optimize=True, dpi=(96, 96))
    pages = [scan(page, 0.6, 61) for page in draw_pages(draw, "research", 150)]
    first, *rest = [page.point(lambda v: 255 if v > 178 else 0).convert("1") for page in pages]
    path = _place("13 协同创新/4 产学研合作合同.tif")
    first.save(path, save_all=True, append_images=rest, compression="group4", dpi=(150, 150))


def _write_photographs() -> None:
    for seed, (name, (scene, banner, size)) in enumerate(PHOTOGRAPHS.items(), 110):
        _place(name).write_bytes(jpeg(photograph(scene, banner, size, seed), 50))


def _write_workbooks(firms: list[dict[str, str]]) -> None:
    books = {
        "08 制造资源共享/2 共享制造中心二期设备清单.xlsx": papers.equipment_sheets(),
        "09 协同发展/1 链主配套企业名录.xlsx": papers.suppliers_sheets(firms),
        "10 质量品牌建设/2 质量诊断汇总表.xlsx": papers.quality_sheets(firms),
        "14 数字化服务/3 两化融合与成熟度评估企业名单.xlsx": papers.digital_sheets(firms),
        "14 数字化服务/4 上云和接入平台企业名单.xlsx": papers.cloud_sheets(firms),
        "18 能源和资源综合利用/2 水资源与固废台账.xlsx": papers.recycling_sheets(),
        "19 绿色低碳公共服务/2 清洁生产评价汇总表.xlsx": papers.clean_production_sheets(firms),
        "23 公共服务/1 公共服务汇总表（2024年）.xlsx": papers.services_sheets(),
    }
    for name, sheets in books.items():
        write_workbook(_place(name), sheets, landscape=int(name.startswith("18")), when=WHEN.replace(tzinfo=None))


def _write_word_papers() -> None:
    written = {
        "补10 单位产值二氧化碳排放量计算公式.docx": ("单位产值二氧化碳排放量计算说明", papers.co2_paper()),
        "补11 单位产值能耗计算公式.docx": ("单位产值能耗计算说明", papers.energy_paper()),
        **papers.PAPERS,
    }
    for name, (title, blocks) in written.items():
        organisation = BUREAU if "安全生产" in name else CENTRE
        write_paper(_place(name), title, blocks, organisation, ISSUED, WHEN.replace(tzinfo=None))


def _place(name: str) -> Path:
    path = CASE / "evidence" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


if __name__ == "__main__":
    main()
