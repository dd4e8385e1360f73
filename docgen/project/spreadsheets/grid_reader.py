"""Reader of table files: every sheet as a grid of the values that are seen, by the kind that the content shows."""

from __future__ import annotations

from pathlib import Path

from docgen.errors import DocgenError, InputError
from docgen.problems.problem import Problem
from docgen.project.spreadsheets.isolated_reading import read_isolated
from docgen.project.spreadsheets.sheet_grid import MOST_CELLS, SheetGrid, TooManyCellsError
from docgen.runtime.file_sniffing import sniff_table
from docgen.runtime.isolated_calls import BrokenCall

TABLE_SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xls", ".et", ".csv", ".tsv", ".txt", ".docx")
"""The extensions of files that hold a table; what is inside is found by :func:`read_grids`."""


def read_grids(path: Path, shown: str) -> tuple[list[SheetGrid], list[Problem]]:
    """Read the sheets of a table file, whatever its extension; return them and the problems of the file.

    Read are .xlsx, .xls, text in rows and columns, HTML and XML that systems export as .xls, and the tables of a .docx.
    Raises InputError where the file is of another kind, has a password or is damaged.
    """
    try:
        if not path.exists() and not path.is_symlink():
            raise InputError("没有这个文件。", remedy="请核对文件名。", path=shown)
        if not path.is_file():
            raise InputError("这不是一个普通的文件，没有读取。", remedy="请换成真正的文件。", path=shown)
        return read_isolated(_read_sheets, path, shown)
    except (DocgenError, OSError):
        raise
    except TooManyCellsError:
        message = f"文件里的格超过 {MOST_CELLS // 10_000} 万个，不像企业的表或清单，没有读取。"
        raise InputError(message, remedy="请删去多余的行、列和工作表，只留数据，另存后再用。", path=shown) from None
    except BrokenCall as error:
        remedy = "请只留数据，另存为 .xlsx 再用；打不开的，请重新要一份。"
        raise InputError(f"文件没有读：{error}。", remedy=remedy, path=shown) from None
    except Exception:  # whatever a reader meets in a damaged file costs this file alone
        remedy = "请用 Excel 或 WPS 打开，另存为 .xlsx；打不开的，请重新要一份。"
        raise InputError("文件里的表读不出来，可能已损坏。", remedy=remedy, path=shown) from None


def _read_sheets(path: Path, shown: str) -> tuple[list[SheetGrid], list[Problem]]:
    sniffed = sniff_table(path)
    if not sniffed.is_document:
        raise InputError(f"{sniffed.reason}。", path=shown)
    return _read_kind(sniffed.suffix, path, shown)


def _read_kind(suffix: str, path: Path, shown: str) -> tuple[list[SheetGrid], list[Problem]]:
    # Each reader is imported where it is used: most runs need one.
    match suffix:
        case ".xlsx":
            from docgen.project.spreadsheets.xlsx_reader import read_xlsx_workbook

            return read_xlsx_workbook(path, shown), []
        case ".xls":
            from docgen.project.spreadsheets.old_excel import read_old_workbook

            return read_old_workbook(path), []
        case ".csv":
            from docgen.project.spreadsheets.text_tables import read_text_table

            return read_text_table(path, shown)
        case ".html":
            from docgen.project.spreadsheets.markup_tables import read_html_tables

            return read_html_tables(path, shown)
        case ".xml":
            from docgen.project.spreadsheets.markup_tables import read_xml_spreadsheet

            return read_xml_spreadsheet(path, shown)
        case ".docx":
            from docgen.project.spreadsheets.word_tables import read_word_tables

            return read_word_tables(path, shown), []
        case ".doc":
            remedy = "请用 Word 或 WPS 打开，另存为 .docx。"
            raise InputError("是旧的 Word 文件（.doc），里面的表没有读取。", remedy=remedy, path=shown)
        case _:
            raise InputError("里面不是表格。", remedy="如果里面有数据，请录入 .xlsx 表格。", path=shown)
