"""Names and their number in all shapes; what docgen prints is read back, or told as uncertain."""

from __future__ import annotations

import random

import pytest

from docgen.documents.filled_form.name_reader import read_names

THREE = ("甲研究院", "乙中心", "丙公司")


@pytest.mark.parametrize(
    "count, names",
    [
        ("3", "甲研究院、乙中心、丙公司"),
        (" ３ ", "甲研究院；乙中心；丙公司。"),
        ("3个", "甲研究院;乙中心;丙公司"),
        ("三", "甲研究院，乙中心，丙公司"),
        ("共3家", "甲研究院,乙中心,丙公司"),
        ("3", "甲研究院\n乙中心\n丙公司"),
        ("3", "甲研究院、\n乙中心、\n丙公司"),
        ("3", "甲研究院、乙中心\n丙公司"),
        ("3", "甲研究院　乙中心　丙公司"),
        ("3", "1.甲研究院\n2.乙中心\n3.丙公司"),
        ("3", "1、甲研究院 2、乙中心 3、丙公司"),
        ("3", "（1）甲研究院；（2）乙中心；（3）丙公司"),
        ("3", "①甲研究院②乙中心③丙公司"),
        ("3", "一、甲研究院\n二、乙中心\n三、丙公司"),
        ("3", "1 甲研究院\n2 乙中心\n3 丙公司"),
        ("3", "·甲研究院\n·乙中心\n·丙公司"),
        ("3", "- 甲研究院\n- 乙中心\n- 丙公司"),
        ("", "甲研究院、乙中心、丙公司"),
        ("", "3个：甲研究院、乙中心、丙公司"),
        ("3个：甲研究院、乙中心、丙公司", ""),
        ("", "共3个，分别为：甲研究院、乙中心、丙公司"),
        ("", "3个（甲研究院、乙中心、丙公司）"),
        ("", "数量：3个 名称：甲研究院、乙中心、丙公司"),
        ("", "数量:3个\n名称:甲研究院;乙中心;丙公司"),
        ("", "数量：3\n名称：甲研究院、乙中心、丙公司"),
        ("", "名称：甲研究院、乙中心、丙公司\n数量：3个"),
        ("", "甲研究院、乙中心、丙公司（共3个）"),
        ("3", "3个：甲研究院、乙中心、丙公司"),
    ],
)
def test_three_names(count: str, names: str) -> None:
    reading = read_names("个", count, names)
    assert (reading.value, reading.doubt) == (THREE, "")


@pytest.mark.parametrize(
    "count, names, value",
    [
        ("1", "甲（乙、丙）中心", ("甲（乙、丙）中心",)),
        ("2", "甲（A、B），“丙、丁”中心", ("甲（A、B）", "“丙、丁”中心")),
        ("2", '《甲、乙》、"丙，丁"', ("《甲、乙》", '"丙，丁"')),
        ("3", "甲；乙；丙、丁", ("甲", "乙", "丙、丁")),
        ("2", "1.甲、乙 2.丙", ("甲、乙", "丙")),
        ("2", "3号实验室、甲", ("3号实验室", "甲")),
        ("2", "1.8号实验室\n2.6号实验室", ("8号实验室", "6号实验室")),
        ("3", "1、8号实验室；2、甲；3、6号实验室", ("8号实验室", "甲", "6号实验室")),
        ("", "3D打印创新中心", ("3D打印创新中心",)),
        ("", "3个中心", ("3个中心",)),
        ("1", "甲 乙", ("甲 乙",)),
        ("1", "1.甲", ("甲",)),
        ("数量：2个 名称：甲、乙", "数量：2个 名称：甲、乙", ("甲", "乙")),
        ("1", "甲和乙", ("甲和乙",)),
        ("2", "甲(2019年认定)、乙", ("甲(2019年认定)", "乙")),
    ],
)
def test_names_are_not_cut_inside(count: str, names: str, value: tuple[str, ...]) -> None:
    reading = read_names("个", count, names)
    assert (reading.value, reading.doubt) == (value, "")


@pytest.mark.parametrize(
    "count, names",
    [("0", "无"), ("0", ""), ("", "无"), ("无", "无"), ("无", ""), ("0个", "/"), ("", "0个"), ("", "0"), ("/", "/")],
)
def test_no_names(count: str, names: str) -> None:
    reading = read_names("个", count, names)
    assert (reading.value, reading.doubt) == ((), "")


@pytest.mark.parametrize("count, names", [("", ""), (" ", "\n"), ("__", "____")])
def test_blank_names(count: str, names: str) -> None:
    reading = read_names("个", count, names)
    assert (reading.value, reading.doubt) == (None, "")


@pytest.mark.parametrize(
    "count, names, words",
    [
        ("5", "甲、乙、丙", "数量写的是 5，名称分出 3 个"),
        ("0", "甲", "数量写的是 0，名称分出 1 个"),
        ("1", "甲、乙", "数量写的是 1，名称分出 2 个"),
        ("3", "", "没有写名称"),
        ("3", "无", "没有写名称"),
        ("10", "甲、乙、丙等", ""),
        ("", "甲、乙等", "没有写全"),
        ("", "甲等3家", "没有写全"),
        ("3", "详见附件清单", "详见附件清单"),
        ("", "见清单", "见清单"),
        ("2", "甲；乙、丙", "看不出"),
        ("", "甲；乙、丙", "看不出"),
        ("", "甲、乙\n丙", "看不出"),
        ("", "甲，乙", "看不出"),
        ("", "甲公司 乙公司", "看不出"),
        ("", "甲研究院和乙中心", "看不出"),
        ("1", "东江省竹制品\n研究院", "数量写的是 1"),
        ("", "1.甲", "看不出"),
        ("2", "甲、无", "不像一个名称"),
        ("", "国家级：甲；省级：乙", "不像一个名称"),
        ("", "建有平台。运行良好", "不像一个名称"),
        ("2", "甲（2020、乙", "数量写的是 2"),
        ("若干", "甲、乙", "不是一个数"),
        ("2", "3个：甲、乙、丙", "数量写了两处"),
    ],
)
def test_doubtful_names(count: str, names: str, words: str) -> None:
    reading = read_names("个", count, names)
    assert reading.doubt and words in reading.doubt


def test_printed_names_are_read_back_or_doubtful() -> None:
    """Names are printed with 、 between them and their number; some have marks inside, as no name should.

    Names with ； and 、 are left out: 甲；乙；丙、丁 is three names where their number says so.
    """
    lot = random.Random(14)
    parts = (*"甲、；，）” 和。等个：　", "研究院", "（A、B）", "“C；D”", "《E，F》", "2024年", "A&B", "1.", "(2019年)")
    doubtful = 0
    for _ in range(1_500):
        names = tuple("名" + "".join(lot.choices(parts, k=lot.randint(0, 4))) + "称" for _ in range(lot.randint(0, 4)))
        if {"；", "、"} <= set("".join(names)):
            continue
        reading = read_names("个", str(len(names)), "、".join(names) or "无")
        doubtful += bool(reading.doubt)
        assert reading.doubt or reading.value == names, names
    assert doubtful < 1_200


def test_plain_printed_names_are_never_doubtful() -> None:
    lot = random.Random(41)
    for _ in range(500):
        names = tuple(
            lot.choice(("东江", "临川", "石门"))
            + lot.choice(("竹制品", "阀门（A、B）", "“链主”、配套".replace("、", "")))
            + lot.choice(("研究院", "中心(2019年认定)", "有限公司"))
            for _ in range(lot.randint(0, 6))
        )
        reading = read_names("个", str(len(names)), "、".join(names) or "无")
        assert (reading.value, reading.doubt) == (names, "")


def test_a_book_of_names_is_doubtful_at_once() -> None:
    assert read_names("个", "3", "，" * 50_000).doubt
    assert read_names("个", "600", "、".join(["甲中心"] * 600)).value == ("甲中心",) * 600
