"""What may be wrong with the volumes that are printed and bound."""

from __future__ import annotations

from docgen.problems.kinds_kind import Kind, warning

KINDS: dict[str, Kind] = {
    "print.thick": warning(
        "一册太厚，不好装订",
        rule="docgen 的约定：一册厚过 50 毫米，胶装容易散，书脊也压不平。",
        example="单面印刷 600 张，约厚 62.4 毫米。",
        remedy="照提示的页数在 notice.yaml 里写明分册，或改用双面印刷。",
    ),
    "print.over-limit": warning(
        "一册超过了每册的限度",
        rule="通知或 docgen 规定的每册页数、文件大小；一个文件不拆到两册里。",
        example="每册最多 600 页，一本审计报告汇编就有 720 页。",
        remedy="把大文件按内容拆成几个，或在 notice.yaml 的 printing: volumes: 里放宽。",
    ),
}
