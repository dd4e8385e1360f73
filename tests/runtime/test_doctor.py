"""What the doctor finds on this machine, and on machines that lack something."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

import pytest

import fake_office
from docgen.errors import ToolMissing
from docgen.runtime import doctor
from docgen.runtime.doctor import Finding, FindingState, examine
from docgen.runtime.fonts import Drawn, StandIn


def found(what: str) -> Finding:
    return next(finding for finding in examine() if finding.what == what)


@pytest.mark.slow
def test_python_the_packages_and_the_office_are_there() -> None:
    assert [found(what).state for what in ("Python", "pikepdf", "LibreOffice")] == [FindingState.OK] * 3


def test_every_house_face_is_looked_at() -> None:
    looked_at = {finding.what for finding in examine()}
    assert {"仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体", "Times New Roman"} <= looked_at


def test_whatever_is_missing_comes_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_office.use("old", monkeypatch)
    monkeypatch.setenv("PATH", "/nonexistent")
    lacking = [finding for finding in examine() if finding.state in (FindingState.MISSING, FindingState.OPTIONAL)]
    assert {finding.what for finding in lacking} >= {"字体", "pdftoppm"}
    assert all(finding.remedy and finding.detail for finding in lacking)


def test_an_office_that_is_too_old_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_office.use("old", monkeypatch)
    assert found("LibreOffice").state is FindingState.MISSING
    assert "5.2.7.2" in found("LibreOffice").detail


def test_a_package_that_is_not_installed_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.metadata, "requires", lambda _: ["surely-not-installed>=1", 'pytest; extra == "dev"'])
    assert found("surely-not-installed").state is FindingState.MISSING
    assert not any(finding.what == "pytest" for finding in examine())


def _find_none(*_: object) -> None:
    raise ToolMissing("没有找到 LibreOffice。")


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_a_package_that_cannot_be_loaded_is_missing(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(module: str) -> None:
        raise ImportError(f"DLL load failed while importing {module}")

    monkeypatch.setattr(doctor.metadata, "requires", lambda _: ["msgspec", "openpyxl"])
    monkeypatch.setattr(doctor.importlib, "import_module", refuse)
    monkeypatch.setattr(doctor.sys, "platform", platform)
    monkeypatch.setattr(doctor, "find_office", _find_none)  # there is no registry here to ask
    assert found("msgspec").state is FindingState.MISSING
    assert "msgspec._core" in found("msgspec").detail
    assert ("Visual C++" in found("msgspec").remedy) == (platform == "win32")
    assert found("openpyxl").state is FindingState.OK


@pytest.mark.parametrize("package", ["lxml", "msgspec", "pikepdf", "pillow", "pypdfium2", "typst", "zxing-cpp"])
def test_the_modules_of_machine_code_are_loaded(package: str) -> None:
    modules = list(doctor._list_native_modules(doctor.metadata.distribution(package)))
    assert modules or package == "pypdfium2"  # which opens its library by itself
    for module in modules:
        importlib.import_module(module)


@pytest.mark.parametrize(
    ("drawn", "state"),
    [(Drawn.REAL, FindingState.OK), (Drawn.STAND_IN, FindingState.STAND_IN), (Drawn.MISSING, FindingState.MISSING)],
)
def test_a_face_stands_as_it_is_drawn(drawn: Drawn, state: FindingState, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_stand_ins", lambda: (StandIn("仿宋_GB2312", "FandolFang", drawn),))
    assert found("仿宋_GB2312").state is state
    assert "FandolFang" in found("仿宋_GB2312").detail or drawn is Drawn.REAL


def test_a_finding_can_be_written_as_json() -> None:
    assert found("Python").to_json()["state"] == "ok"


def test_a_lack_of_impress_is_told_and_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    found = replace(doctor.find_office(), has_impress=False)
    monkeypatch.setattr(doctor, "find_office", lambda: found)
    (impress,) = (one for one in doctor.examine() if one.what == "LibreOffice Impress")
    assert impress.state is FindingState.OPTIONAL and "演示文稿" in impress.detail and "impress" in impress.remedy


def test_a_lack_of_math_is_told_and_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    found = replace(doctor.find_office(), has_math=False)
    monkeypatch.setattr(doctor, "find_office", lambda: found)
    (math,) = (one for one in doctor.examine() if one.what == "LibreOffice Math")
    assert math.state is FindingState.OPTIONAL and "公式" in math.detail and "libreoffice-math" in math.remedy


@pytest.mark.slow
def test_the_cache_is_told_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCGEN_CACHE", str(tmp_path))
    assert doctor.examine()[-1].detail == str(tmp_path / "made")
    monkeypatch.setenv("DOCGEN_CACHE", "off")
    assert doctor.examine()[-1].state is FindingState.OPTIONAL
