"""What may be wrong with any file that is read."""

from __future__ import annotations

from docgen.kinds.kind import Kind, error, warning

KINDS: dict[str, Kind] = {
    "file.encoding": warning(
        "文件不是 UTF-8 编码，已按识别出的编码读取",
    ),
    "file.duplicate-key": error(
        "同一个栏目填了两次",
    ),
    "file.control-character": warning(
        "文字里有从 Word 粘贴来的控制字符，已去掉",
    ),
}
