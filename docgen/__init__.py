"""docgen: official forms of the 中小企业特色产业集群 rounds, from structured data to a print-ready package.

Reading order: :mod:`docgen.pipeline.build` (the flow), :mod:`docgen.definitions` (what the ministry printed),
:mod:`docgen.application` (what the applicant says), :mod:`docgen.checks` (judgement), :mod:`docgen.documents`
(Word and Excel), :mod:`docgen.package` (the PDF). The same pipeline from Python::

    from pathlib import Path
    from docgen import build, built_in
    built = build(Path("my-cluster"), Path("my-cluster/output"), built_in())
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docgen.definitions.catalog import built_in
    from docgen.pipeline.build_context import blank
    from docgen.pipeline.build_result import Mode
    from docgen.pipeline.check import check
    from docgen.pipeline.flow import build
    from docgen.project.application import load

__version__ = "0.1.0"
__all__ = ["Mode", "__version__", "blank", "build", "built_in", "check", "load"]

_HOMES = {
    "load": "docgen.project.application",
    "built_in": "docgen.definitions.catalog",
    "Mode": "docgen.pipeline.build_result",
    "blank": "docgen.pipeline.build_context",
    "build": "docgen.pipeline.flow",
    "check": "docgen.pipeline.check",
}


def __getattr__(name: str) -> Any:
    """Import the public names when they are first used: ``docgen --help`` must not wait for them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'docgen' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
