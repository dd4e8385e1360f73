"""Names of the documents that docgen writes beside the form: no notice may call a document of its own like them."""

from __future__ import annotations

CALCULATION = "数据计算说明"
HAND_PLACES = "待签字盖章清单"
ASSESSMENT = "自评报告"
SUMMARY = "推荐汇总表"

OWN_NAMES = (CALCULATION, HAND_PLACES, ASSESSMENT, SUMMARY)
"""The names of the documents in the folders of Word, Excel and PDF that are the same in every output."""
