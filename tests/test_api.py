"""The public API: names, examples, repeated calls, events, cancellation."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pickle
import pkgutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

import docgen
from docgen import api, pipeline
from docgen.progress import Stage
from small_application import contents_of, write_application

EXAMPLE = Path(__file__).parents[1] / "data" / "examples" / "yunxi-2022"
FUNCTIONS = [name for name in api.__all__ if inspect.isfunction(getattr(api, name))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the example has been built once, for the functions about finished outputs."""
    folder = tmp_path_factory.mktemp("api")
    docgen.build(EXAMPLE, folder / "output")
    return folder


@pytest.fixture(scope="module")
def names(folder: Path) -> dict[str, object]:
    """The names that the examples of the docstrings use."""
    returns = folder / "returns"
    returns.mkdir()
    for number, name in enumerate(("甲厂", "乙厂")):
        rows = f"企业名称,2021年产值（亿元）\n云溪{name},{number + 1}.5\n"
        (returns / f"{name}.csv").write_text(rows, encoding="utf-8")
    document = docx.Document()
    for text in ("一、集群基本情况简介", "云溪集群位于云溪县。"):
        document.add_paragraph(text)
    document.save(str(folder / "规划.docx"))
    return {"example": EXAMPLE, "folder": folder, "returns": returns}


# -- names --------------------------------------------------------------------------------------------------------


def test_every_public_name_can_be_imported_from_docgen() -> None:
    assert sorted(docgen.__all__) == sorted({"__version__", *api.__all__})
    assert all(getattr(docgen, name) is getattr(api, name) for name in api.__all__)


def test_no_public_name_is_that_of_a_module() -> None:
    modules = {found.name for found in pkgutil.iter_modules(docgen.__path__)}
    assert not modules & set(api.__all__)
    for module in modules - {"__main__"}:
        importlib.import_module(f"docgen.{module}")
    assert all(not inspect.ismodule(getattr(docgen, name)) for name in api.__all__)


def test_every_public_function_has_a_docstring_and_an_example() -> None:
    for name in FUNCTIONS:
        assert "Example::" in (inspect.getdoc(getattr(api, name)) or ""), name


# -- examples, twice ----------------------------------------------------------------------------------------------


def run_example(name: str, names: dict[str, object]) -> doctest.TestResults:
    finder, runner = doctest.DocTestFinder(recurse=False), doctest.DocTestRunner(verbose=False)
    for found in finder.find(getattr(api, name), name, globs=dict(names)):
        runner.run(found)
    return runner.summarize(verbose=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_of_a_function_holds(name: str, names: dict[str, object]) -> None:
    assert run_example(name, names).failed == 0


@pytest.mark.slow
def test_every_long_function_can_be_called_twice_in_one_process(folder: Path, names: dict[str, object]) -> None:
    once = {
        "adopt_template",
        "carry",
        "create",
        "import_form",
        "shift_form",
        "write_form_folder",
        "read_plan_document",
        "write_blank_lists",
        "write_workbook",
        "read_workbook",
    }  # these refuse a folder or file that is there
    for name in FUNCTIONS:
        if name not in once:
            for _ in range(2):
                assert run_example(name, names).failed == 0, name


@pytest.mark.slow
def test_functions_that_write_a_folder_refuse_to_write_it_twice(tmp_path: Path) -> None:
    docgen.create(tmp_path / "a", "2022-application", "guangdong-2022")
    docgen.create(tmp_path / "b", "2025-review", "national-2025")
    docgen.carry(EXAMPLE, tmp_path / "c", "2025-review")
    docgen.carry(EXAMPLE, tmp_path / "d", "2025-review")
    for folder in "abcd":
        assert docgen.write_workbook(tmp_path / folder).is_file()
        assert docgen.read_workbook(tmp_path / folder).written
    with pytest.raises(docgen.OutputError):
        docgen.create(tmp_path / "a", "2022-application", "guangdong-2022")


# -- events -------------------------------------------------------------------------------------------------------


@pytest.fixture
def application(tmp_path: Path) -> Path:
    return write_application(tmp_path / "云溪")


@pytest.mark.slow
def test_a_build_reports_its_stages_files_and_problems(application: Path, tmp_path: Path) -> None:
    events: list[docgen.ProgressEvent] = []
    result = docgen.build(application, tmp_path / "out", on_event=events.append)
    started = [event.stage for event in events if isinstance(event, docgen.StageStarted)]
    finished = [event.stage for event in events if isinstance(event, docgen.StageFinished)]
    assert sorted(stage.value for stage in started) == sorted(stage.value for stage in finished)
    wanted = {Stage.READ, Stage.JUDGE, Stage.INSPECT, Stage.FILL, Stage.CONVERT, Stage.DRAW, Stage.MERGE, Stage.PROVE}
    assert wanted <= set(started)
    inspected = {event.file for event in events if isinstance(event, docgen.FileDone) and event.stage is Stage.INSPECT}
    assert inspected == {file.name for file in docgen.load(application).evidence.files}
    for stage in (Stage.INSPECT, Stage.CONVERT):
        steps = [event for event in events if isinstance(event, docgen.StageAdvanced) and event.stage is stage]
        assert steps[-1].done == steps[-1].total
    found = [event.problem for event in events if isinstance(event, docgen.ProblemFound)]
    assert {problem.code for problem in found} == {problem.code for problem in result.problems}


@pytest.mark.slow
def test_events_never_come_twice_at_the_same_time(application: Path, tmp_path: Path) -> None:
    busy = threading.Lock()

    def on_event(event: docgen.ProgressEvent) -> None:
        assert busy.acquire(blocking=False)
        time.sleep(0.001)
        busy.release()

    assert docgen.build(application, tmp_path / "out", on_event=on_event).out


def test_an_event_as_json_is_plain_data() -> None:
    event = docgen.StageAdvanced(Stage.CONVERT, 3, 12)
    assert docgen.event_to_json(event) == {"event": "stage-advanced", "stage": "convert", "done": 3, "total": 12}


@pytest.mark.slow
def test_a_callback_that_raises_ends_the_build_and_leaves_the_last_output(application: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert docgen.build(application, out).out
    before = contents_of(out)
    (application / "plan.md").write_text((application / "plan.md").read_text("utf-8") + "\n又一段。\n", "utf-8")

    def on_event(event: docgen.ProgressEvent) -> None:
        if isinstance(event, docgen.StageStarted) and event.stage is Stage.MERGE:
            raise RuntimeError("the screen is gone")

    with pytest.raises(RuntimeError, match="the screen is gone"):
        docgen.build(application, out, on_event=on_event)
    assert contents_of(out) == before


# -- cancel -------------------------------------------------------------------------------------------------------

CANCELLABLE: dict[str, Callable[[Path, Path, docgen.Cancel], object]] = {
    "check": lambda folder, out, cancel: docgen.check(folder, cancel=cancel),
    "build": lambda folder, out, cancel: docgen.build(folder, out, cancel=cancel),
    "collect": lambda folder, out, cancel: docgen.collect(folder, out / "表.xlsx", cancel=cancel),
    "summary": lambda folder, out, cancel: docgen.summary([folder], out / "表.xlsx", cancel=cancel),
}


@pytest.mark.parametrize("name", CANCELLABLE)
def test_a_call_that_is_cancelled_before_it_begins_does_nothing(name: str, application: Path, tmp_path: Path) -> None:
    cancel = docgen.Cancel()
    cancel.cancel()
    with pytest.raises(docgen.Cancelled):
        CANCELLABLE[name](application, tmp_path / "out", cancel)
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize("stage", [Stage.READ, Stage.INSPECT, Stage.CONVERT, Stage.DRAW, Stage.MERGE, Stage.PROVE])
def test_a_build_that_is_cancelled_in_a_stage_ends_and_leaves_nothing(
    stage: Stage, application: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    out = tmp_path / "out"
    assert docgen.build(application, out).out
    before = contents_of(out)
    (application / "plan.md").write_text((application / "plan.md").read_text("utf-8") + "\n又一段。\n", "utf-8")
    cancel = docgen.Cancel()

    def on_event(event: docgen.ProgressEvent) -> None:
        if isinstance(event, docgen.StageStarted) and event.stage is stage:
            cancel.cancel()

    with pytest.raises(docgen.Cancelled):
        docgen.build(application, out, on_event=on_event, cancel=cancel)
    assert contents_of(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "scratch", "云溪"]
    assert list(scratch.iterdir()) == []
    assert docgen.build(application, out).is_new


def test_a_cancelled_token_does_not_touch_other_calls(application: Path) -> None:
    cancel = docgen.Cancel()
    cancel.cancel()
    with pytest.raises(docgen.Cancelled):
        docgen.check(application, cancel=cancel)
    assert docgen.check(application, cancel=docgen.Cancel()).application.form.id == "2022-application"


# -- what is handed in ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_cache_that_is_handed_in_is_the_one_that_is_used(application: Path, tmp_path: Path) -> None:
    cache = docgen.Cache(tmp_path / "cache")
    assert docgen.build(application, tmp_path / "out", cache=cache).is_new
    assert not docgen.build(application, tmp_path / "out", cache=cache).is_new
    assert docgen.build(application, tmp_path / "out").is_new  # the tests' own cache is off


@pytest.mark.slow
def test_an_office_that_is_handed_in_is_the_one_that_converts(application: Path, tmp_path: Path) -> None:
    class Counting:
        calls = 0

        def convert(self, *arguments: object) -> object:
            from docgen.runtime.office_engine import ColdCall

            Counting.calls += 1
            return ColdCall().convert(*arguments)  # type: ignore[arg-type]

    office = docgen.find_office(docgen.Cache(None), Counting())  # type: ignore[arg-type]
    assert docgen.build(application, tmp_path / "out", office=office).out
    assert Counting.calls


def test_nothing_below_the_api_opens_a_cache_or_looks_for_libreoffice() -> None:
    sources = Path(pipeline.__file__).parents[1]
    allowed = {"api.py", "runtime/cache.py", "runtime/office.py", "runtime/tools.py", "runtime/doctor.py"}
    for path in sources.rglob("*.py"):
        if path.relative_to(sources).as_posix() not in allowed:
            text = path.read_text("utf-8")
            assert "open_cache(" not in text.replace("open_cache().", "") or path.parent.name == "cli", path
            assert "import find_office" not in text, path


# -- across processes -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_results_events_and_errors_can_be_sent_to_another_process(application: Path, tmp_path: Path) -> None:
    events: list[docgen.ProgressEvent] = []
    result = docgen.build(application, tmp_path / "out", on_event=events.append)
    assert pickle.loads(pickle.dumps(result)) == result
    assert pickle.loads(pickle.dumps(events)) == events
    checked = pickle.loads(pickle.dumps(docgen.check(application)))
    assert checked.to_json() == docgen.check(application).to_json()
    assert str(pickle.loads(pickle.dumps(docgen.Cancelled()))) == str(docgen.Cancelled())


def test_a_refused_build_is_not_new_and_has_no_output(application: Path, tmp_path: Path) -> None:
    (application / "plan.md").unlink()
    result = docgen.build(application, tmp_path / "out")
    assert (result.out, result.is_new, result.package, result.disc) == (None, False, None, None)
    assert docgen.has_errors(result.problems)


@pytest.mark.slow
def test_the_output_is_named_as_it_was_given_whether_new_or_not(
    application: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cache = docgen.Cache(tmp_path / "cache")
    (tmp_path / "linked").symlink_to(application)
    for is_new in (True, False):
        result = docgen.build(Path("linked"), Path("linked/output"), cache=cache)
        assert (result.out, result.is_new) == (Path("linked/output"), is_new)
