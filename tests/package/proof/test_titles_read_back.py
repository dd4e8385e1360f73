"""Titles in every script: what the names of evidence files may hold comes back from the package as it was printed."""

from __future__ import annotations

from pathlib import Path

import pytest

import broken_files as files
import small_book
from docgen.package.merging.assembly import assemble_package
from docgen.package.proof.verify import verify_package
from docgen.runtime.file_names import find_unreadable

TITLES = (
    *("合作协议", "𠮷䶮㙍", "한국어", "ひらがな ｶﾀｶﾅ", "ελληνικά", "русский", "Việt café e\u0301", "①②Ⅷ㎡", "ﬁn", "𝒳"),
    *("😀报告👩‍🔧", "❤️证", "証\U000e0100", "ไทย", "हिन्दी कि", "தமிழ் கொ", "မြန်မာ", "ខ្មែរ", "བོད་ཡིག", "ᠮᠣᠩᠭᠣᠯ"),
    *(
        "الس",
        "شهادة 证书",
        "עברית",
        "٣٤٥",
        "ܫܠܡܐ",
        "ߒߞߏ",
        "𐤀𐤁",
        "abc\u202edef",
        "a\u2066b\u2069",
        "a\u200fb",
        "a\u061cb",
    ),
    *(
        "a\u200bb",
        "a\u200db",
        "\u200d",
        "a\xadb",
        "a\u180eb",
        "a\u3164b",
        "a\u115fb",
        "a\U000e0041b",
        "a\ufffab",
        "a\ue000b",
    ),
    *("a\u0378b", "a\ufdd0b", "\u0301abc", "a\u2028b"),
)


@pytest.mark.slow
def test_every_title_is_refused_before_or_read_back(tmp_path: Path) -> None:
    allowed = [title for title in TITLES if not find_unreadable(title)]
    assert {"合作协议", "한국어", "русский"} <= {*allowed} and not {"الس", "हिन्दी कि", "\u200d"} & {*allowed}
    evidence = []
    for number, title in enumerate(allowed):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(files.scanned_pdf(tmp_path / "scan.pdf", pages=1).read_bytes() + b"\n%%%d" % number)
        evidence.append(small_book.item_file(path, tmp_path, title))
    package = tmp_path / "package.pdf"
    layout = assemble_package(small_book.book(tmp_path, {"8": evidence}), package, small_book.TYPESETTER).layout
    assert {problem.code for problem in verify_package(package, layout, {})} <= {"font.no-glyph"}
