"""What may be wrong with any file that is read."""

from __future__ import annotations

from docgen.problems.kinds_kind import Kind, error, note

KINDS: dict[str, Kind] = {
    "file.encoding": note(
        "文件不是 UTF-8 编码，已按识别出的编码读取",
        rule="",
        example="从 Excel 另存的 enterprises.csv 是 GBK 编码。",
        remedy="看一眼有没有乱码；有的，用记事本或编辑器另存为 UTF-8。",
    ),
    "file.duplicate-key": error(
        "同一个栏目填了两次",
        rule="",
        example="application.yaml 第 12 行和第 80 行都有 area:。",
        remedy="留下对的一处，删去另一处；改正前按第一处计。",
    ),
    "file.control-character": note(
        "文字里有从 Word 粘贴来的控制字符，已去掉",
        rule="",
        example="从 Word 复制的一段话里带着“手动换行符”。",
        remedy="读一遍这一行，看有没有两句话连在了一起。",
    ),
}
