"""Write what an import of an official form found: definition, layout, notice, and the report in Word and HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from docgen.definitions.catalog import Catalog
from docgen.definitions.definition_writer import write_definition
from docgen.definitions.form import Form
from docgen.documents.templates.layout_check import check_layout
from docgen.errors import DefinitionError, InputError
from docgen.pipeline.definition_folders import refuse_used_folder, write_definitions
from docgen.project.word.word_intake import open_word_form
from docgen.runtime.tools import Tools

REPORT = "导入报告"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\Z")


@dataclass(frozen=True)
class FormImport:
    """The form that was imported, and the files written; ``known`` is the id of the form that it is like.

    ``same``, ``reworded``, ``doubtful``, ``new`` and ``gone`` count fields beside those of ``known``.
    """

    form: Form
    notice: str
    files: tuple[Path, ...]
    known: str
    same: int
    reworded: int
    doubtful: int
    new: int
    gone: int

    @property
    def reviews(self) -> tuple[str, ...]:
        """The guesses to be confirmed, each with the id of its field."""
        fields = self.form.fields.values()
        return (*self.form.review, *(f"{field.id}：{text}" for field in fields for text in field.review))

    def to_json(self) -> dict[str, object]:
        """Return the import as ``docgen forms import --json`` prints it; counts are 0 without a known form."""
        counts = ("same", "reworded", "doubtful", "new", "gone")
        return {
            "form": self.form.id,
            "notice": self.notice,
            "fields": len(self.form.fields),
            "files": [str(path) for path in self.files],
            "like": self.known,
            **{name: getattr(self, name) for name in counts},
            "reviews": list(self.reviews),
        }


def import_official_form(
    file: Path, form_id: str, folder: Path, catalog: Catalog, like: str, years: Sequence[int], tools: Tools
) -> FormImport:
    """Import the blank official form ``file`` as ``form_id`` into the empty or missing ``folder``.

    Raises InputError where the file or the id cannot be used, or what follows from the file is not sound,
    DefinitionError where there is no form ``like``, OutputError where the folder has files already; nothing is written
    then.
    """
    from docgen.documents.form_import.form_importer import import_form
    from docgen.documents.form_import.import_report import build_import_report
    from docgen.documents.form_import.import_report_html import write_report_html
    from docgen.documents.form_import.import_report_word import write_report_word
    from docgen.documents.form_import.like_matching import Likeness
    from docgen.documents.templates.layout_writer import write_layout

    _refuse_id(form_id, catalog)
    refuse_used_folder(folder)
    with TemporaryDirectory(prefix="docgen-", ignore_cleanup_errors=True) as work:
        opened = open_word_form(file, Path(work), tools, file.name)
    imported = import_form(opened.document, form_id, catalog, like, years, file.name)
    form, notice = imported.form, imported.notice
    comment = f"由 {file.name} 导入；记号见 docs/templates.md。请与官方文件逐行核对。"
    comments = [f"由官方空白表 {file.name} 导入。review: 是要由人核对的，核对一条删去一条；见 {REPORT}.html。"]
    report = build_import_report(imported, file.name)
    files = {
        f"data/forms/{form_id}.yaml": write_definition(form, comments).encode(),
        f"data/notices/{notice.id}.yaml": write_definition(notice, comments[:0]).encode(),
        f"templates/{form_id}/form.html": write_layout(imported.layout, comment).encode(),
        f"{REPORT}.html": write_report_html(report),
        f"{REPORT}.docx": write_report_word(report, catalog.find_shared_template("house")),
    }
    _write(folder, files, form_id, catalog)
    counts = {kind: sum(match.likeness is kind for match in imported.matches) for kind in Likeness}
    return FormImport(
        form,
        notice.id,
        tuple(folder / name for name in files),
        like,
        counts[Likeness.SAME],
        counts[Likeness.REWORDED],
        counts[Likeness.DOUBTFUL],
        len(imported.new),
        len(imported.gone),
    )


def _refuse_id(form_id: str, catalog: Catalog) -> None:
    if not _ID.match(form_id):
        remedy = "如 2027-application：小写英文字母、数字和连字符。"
        raise InputError(f"“{form_id}”不能作申报表的代号。", remedy=remedy)
    if form_id in catalog.list_form_ids():
        raise InputError(f"已经有代号是 {form_id} 的申报表。", remedy="请另取一个代号。")


def _write(folder: Path, files: dict[str, bytes], form_id: str, catalog: Catalog) -> None:
    """Write the files together, once they are proven to be sound definitions; nothing where they are not."""
    try:
        write_definitions(folder, files, lambda aside: _prove(Catalog((aside, *catalog.roots)), form_id))
    except DefinitionError as error:
        message = f"由这张表得出的定义不成立：{error.message}"
        raise InputError(message, remedy="请看这一处的合并单元格是否画错，在 Word 里改正后再导入。") from None


def _prove(catalog: Catalog, form_id: str) -> None:
    """Raise DefinitionError where the definition, the layout or the notice does not fit the others."""
    form = catalog.load_form(form_id)
    check_layout(catalog.find_template(form_id) / "form.html", form)
    catalog.choose_notice(form, f"{form_id}-notice")
