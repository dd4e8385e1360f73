"""The flow for one application: from its folder to the output folder.

What judging and building need is imported where it is used: it takes a third of a second, and where nothing has changed
there is nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from docgen.definitions.catalog import Catalog
from docgen.pipeline.build_result import Built, Mode
from docgen.runtime.build_cache import finished, inputs_of, remember_finished
from docgen.runtime.cache import open_cache
from docgen.runtime.checksums import Checksums


def build(folder: Path, out: Path, catalog: Catalog, mode: Mode = Mode.FINAL) -> Built:
    """Build everything into ``out``; the last good output stays as it was until the new one is proven.

    Where nothing of what goes into it has changed, ``out`` is left as it is. Raises DocgenError where the build cannot
    go on; what is wrong with the application is in the problems.
    """
    cache = open_cache()
    checksums = Checksums()
    inputs = inputs_of(folder, out, catalog.roots, mode.value, cache, checksums)
    if known := finished(inputs, out, cache):
        return Built(out, known.problems, known.pages, anew=False)
    from docgen.pipeline.build import build_anew

    built = build_anew(folder, out, catalog, mode, cache, checksums)
    if built.out:
        remember_finished(inputs, built.out, cache)
    return built


def measure(form_ids: Sequence[str], catalog: Catalog) -> Iterator[Path]:
    """Print each blank form (all without ids) and keep its pages beside its template; yields the files.

    Raises ToolMissing without LibreOffice; what was kept before is left as it is.
    """
    from docgen.package.form.form_pages import Blank, write_form_pages
    from docgen.pipeline.build_context import blank
    from docgen.runtime.office import find_office

    blanks = [
        Blank(catalog.form(form_id), catalog.template(form_id), blank(form_id, catalog))
        for form_id in form_ids or catalog.form_ids()
    ]
    with TemporaryDirectory(prefix="docgen-") as work:
        yield from write_form_pages(blanks, find_office(), Path(work))
