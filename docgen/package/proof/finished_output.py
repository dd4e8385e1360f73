"""A finished output, as its manifest describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docgen.errors import InputError, describe_os_error
from docgen.package.layout.package_layout import Layout
from docgen.runtime.checksums import compute_sha256
from docgen.runtime.output_folder import MANIFEST, read_manifest


@dataclass(frozen=True)
class FinishedOutput:
    """Content of an output folder: its manifest, and its layout (None without LibreOffice)."""

    folder: Path
    manifest: Mapping[str, Any]
    layout: Layout | None
    documents: Mapping[str, str]
    """The SHA-256 of each document beside the package, by its path in the output."""
    _hashes: dict[Path, str] = field(default_factory=dict)

    @property
    def package(self) -> str:
        """The name of the package; only where there is one."""
        return str(self.manifest["package"]["path"])

    @property
    def answers(self) -> Mapping[str, Mapping[str, Any]]:
        """The printed answers by slot: label and text."""
        answers: Mapping[str, Mapping[str, Any]] = self.manifest["answers"]
        return answers

    @property
    def inputs(self) -> dict[str, str]:
        """The SHA-256 of each input file, by its path in the application folder."""
        return {one["path"]: one["sha256"] for one in self.manifest["inputs"]}

    @property
    def application(self) -> Path | None:
        """The application folder of the output: its parent folder, None where that holds none of the inputs."""
        above = self.folder.resolve().parent
        return above if any((above / name).is_file() for name in self.inputs) else None

    def hash_file(self, path: Path) -> str:
        """Return the SHA-256 of a file; each file is read once."""
        if path not in self._hashes:
            self._hashes[path] = compute_sha256(path)
        return self._hashes[path]

    def find_intact_package(self) -> Path:
        """Return the path of the package; InputError where it is missing or has changed since the build."""
        path = self.folder / self.package
        if not path.is_file() or self.hash_file(path) != self.manifest["package"]["sha256"]:
            raise InputError("这个文件不在了，或在生成后被改过。", remedy="请重新生成后再比较。", path=path)
        return path


def read_output(folder: Path) -> FinishedOutput:
    """Read the output in ``folder``; InputError where there is none, or one of an incompatible version."""
    path = folder / MANIFEST
    try:
        manifest = read_manifest(folder)
        says = manifest.data
        layout = Layout.from_json(says["package"]) if says["package"] else None
        output = FinishedOutput(folder, says, layout, manifest.documents)
        # Read every entry that later code relies on, so that a foreign manifest fails here and not halfway.
        _ = [says[name] for name in ("form", "notice", "cluster", "draft", "answers")]
        _ = output.inputs
        _ = [(one["code"], one["where"]["path"]) for one in says["report"]]
    except OSError as error:
        message = f"这里没有可读的 {MANIFEST}（{describe_os_error(error)}），不像是 docgen 的输出文件夹。"
        raise InputError(
            message, remedy="请给出 docgen build 写出的文件夹，例如 output；没有的，请重新生成。", path=folder
        ) from None
    except ValueError:
        message = f"{MANIFEST} 不是完整的 JSON，可能没有复制完或被改过。"
        raise InputError(message, remedy="请重新复制，或重新生成。", path=path) from None
    except (KeyError, TypeError, AttributeError):
        message = f"{MANIFEST} 里没有应有的内容，是另一个版本的 docgen 写的，或被改过。"
        raise InputError(message, remedy="请用写它的那个版本，或重新生成。", path=path) from None
    return output
