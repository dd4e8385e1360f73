"""A build is spared only where nothing that goes into it, and nothing that came out of it, has changed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.problems.problem import Problem, Where
from docgen.runtime import build_cache as unchanged
from docgen.runtime import environment_fingerprint
from docgen.runtime import office as office_module
from docgen.runtime.build_cache import FinishedBuild, collect_inputs, find_finished_build, store_finished_build
from docgen.runtime.cache import NO_CACHE, Cache
from docgen.runtime.checksums import Checksums
from docgen.runtime.office import OVERRIDE
from docgen.runtime.tools import Tools

NOTE = Problem("evidence.repaired", Where("evidence/01/a.pdf", 2), "修复过。", "请核对。", "规则")


class Build:
    """A small folder, definitions, an output and a cache, and the question whether a build may be spared."""

    def __init__(self, home: Path) -> None:
        self.folder, self.roots, self.cache = home / "申报", (home / "definitions",), Cache(home / "cache")
        self.out, self.mode, self.fonts = self.folder / "output", "", home / "fonts"
        for name in ("application.yaml", "plan.md", "evidence/01/a.pdf", "lists/x.csv", "sealed/1.pdf"):
            written(self.folder / name, name)
        for name in ("data/forms/f.yaml", "data/tables.yaml", "templates/f/form.docx"):
            written(self.roots[0] / name, name)
        written(self.fonts / "font.otf", "font")

    def inputs(self) -> unchanged.BuildInputs | None:
        return collect_inputs(self.folder, self.out, self.roots, self.mode, Tools(self.cache), Checksums())

    def write_output(self) -> None:
        names = ("word/申报表.docx", "pdf/a.pdf", "disc/é.pdf", "申报材料.pdf")
        told = {name: written(self.out / name, name) for name in names}
        documents = [{"path": name, "sha256": told[name]} for name in names[:-1]]
        package = {"path": names[-1], "sha256": told[names[-1]], "pages": 7}
        manifest = {"documents": documents, "package": package, "report": [NOTE.to_json()]}
        (self.out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    def run(self) -> None:
        inputs = self.inputs()
        self.write_output()
        store_finished_build(inputs, self.out, self.cache)

    def spared(self) -> FinishedBuild | None:
        return find_finished_build(self.inputs(), self.out, self.cache)


def written(path: Path, content: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return hashlib.sha256(content.encode()).hexdigest()


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    built = Build(tmp_path)
    program = tmp_path / "office" / "program" / "soffice"
    written(program, "#!/bin/sh\necho 'LibreOffice 7.4.7.2 40(Build:2)'\n")
    program.chmod(0o755)
    monkeypatch.setenv(OVERRIDE, str(program))
    for module in (office_module, unchanged):
        monkeypatch.setattr(module, "list_font_folders", lambda: (built.fonts,))
    built.run()
    return built


def test_a_build_of_what_was_built_is_spared_and_tells_the_same(build: Build) -> None:
    assert build.spared() == FinishedBuild(7, (NOTE,))


def test_an_output_that_macos_lists_decomposed_is_the_same(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    rglob = Path.rglob

    def list_decomposed(self: Path, pattern: str) -> list[Path]:
        return [Path(unicodedata.normalize("NFD", str(path))) for path in rglob(self, pattern)]

    monkeypatch.setattr(Path, "rglob", list_decomposed)
    assert build.spared() == FinishedBuild(7, (NOTE,))


def test_nothing_is_written_to_find_out(build: Build) -> None:
    before = {path: path.stat().st_mtime_ns for path in build.folder.rglob("*")}
    build.spared()
    assert {path: path.stat().st_mtime_ns for path in build.folder.rglob("*")} == before


def test_an_output_elsewhere_and_copied_is_as_good(build: Build, tmp_path: Path) -> None:
    shutil.copytree(build.out, tmp_path / "elsewhere")
    shutil.rmtree(build.out)
    build.out = tmp_path / "elsewhere"
    assert build.spared()


def change(name: str) -> Callable[[Build], None]:
    return lambda build: (build.folder / name).write_text("other", encoding="utf-8") and None


def of_definitions(name: str) -> Callable[[Build], None]:
    return lambda build: written(build.roots[0] / name, "other") and None


def saved_later(build: Build) -> None:
    os.utime(build.folder / "application.yaml", ns=(10**18, 10**18))


def swapped_in_place(build: Build) -> None:
    path = build.folder / "evidence/01/a.pdf"
    times = path.stat()
    path.write_text(path.read_text()[::-1])
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def linked_folder(build: Build) -> None:
    (build.folder / "evidence" / "02").symlink_to(build.folder / "lists", target_is_directory=True)


def unreadable(build: Build) -> None:
    (build.folder / "evidence" / "gone.pdf").symlink_to("/nonexistent/file")


def draft(build: Build) -> None:
    build.mode = "草稿"


def another_office(build: Build) -> None:
    program = Path(os.environ[OVERRIDE])
    program.write_text(program.read_text().replace("7.4.7.2", "24.8.1.2"))


def office_gone(build: Build) -> None:
    Path(os.environ[OVERRIDE]).unlink()


INPUTS = {
    "an answer": change("application.yaml"),
    "the plan": change("plan.md"),
    "evidence": change("evidence/01/a.pdf"),
    "evidence of the same size and time": swapped_in_place,
    "a list": change("lists/x.csv"),
    "a sealed page": change("sealed/1.pdf"),
    "its own notice": change("notice.yaml"),
    "its own criteria": change("criteria.yaml"),
    "a new file": lambda build: written(build.folder / "evidence/01/b.pdf", "b") and None,
    "a file less": lambda build: (build.folder / "evidence/01/a.pdf").unlink(),
    "another name": lambda build: (build.folder / "plan.md").rename(build.folder / "plan2.md") and None,
    "an empty folder": lambda build: (build.folder / "evidence/02").mkdir(),
    "which was saved last": saved_later,
    "a linked folder": linked_folder,
    "a link to nowhere": unreadable,
    "a form": of_definitions("data/forms/f.yaml"),
    "the tables": of_definitions("data/tables.yaml"),
    "a new profile": of_definitions("data/criteria/own.yaml"),
    "a template": of_definitions("templates/f/form.docx"),
    "a font": lambda build: written(build.fonts / "new.otf", "font") and None,
    "another libreoffice": another_office,
    "no libreoffice": office_gone,
    "a draft": draft,
}

OUTPUTS = {
    "a document": lambda build: (build.out / "word/申报表.docx").write_text("edited"),
    "the package": lambda build: (build.out / "申报材料.pdf").write_text("edited"),
    "the manifest": lambda build: (build.out / "manifest.json").write_text(
        (build.out / "manifest.json").read_text() + " "
    ),
    "a document less": lambda build: (build.out / "pdf/a.pdf").unlink(),
    "no manifest": lambda build: (build.out / "manifest.json").unlink(),
    "no output": lambda build: shutil.rmtree(build.out),
    "something else": lambda build: (build.out / "notes.txt").touch(),
    "an empty folder": lambda build: (build.out / "empty").mkdir(),
    "a link": lambda build: (build.out / "link").symlink_to(build.folder),
    "a document behind a link": lambda build: link_instead(build.out / "pdf/a.pdf", build.folder),
}


def link_instead(path: Path, elsewhere: Path) -> None:
    path.rename(elsewhere.parent / "moved.pdf")
    path.symlink_to(elsewhere.parent / "moved.pdf")


@pytest.mark.parametrize(
    "changed", [*INPUTS.values(), *OUTPUTS.values()], ids=[*INPUTS, *(f"out: {one}" for one in OUTPUTS)]
)
def test_each_change_is_noticed(changed: Callable[[Build], object], build: Build) -> None:
    changed(build)
    assert build.spared() is None


def test_docgen_itself_is_noticed(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchanged, "get_docgen_fingerprint", lambda: "another version")
    assert build.spared() is None


def test_what_is_put_back_is_known_again(build: Build) -> None:
    path = build.folder / "evidence/01/a.pdf"
    content = path.read_bytes()
    path.write_bytes(b"other")
    assert build.spared() is None
    path.write_bytes(content)
    assert build.spared()


def test_what_was_touched_during_the_build_is_not_remembered(build: Build) -> None:
    path = build.folder / "evidence/01/a.pdf"
    path.write_text("before", encoding="utf-8")
    inputs = build.inputs()
    path.write_text("during", encoding="utf-8")
    build.write_output()
    store_finished_build(inputs, build.out, build.cache)
    path.write_text("before", encoding="utf-8")
    assert build.spared() is None


def test_an_output_that_holds_more_is_not_remembered(build: Build) -> None:
    (build.folder / "plan.md").write_text("other", encoding="utf-8")
    written(build.out / "手工修改" / "a.docx", "kept")
    build.run()
    assert build.spared() is None
    shutil.rmtree(build.out / "手工修改")
    assert build.spared() is None, "its report still says that something was kept"


def test_without_libreoffice_the_rest_is_spared_too(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OVERRIDE, "/nonexistent/soffice")
    build.run()
    assert build.spared()


def test_without_a_cache_nothing_is_spared_and_nothing_is_read(build: Build) -> None:
    build.cache = NO_CACHE
    assert build.inputs() is None
    build.run()
    assert build.spared() is None


def test_a_folder_that_is_not_there_is_for_the_build_to_tell(build: Build) -> None:
    build.folder = build.folder / "absent"
    assert build.spared() is None


def test_a_pipe_does_not_stop_the_look(build: Build) -> None:
    os.mkfifo(build.folder / "evidence" / "pipe")
    assert build.spared() is None


def test_another_severity_of_a_problem_is_another_docgen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kinds = tmp_path / "problems.yaml"
    kinds.write_text("severity: note", encoding="utf-8")
    monkeypatch.setattr(environment_fingerprint, "PROBLEMS_FILE", kinds)
    before = environment_fingerprint._compute_docgen_fingerprint()
    kinds.write_text("severity: error", encoding="utf-8")
    assert environment_fingerprint._compute_docgen_fingerprint() != before


def test_the_libraries_that_are_installed_are_told_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment_fingerprint.sysconfig, "get_paths", lambda: {"purelib": str(tmp_path)})
    before = environment_fingerprint._compute_docgen_fingerprint()
    (tmp_path / "typst-9.dist-info").mkdir()
    assert environment_fingerprint._compute_docgen_fingerprint() != before
