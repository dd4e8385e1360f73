"""Makes the example data/examples/yunxi-2022: the enterprise table, the lists and every evidence file with its index.

    python data/examples/make_yunxi_2022.py            everything but the old Office formats
    python data/examples/make_yunxi_2022.py --office   also .doc and .xls (by LibreOffice; their bytes differ each time)

Same script, same fonts, same bytes. Nobody and nothing in the example is real.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import img2pdf
import pikepdf
import typst
import yunxi_2022_lists as lists
from example_tables import write_list
from PIL import Image
from yunxi_2022_columns import firms_of, write_paper_table, write_table
from yunxi_2022_index import index
from yunxi_2022_office import write_paper, write_workbook
from yunxi_2022_pictures import by_telephone, photograph, scan
from yunxi_2022_table import make_enterprises
from yunxi_2022_texts import BUREAU, CENTRE
from yunxi_2022_texts import PAPERS as TEXTS

HERE = Path(__file__).parent
CASE = HERE / "yunxi-2022"
EVIDENCE = CASE / "evidence"
FONTS = Path.home() / ".cache/docgen/fonts/fandol"
WHEN = datetime(2022, 9, 20, 8, 0, tzinfo=UTC)
A4 = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
ORIENTATION = 0x0112

PAPERS = {
    "02 企业发展情况表/1 企业发展情况表（第1至62家）.pdf": "sheets-1",
    "02 企业发展情况表/2 企业发展情况表（第63至124家）.pdf": "sheets-2",
    "02 企业发展情况表/3 企业发展情况表（第125至186家）.pdf": "sheets-3",
    "06 创新型中小企业公告.pdf": "innovative-notice",
    "07 产业链图谱.pdf": "chain-map",
    "08 制造资源共享/1 共享中心租赁协议.pdf": "lease",
    "09 协同发展/1 与先进制造业集群配套合作协议.pdf": "matching",
    "10 质量品牌建设/1 质量管理培训通知与签到.pdf": "quality-training",
    "11 标准封面.pdf": "standard-covers",
    "12 发明专利证书（选）.pdf": "patent-certificates",
    "13 协同创新/1 技术难点清单.pdf": "difficulties",
    "13 协同创新/2 揭榜挂帅项目公告.pdf": "bidding",
    "13 协同创新/3 创新联合体组建协议.pdf": "consortium",
    "14 数字化服务/1 数字化服务商入驻协议.pdf": "vendor",
    "14 数字化服务/3 两化融合贯标企业名单.pdf": "two-integration",
    "15 新模式新业态/1 省级智能制造示范车间名单.pdf": "smart-workshops",
    "16 碳排放监测机制/1 碳排放监测机制实施方案.pdf": "carbon-plan",
    "17 碳达峰碳中和宣传/1 节能宣传周活动.pdf": "energy-week",
    "19 绿色低碳公共服务/1 节能诊断服务协议.pdf": "diagnosis",
    "20 国际合作交流/1 与境外园区合作备忘录.pdf": "memorandum",
    "22 公共服务平台/1 省级示范平台认定通知.pdf": "platform-notice",
    "22 公共服务平台/2 公共服务平台建设情况.pdf": "platform-report",
    "23 公共服务/2 人员培训通知与签到.pdf": "staff-training",
    "23 公共服务/3 银企对接会.pdf": "finance",
    "24 集群治理/1 设立运营管理机构的批复.pdf": "founding",
    "24 集群治理/3 公共服务效果考核报告.pdf": "assessment",
    "25 集群发展规划（2023—2025年）.pdf": "plan-paper",
}
SCANS = {
    "03 公布专精特新中小企业的通知.pdf": ("special-notice", 0.4, "RGB"),
    "04 小巨人企业证书.pdf": ("giant-certificates", -0.3, "RGB"),
    "08 制造资源共享/3 齿轮钢联合采购合同.pdf": ("purchase", 1.3, "L"),
    "18 能源和资源综合利用/1 余热回收项目验收意见.pdf": ("heat-recovery", -0.8, "L"),
    "21 境外分支机构/2 境外投资证书（墨西哥、越南）.pdf": ("overseas-more", 0.2, "RGB"),
}
PHOTOGRAPHS = {
    "15 新模式新业态/2 云传动平台推广会照片.jpg": ("lecture", "“云传动”平台应用推广会", (1080, 810)),
    "17 碳达峰碳中和宣传/2 碳核算培训照片.jpg": ("meeting", "企业碳排放核算培训班", (1024, 768)),
    "20 国际合作交流/2 中国国际中小企业博览会参展照片.jpg": ("booth", "云溪传动 YUNXI DRIVES", (1080, 720)),
    "23 公共服务/4 创业辅导活动照片.jpg": ("lecture", "小微企业创业辅导沙龙", (960, 720)),
}
IN_PAPERS = {
    "lecture": "碳达峰碳中和宣讲会",
    "furnace": "烟气余热回收示范炉线",
    "meeting": "“传动贷”银企对接会",
}


def main(arguments: list[str]) -> None:
    CASE.mkdir(exist_ok=True)
    write_table(make_enterprises(), CASE / "enterprises.csv")
    firms = firms_of(make_enterprises())
    _write_lists(firms)
    with tempfile.TemporaryDirectory() as folder:
        draw = partial(draw_paper, _drawing_board(Path(folder), firms) / "yunxi_2022_papers.typ", WHEN)
        _write_papers(draw)
        _write_scans(draw)
        _write_other_images(draw)
    _write_photographs()
    _write_workbooks(firms)
    _write_word_papers()
    _place("index.yaml").write_text(index(), encoding="utf-8")
    if "--office" in arguments:
        _write_old_formats(firms)


def _write_lists(firms: list[dict[str, str]]) -> None:
    for name, listed in lists.lists_of(firms).items():
        path = CASE / "lists" / name
        path.parent.mkdir(exist_ok=True)
        write_list(path, listed)


def _drawing_board(folder: Path, firms: list[dict[str, str]]) -> Path:
    for source in HERE.glob("yunxi_2022_*.typ"):
        shutil.copy(source, folder)
    write_paper_table(firms, folder / "enterprises.csv")
    with (folder / "patents.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lists.paper_patents(lists.patents(firms)))
    (folder / "photos").mkdir()
    for seed, (scene, banner) in enumerate(IN_PAPERS.items(), 70):
        picture = photograph(scene, banner, (640, 480), seed)
        picture.save(folder / "photos" / f"{scene}.jpg", quality=55)
    return folder


def draw_paper(source: Path, when: datetime, paper: str, kind: str = "pdf", ppi: int = 96) -> bytes | list[bytes]:
    """The paper of that name in a .typ file, whose folder holds all it needs, as PDF or as one PNG per page."""
    return typst.compile(
        str(source),
        root=str(source.parent),
        font_paths=[str(FONTS)],
        format=kind,
        ppi=ppi,
        sys_inputs={"paper": paper},
        timestamp=int(when.timestamp()),
    )


def _write_papers(draw: Callable[..., bytes]) -> None:
    for name, paper in PAPERS.items():
        _place(name).write_bytes(without_tags(draw(paper)))


def without_tags(pdf: bytes) -> bytes:
    """The same pages without the structure tree, which would double the size of a short paper."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for owner in (document.Root, *(page.obj for page in document.pages)):
            for key in {"/StructTreeRoot", "/MarkInfo", "/StructParents"} & set(owner.keys()):
                del owner[key]
        document.save(
            buffer,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            deterministic_id=True,
        )
    return buffer.getvalue()


def draw_pages(draw: Callable[..., bytes | list[bytes]], paper: str, ppi: int) -> list[Image.Image]:
    """The pages of a paper as pictures."""
    drawn = draw(paper, "png", ppi)
    return [Image.open(io.BytesIO(page)).convert("RGB") for page in (drawn if isinstance(drawn, list) else [drawn])]


def _write_scans(draw: Callable[..., bytes]) -> None:
    for name, (paper, degrees, mode) in SCANS.items():
        pages = [scan(page, degrees * (-1) ** n, n, mode) for n, page in enumerate(draw_pages(draw, paper, 136))]
        _place(name).write_bytes(scanned_pdf(pages))
    _write_rotated_scan(draw)


def scanned_pdf(pages: list[Image.Image]) -> bytes:
    """A PDF with a picture on each of its A4 pages, as a scanner makes it."""
    layout = img2pdf.get_layout_fun(A4, auto_orient=True)
    data = img2pdf.convert(
        [jpeg(page, 24) for page in pages], layout_fun=layout, nodate=True, engine=img2pdf.Engine.internal
    )
    return without_tags(data)


def _write_rotated_scan(draw: Callable[..., bytes]) -> None:
    """A page fed sideways into the scanner, and set right with /Rotate only."""
    (page,) = draw_pages(draw, "expert", 136)
    sideways = scan(page, -0.5, 7).rotate(90, expand=True)
    with pikepdf.open(io.BytesIO(scanned_pdf([sideways]))) as document:
        document.pages[0].Rotate = 90
        document.save(_place("20 国际合作交流/3 境外专家聘用协议.pdf"), deterministic_id=True)


def jpeg(image: Image.Image, quality: int, **more: object) -> bytes:
    """The picture as JPEG, with 96 pixels to the inch."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, optimize=True, dpi=(96, 96), **more)
    return buffer.getvalue()


def _write_other_images(draw: Callable[..., bytes]) -> None:
    (memo,) = draw_pages(draw, "trial-memo", 96)
    _place("09 协同发展/3 共用试验线备忘录.jpg").write_bytes(jpeg(by_telephone(memo, (828, 1104), 5), 58))
    (overseas,) = draw_pages(draw, "overseas-one", 136)
    _place("21 境外分支机构/1 境外投资证书（德国）.jpg").write_bytes(jpeg(scan(overseas, 0.5, 3, "RGB"), 60))
    (screen,) = draw_pages(draw, "dashboard", 110)
    screen.quantize(96).save(_place("16 碳排放监测机制/3 碳排放监测平台截图.png"), optimize=True, dpi=(96, 96))
    (licence,) = draw_pages(draw, "laboratory-certificate", 136)
    licence.quantize(64).save(_place("10 质量品牌建设/2 检验检测机构资质认定证书.png"), optimize=True, dpi=(136, 136))
    (award,) = draw_pages(draw, "champion-certificate", 136)
    _with_transparent_margin(award).save(_place("05 制造业单项冠军企业证书.png"), optimize=True, dpi=(136, 136))
    pages = [scan(page, 0.6, 11) for page in draw_pages(draw, "research", 150)]
    first, *rest = [page.point(lambda v: 255 if v > 178 else 0).convert("1") for page in pages]
    path = _place("13 协同创新/4 产学研合作合同.tif")
    first.save(path, save_all=True, append_images=rest, compression="group4", dpi=(150, 150))


def _with_transparent_margin(image: Image.Image) -> Image.Image:
    """The certificate cut out of its paper: what lies outside its frame is transparent."""
    clear = Image.new("RGBA", image.size, (0, 0, 0, 0))
    inner = (7, 7, image.width - 7, image.height - 7)
    flat = image.quantize(64).convert("RGBA")
    clear.paste(flat.crop(inner), inner[:2])
    return clear


def _write_photographs() -> None:
    for seed, (name, (scene, banner, size)) in enumerate(PHOTOGRAPHS.items(), 10):
        _place(name).write_bytes(jpeg(photograph(scene, banner, size, seed), 60))
    upright = photograph("workshop", "云溪县精密传动共享制造中心", (1024, 768), 3)
    turned = Image.Exif()
    turned[ORIENTATION] = 6
    as_taken = upright.rotate(90, expand=True)
    _place("08 制造资源共享/4 共享车间照片.jpg").write_bytes(jpeg(as_taken, 60, exif=turned.tobytes()))


def _write_workbooks(firms: list[dict[str, str]]) -> None:
    books = {
        "09 协同发展/2 龙头企业配套企业名录.xlsx": lists.suppliers_sheets(firms),
        "18 能源和资源综合利用/2 固废分类处置台账.xlsx": lists.waste_sheets(),
        "23 公共服务/1 公共服务汇总表.xlsx": lists.services_sheets(),
    }
    for name, sheets in books.items():
        write_workbook(_place(name), sheets, landscape=int(name.startswith("18")))


def _write_word_papers() -> None:
    formula = "16 碳排放监测机制/2 单位产值二氧化碳排放量计算公式.docx"
    write_paper(_place(formula), "单位产值二氧化碳排放量计算说明", TEXTS["formula"], CENTRE, "2022年9月20日")
    others = (
        ("10 质量品牌建设/3 区域品牌授权使用管理办法.docx", "“云溪传动”区域品牌授权使用管理办法", "brand", CENTRE),
        ("14 数字化服务/2 中小企业数字化诊断报告（摘要）.docx", "中小企业数字化诊断报告（摘要）", "digital", CENTRE),
        ("19 绿色低碳公共服务/3 产品碳足迹核算报告（摘要）.docx", "产品碳足迹核算报告（摘要）", "footprint", CENTRE),
        ("24 集群治理/2 企业合法权益保护办法.docx", "集群企业合法权益保护办法", "rights", BUREAU),
    )
    for name, title, key, organisation in others:
        write_paper(_place(name), title, TEXTS[key], organisation, "2022年1月20日")


def _write_old_formats(firms: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "设备.xlsx"
        write_workbook(source, lists.equipment_sheets())
        _convert(source, "xls", "08 制造资源共享/2 共享制造中心设备清单.xls")
        write_workbook(source, lists.clean_production_sheets(firms))
        _convert(source, "xls", "19 绿色低碳公共服务/2 清洁生产水平评价汇总表.xls")
        paper = Path(folder) / "协议.docx"
        title = "产业链上下游产供销一体化协作协议"
        write_paper(paper, title, TEXTS["integration"], CENTRE, "2021年1月15日")
        _convert(paper, "doc", "08 制造资源共享/5 产供销一体化协作协议.doc")


def _convert(source: Path, ending: str, name: str) -> None:
    profile = f"-env:UserInstallation={(source.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(source.parent), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    shutil.copy(source.with_suffix(f".{ending}"), _place(name))


def _place(name: str) -> Path:
    path = EVIDENCE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


if __name__ == "__main__":
    main(sys.argv[1:])
