"""Make the filled Word forms in a folder, each with its truth; equal bytes each time but for what LibreOffice writes.

Run as a program, with tests/support in PYTHONPATH: ``python tests/word_in/word_generator.py FOLDER [WORDS OF NAMES…]``.
"""

from __future__ import annotations

import atexit
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docgen.definitions.catalog import Catalog, built_in
from docgen.definitions.form import Form
from drawn_answers import Truth, draw_answers
from filling import Filler
from form_model import read_form_text
from html_writer import write_html
from made_up_form import Defined
from structures import MANNERS
from template_writer import write_from_template
from word_cases import MADE_UP, Case, list_cases
from word_writer import write_form

TEMPLATES = Path(__file__).parents[2] / "templates"
FILTERS = {
    "docx": "docx:MS Word 2007 XML",
    "doc": "doc:MS Word 97",
    "rtf": "rtf:Rich Text Format",
    "xml": "xml:MS Word 2003 XML",
    "odt": "odt:writer8",
}
SLOWEST = 600


@dataclass(frozen=True)
class FilledForm:
    """A file with its truth by place; ``strays`` are words outside of places that may not be lost."""

    case: Case
    path: Path
    form: Form
    truth: dict[str, Truth]
    strays: tuple[str, ...]


@cache
def open_catalog(form_id: str) -> Catalog:
    """The definitions that have a form: docgen's own, with a folder of others for the made-up one."""
    if form_id != MADE_UP:
        return built_in()
    home = tempfile.TemporaryDirectory()
    atexit.register(home.cleanup)
    return Catalog((Defined(Path(home.name) / "definitions").home, *built_in().roots))


@cache
def load_definition(form_id: str) -> tuple[Form, str]:
    """A form, and its layout."""
    catalog = open_catalog(form_id)
    return catalog.load_form(form_id), (catalog.find_template(form_id) / "form.html").read_text("utf-8")


def generate(folder: Path, cases: Iterable[Case]) -> list[FilledForm]:
    """Write the files of all cases; those that LibreOffice saves are converted together."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [_write_case(folder, case) for case in cases]
    return _save_all(made)


def _write_case(folder: Path, case: Case) -> FilledForm:
    lot = random.Random(f"{case.name} {case.form} {case.seed}")
    form, layout = load_definition(case.form)
    drawn = draw_answers(form, lot, case.writing)
    filler = Filler(form, drawn, case.ticks, lot)
    path = folder / f"{re.sub(r'[^0-9A-Za-z一-鿿-]+', '_', case.name)}.docx"
    if case.base == "template":
        write_from_template(path, TEMPLATES / case.form / "form.docx", filler, case.look)
        return FilledForm(case, path, form, drawn.truth, ())
    filled = filler.fill(read_form_text(layout))
    for name in case.structures:
        MANNERS[name](filled, lot)
    if case.base == "html":
        path = path.with_suffix(".html")
        write_html(path, filled.text, case.look.lines == "paragraphs")
    else:
        write_form(path, filled.text, case.look)
    strays = (*filled.strays, *case.look.comments, *([case.look.footnote] if case.look.footnote else ()))
    return FilledForm(case, path, form, filled.truth, strays)


def _save_all(made: Sequence[FilledForm]) -> list[FilledForm]:
    """Let LibreOffice save each file in its formats, all files of the same step at once."""
    paths = {one.case.name: one.path for one in made}
    for step in range(max((len(one.case.saved) for one in made), default=0)):
        batches: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in made:
            if step < len(one.case.saved):
                batches[paths[one.case.name].suffix, one.case.saved[step]].append(one.case.name)
        for (suffix, wanted), names in batches.items():
            converted = convert_files([paths[name] for name in names], "doc" if wanted == "wps" else wanted, suffix)
            for name, path in zip(names, converted, strict=True):
                paths[name] = path.rename(path.with_suffix(".wps")) if wanted == "wps" else path
    return [FilledForm(one.case, paths[one.case.name], one.form, one.truth, one.strays) for one in made]


def convert_files(paths: Sequence[Path], wanted: str, suffix: str) -> list[Path]:
    """Let LibreOffice save the files, which end with ``suffix``, as ``wanted`` beside them; one call for all."""
    reader = ["--infilter=HTML (StarWriter)"] if suffix == ".html" else []
    with tempfile.TemporaryDirectory() as home:
        profile = f"-env:UserInstallation=file://{home}/profile"
        command = [
            "soffice",
            profile,
            "--headless",
            *reader,
            "--convert-to",
            FILTERS[wanted],
            "--outdir",
            f"{home}/out",
        ]
        subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=SLOWEST)
        found = []
        for path in paths:
            home_path = path.with_suffix(f".{wanted}")
            shutil.move(f"{home}/out/{home_path.name}", home_path)
            found.append(home_path)
        return found


def write_truths(folder: Path, made: Iterable[FilledForm]) -> None:
    """Write the truth of each file beside it."""
    for one in made:
        told = {place: {"accepted": list(truth.accepted), "words": truth.words} for place, truth in one.truth.items()}
        text = json.dumps({"form": one.case.form, "truth": told, "strays": one.strays}, ensure_ascii=False, indent=1)
        (folder / f"{one.path.stem}.json").write_text(text, encoding="utf-8", newline="\n")


def main(arguments: Sequence[str]) -> None:
    folder, *words = arguments
    cases = [case for case in list_cases() if not words or any(word in case.name for word in words)]
    made = generate(Path(folder), cases)
    write_truths(Path(folder), made)
    print(f"{len(made)} files, {sum(len(one.truth) for one in made)} places")


if __name__ == "__main__":
    main(sys.argv[1:])
