"""The flow for one application: from its folder to the output folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from docgen.checking import check
from docgen.definitions.catalog import Catalog
from docgen.job import Job, Mode, blank
from docgen.output import staged
from docgen.package.form_pages import Blank, write_form_pages
from docgen.package.manifest import write_manifest
from docgen.package.office import find_office
from docgen.problems import Problem, Severity, has_errors, in_order


@dataclass(frozen=True)
class Built:
    """What a build made: the output folder, or None where errors stopped it, and the package's pages (0 without)."""

    out: Path | None
    problems: tuple[Problem, ...]
    pages: int = 0


def build(folder: Path, out: Path, catalog: Catalog, mode: Mode = Mode.FINAL) -> Built:
    """Build everything into ``out``; the last good output stays as it was until the new one is proven.

    Raises DocgenError where the build cannot go on; what is wrong with the application is in the problems.
    """
    checked = check(folder, catalog)
    if mode is Mode.FINAL and has_errors(checked.problems):
        return Built(None, checked.problems)
    with staged(out) as stage:
        job = Job(checked, stage, catalog, mode)
        with ThreadPoolExecutor(1) as beside:
            looking = beside.submit(find_office)
            form = job.write_form()
        layout, problems = job.write_package(form, looking)
        if mode is Mode.FINAL and _stops(problems):
            return Built(None, in_order((*checked.problems, *problems)))
        if _stops(problems):  # known only now: what LibreOffice could not convert, what has no room
            job.write_assessment(replace(checked, problems=in_order((*checked.problems, *problems))))
        job.write_checklist(layout)
        report = in_order((*checked.problems, *problems, *stage.keep_what_is_not_ours()))
        write_manifest(stage.new, job.application, mode.value, job.roles, layout, report)
        stage.put_in_place()
        return Built(stage.out, report, layout.pages if layout else 0)


def measure(form_ids: Sequence[str], catalog: Catalog) -> Iterator[Path]:
    """Print each blank form (all without ids) and keep its pages beside its template; yields the files.

    Raises ToolMissing without LibreOffice; what was kept before is left as it is.
    """
    blanks = [
        Blank(catalog.form(form_id), catalog.template(form_id), blank(form_id, catalog))
        for form_id in form_ids or catalog.form_ids()
    ]
    with TemporaryDirectory(prefix="docgen-") as work:
        yield from write_form_pages(blanks, find_office(), Path(work))


def _stops(problems: tuple[Problem, ...]) -> bool:
    """Whether the package cannot be handed over; without LibreOffice all but the PDF is still made."""
    return any(one.severity is Severity.ERROR and one.code != "office.missing" for one in problems)
