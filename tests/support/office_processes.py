"""Documents for LibreOffice, and the processes that convert them: which run, and that they end."""

from __future__ import annotations

import signal
import time
from pathlib import Path

from office_samples import write_docx


def documents(folder: Path, *texts: str) -> list[Path]:
    body = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    return [write_docx(folder / f"{place}.docx", body.format(text)) for place, text in enumerate(texts)]


def running(pid: int) -> bool:
    """Whether the process is there and not only waiting to be collected."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_until_ended(pid: int) -> bool:
    deadline = time.monotonic() + 1
    while running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not running(pid)


def offices_of(work: Path) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            arguments = entry.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if b"soffice" in arguments and str(work).encode() in arguments:
            found.append(int(entry.parent.name))
    return [pid for pid in found if running(pid)]


def restore_interrupt() -> None:
    """For ``preexec_fn``: Ctrl-C ends the child, even where the caller of the tests ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
