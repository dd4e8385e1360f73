"""How long reading a Word form takes as a whole process, and its memory with the child process.

    .venv/bin/python benchmarks/word_in.py [ROUNDS]

`docgen read` of the filled form of an example, from the command to the answers; then the reader alone, of the form of
2025 as docgen writes it blank, repeated to about 100 and 500 pages.
"""

from __future__ import annotations

import re
import sys
import tempfile
import zipfile
from pathlib import Path

from measure import compile_docgen, median, peak_memory, run

from docgen.definitions.catalog import built_in
from docgen.documents.printed_answers import format_answers
from docgen.documents.word.word_filler import fill_template
from docgen.project.application_loader import load

EXAMPLE = Path(__file__).resolve().parent.parent / "data" / "examples" / "lanting-2025"

FORM = Path(__file__).resolve().parent.parent / "templates" / "2025-application" / "form.docx"
PAGES = 16
READ = (
    "import sys, tempfile; from pathlib import Path; from docgen.project.word.word_intake import open_word_form\n"
    "open_word_form(Path(sys.argv[1]), Path(tempfile.gettempdir()))"
)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    compile_docgen()
    with tempfile.TemporaryDirectory() as name:
        filled = fill(Path(name) / "申报表.docx")
        show("docgen read", [sys.executable, "-m", "docgen", "read", str(filled), "--json"], rounds)
        for times in (1, 100 // PAGES, 500 // PAGES):
            form = repeat(Path(name) / f"{times}.docx", times)
            show(f"{times * PAGES} pages", [sys.executable, "-c", READ, str(form)], rounds)


def show(what: str, command: list[str], rounds: int) -> None:
    """Run the command and print its medians."""
    run(command)
    runs = [run(command) for _ in range(rounds)]
    times = f"{median(runs, 'wall'):.2f} s wall, {median(runs, 'cpu'):.2f} s CPU"
    print(f"{what}, {rounds} rounds: {times}, {peak_memory(command):.0f} MiB")


def fill(path: Path) -> Path:
    """The form of the example as docgen writes it."""
    application = load(EXAMPLE, built_in())
    shown = {**format_answers(application.form, application.answers), "draft_mark": ""}
    path.write_bytes(fill_template(FORM, shown))
    return path


def repeat(path: Path, times: int) -> Path:
    """The form with its text so many times."""
    with zipfile.ZipFile(FORM) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member).decode("utf-8") if member == "word/document.xml" else old.read(member)
            if isinstance(content, str):
                body = re.search("<w:body>(.*)</w:body>", content, re.DOTALL)
                assert body is not None
                content = content.replace(body[1], body[1] * times)
            new.writestr(member, content)
    return path


if __name__ == "__main__":
    main()
