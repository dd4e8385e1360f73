"""What is said of the disc that goes with the paper copies."""

from __future__ import annotations

from docgen.problems.kinds_kind import Kind, note, warning

KINDS: dict[str, Kind] = {
    "disc.too-large": warning(
        "光盘放不下全部材料",
        rule="通知要求交电子版光盘；CD 可放 737 MB，DVD 可放 4.7 GB。",
        example="彩色 600 dpi 的扫描件有 900 MB，通知要求用 CD。",
        remedy="先缩小提示里最大的几个文件（黑白或灰度、200—300 dpi、JPG 压缩）；或经受理部门同意改用 DVD、分刻几张。",
    ),
    "disc.renamed": note(
        "有的佐证材料在光盘上改了名",
        rule="光盘的文件名（Joliet）最多 64 个字，不能有 Windows 不认的字符，也不分大小写。",
        example="“关于……的合作协议（盖章扫描件）.pdf”有 90 个字。",
        remedy="不用管，原名写在光盘的 目录.txt 里；想自己起名的，把原文件改短。",
    ),
}
