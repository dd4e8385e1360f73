"""Check whether the form and the notice are published ones, or projections (推算稿) that nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.definitions.catalog import Catalog
from docgen.definitions.folder_notice import FILE as OWN_NOTICE
from docgen.problems.problem import Problem, Where
from docgen.project.application import Application

_UNTIL_THEN = "在此之前只能用 docgen build --draft 生成，每页印“推算稿”。"


def check_projection(application: Application, catalog: Catalog) -> Iterator[Problem]:
    """Yield an error where the form, and one where the notice is a projection: no final output is built of it."""
    form, notice = application.form, application.notice
    if form.projected:
        line = catalog.find_projected_line(catalog.find_form_file(form.id))
        message = f"申报表 {form.id} 是推算稿（{form.projected}），不是公布的文本，不能正式报送。"
        path = f"data/forms/{form.id}.yaml"
        files = f"{path} 和 templates/{form.id}/form.html"
        hint = f"官方文本公布后，逐字核对 {files}，改正，再删去前一个文件的第{line}行（projected: …）。"
        yield Problem("notice.projected", Where(path, line), message, hint + _UNTIL_THEN)
    if notice.projected:
        message = f"通知 {notice.id} 是推算稿（{notice.projected}），清单、份数和名额未必相符，没有文号和截止日期。"
        if notice.id in catalog.list_notice_ids():
            path = f"data/notices/{notice.id}.yaml"
            line = catalog.find_projected_line(catalog.find_notice_file(notice.id))
            hint = f"通知公布后，照它改正 {path}，再删去第{line}行（projected: …）。"
        else:
            path, line = OWN_NOTICE, 0
            hint = f"通知公布后，在 {OWN_NOTICE} 里写明 source:（正式通知的出处）和与推算不同的各项。"
        yield Problem("notice.projected", Where(path, line), message, hint + _UNTIL_THEN)
