"""docgen: official forms of the 中小企业特色产业集群 rounds, from structured data to a print-ready package.

The public names are those of :mod:`docgen.api`. They are imported when they are first used: ``docgen --help`` must not
wait for them::

    from pathlib import Path
    from docgen import build
    result = build(Path("my-cluster"), Path("my-cluster/output"))
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docgen.api import *  # noqa: F403

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "api" or (name.startswith("_") and name != "__all__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    api = importlib.import_module("docgen.api")  # "from docgen import api" would come back here

    return ["__version__", *api.__all__] if name == "__all__" else getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__getattr__("__all__")})
