"""The first calls of a process may come from several threads at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = """
import threading
from pathlib import Path
import docgen
from docgen.project import application_loader  # only the first use of the types is of interest, not the imports
ready = threading.Barrier(4)
found = []
def load():
    ready.wait()
    found.append(docgen.load(Path("data/examples/yunxi-2022")).form.id)
threads = [threading.Thread(target=load) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert found == ["2022-application"] * 4
"""


@pytest.mark.slow
def test_four_threads_may_load_at_once_as_the_first_thing() -> None:
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
