"""A bundle as ``./dev windows-bundle`` makes it, unpacked, but with wheels for the machine that the tests run on.

The wheels are put together again from what is installed, so that no index is asked.
"""

from __future__ import annotations

import json
import sysconfig
import zipfile
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import parse_tag
from packaging.utils import canonicalize_name

from windows import bundle, install


def write_bundle(folder: Path) -> Path:
    """Write the files of a bundle for this Python on this machine into a folder; the folder."""
    wheels = folder / "wheels"
    own = bundle.build_own_wheel(wheels)
    for name in list_requirements(own):
        write_wheel(metadata.distribution(name), wheels)
    contents = bundle.list_contents(own, wheels, [install.current_python()])
    record = json.loads(contents["bundle.json"])
    record["platform"] = sysconfig.get_platform()
    record["wheels"] = {install.current_python(): [name for name in contents if name.startswith("wheels/")]}
    contents["bundle.json"] = json.dumps(record).encode()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder


def list_requirements(own: bundle.Wheel) -> set[str]:
    """List what docgen needs on this machine, and what that needs in turn."""
    found: set[str] = set()
    waiting = list(own.requirements)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            found.add(name)
            waiting += map(Requirement, metadata.requires(name) or ())
    return found


def write_wheel(package: metadata.Distribution, folder: Path) -> Path:
    """Write the wheel that an installed package came from, as far as it matters."""
    headers = (package.read_text("WHEEL") or "").splitlines()
    tags = [tag for line in headers if line.startswith("Tag: ") for tag in parse_tag(line.removeprefix("Tag: "))]
    parts = (sorted({getattr(tag, part) for tag in tags}) for part in ("interpreter", "abi", "platform"))
    name = canonicalize_name(package.name).replace("-", "_")
    path = folder / ("-".join((name, package.version, *map(".".join, parts))) + ".whl")
    files = [file for file in package.files or () if ".." not in file.parts and "__pycache__" not in file.parts]
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            if file.name != "RECORD":
                archive.write(str(file.locate()), file.as_posix())
        record = next(file for file in files if file.name == "RECORD")
        archive.writestr(record.as_posix(), "".join(f"{file.as_posix()},,\n" for file in files))
    return path
