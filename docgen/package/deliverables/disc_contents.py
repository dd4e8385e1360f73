"""The 目录.txt of the disc: its files, their pages, original names, and how to verify the checksums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from docgen.package.layout.compose import format_answer
from docgen.package.layout.package_layout import Layout
from docgen.project.application import Application

CONTENTS = "目录.txt"

_CHECKING = """\
核对内容有没有损坏（校验.sha256.txt 里有每个文件的 SHA-256）：
  Windows：在光盘的文件夹里打开 PowerShell，粘贴下面一行；什么也没有显示就是全部相符。
    Get-Content 校验.sha256.txt -Encoding UTF8 | % { $sum, $file = $_ -split '  ', 2; \
if ((Get-FileHash -LiteralPath $file).Hash -ne $sum) { "不符：$file" } }
  Linux：sha256sum -c 校验.sha256.txt
  macOS：shasum -a 256 -c 校验.sha256.txt
"""


@dataclass(frozen=True)
class DiscEntry:
    """One file on the disc: its path there, its source file, SHA-256, size in bytes, and its pages in words.

    ``original`` is the original name where the disc has another one; ``item`` is the number of its evidence item.
    """

    path: str
    source: Path
    sha256: str
    size: int
    pages: str = ""
    original: str = ""
    item: str = ""


def format_contents(
    application: Application, layout: Layout, entries: Sequence[DiscEntry], left_out: Sequence[str], medium: str
) -> str:
    """Format the text of 目录.txt; ``left_out`` are the names of the evidence files that could not be used."""
    sections = (
        _format_head(application, layout, entries, medium),
        _format_generated(entries),
        _format_evidence(application, entries),
        _format_renamed(entries),
        _format_left_out(left_out),
        _CHECKING.splitlines(),
    )
    return "\n\n".join("\n".join(lines) for lines in map(list, sections) if lines) + "\n"


def format_size(size: int) -> str:
    """Format bytes in MB of 10^6, as for the capacity of discs; small sizes in KB."""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{-(-size // 1000)} KB"


def _format_head(application: Application, layout: Layout, entries: Sequence[DiscEntry], medium: str) -> Iterator[str]:
    package = application.form.package
    yield f"{package.title}（电子版）"
    yield f"集群名称：{format_answer(application, package.cluster)}"
    yield f"依据：{application.notice.title}"
    size = format_size(sum(entry.size for entry in entries))
    yield f"共 {len(entries)} 个文件，{size}" + (f"；刻录用 {medium} 光盘" if medium else "")
    if len(layout.volumes) > 1:
        volumes = "，".join(f"第{volume.number}册第{volume.first}—{volume.last}页" for volume in layout.volumes)
        yield f"纸质材料共 {len(layout.volumes)} 册，在 PDF 里依次是：{volumes}"


def _format_generated(entries: Sequence[DiscEntry]) -> Iterator[str]:
    yield "申报材料（PDF 可直接打印；Word、Excel 可编辑）："
    yield from (_format_entry(entry, entry.path) for entry in entries if not entry.item)


def _format_evidence(application: Application, entries: Sequence[DiscEntry]) -> Iterator[str]:
    of_items = [entry for entry in entries if entry.item]
    if of_items:
        yield "佐证材料（原件，按清单的序号）："
    for number, files in groupby(of_items, key=lambda entry: entry.item):
        listed = list(files)
        folder = "/".join(listed[0].path.split("/")[:2])
        item = application.notice.find_item(number)
        yield f"  {folder}/" + (f"　　清单第 {number} 项：{item.title}" if item else "")
        yield from (f"  {_format_entry(entry, entry.path.removeprefix(f'{folder}/'))}" for entry in listed)


def _format_entry(entry: DiscEntry, name: str) -> str:
    details = "，".join(part for part in (entry.pages, format_size(entry.size)) if part)
    return f"  {name}（{details}）"


def _format_renamed(entries: Sequence[DiscEntry]) -> Iterator[str]:
    renamed = [entry for entry in entries if entry.original]
    if renamed:
        yield "改了名的文件（原名太长、有 Windows 不认的字符，或与别的文件重名）："
    for entry in renamed:
        yield f"  {entry.path}"
        yield f"    原名：{entry.original}"


def _format_left_out(left_out: Sequence[str]) -> Iterator[str]:
    if left_out:
        yield "没有放进来的文件（打不开或不能印，原因见生成时的提示）："
        yield from (f"  {name}" for name in left_out)
