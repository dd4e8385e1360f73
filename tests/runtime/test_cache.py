"""The cache: what comes back, what is noticed, and that a build never depends on it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.errors import OutputError
from docgen.runtime.cache import CACHE, NO_CACHE, Cache, compute_key, open_cache

KEY = compute_key("a document")
TENTH = 100_000


def entries(cache: Cache) -> list[Path]:
    assert cache.folder is not None
    return sorted(path for path in cache.folder.rglob("*") if path.is_file())


def sized(cache: Cache, name: str, used: int) -> None:
    """An entry of a tenth of a million bytes that was last used at that time."""
    cache.put("kind", compute_key(name), bytes(TENTH))
    path = next(path for path in entries(cache) if path.name == compute_key(name))
    os.utime(path, (used, used))


def test_what_was_put_in_comes_back_and_nothing_else(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.get("kind", KEY) is None
    cache.put("kind", KEY, b"content")
    assert cache.get("kind", KEY) == Cache(tmp_path).get("kind", KEY) == b"content"
    assert cache.get("other kind", KEY) is None
    assert cache.get("kind", compute_key("another document")) is None


def test_a_value_is_made_once(tmp_path: Path) -> None:
    calls: list[str] = []

    def make() -> list[str]:
        calls.append("made")
        return ["宋体", "FandolSong"]

    assert Cache(tmp_path).get_or_make("kind", KEY, make, list[str]) == Cache(tmp_path).get_or_make(
        "kind", KEY, make, list[str]
    )
    assert len(calls) == 1


@given(st.lists(st.text() | st.binary(), max_size=4), st.lists(st.text() | st.binary(), max_size=4))
def test_only_the_same_parts_in_the_same_order_have_the_same_key(
    one: list[str | bytes], two: list[str | bytes]
) -> None:
    def plain(parts: list[str | bytes]) -> list[bytes]:
        return [part.encode() if isinstance(part, str) else part for part in parts]

    assert (compute_key(*one) == compute_key(*two)) == (plain(one) == plain(two))


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content + b"x",
        lambda content: content[:20],
        lambda content: b"",
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
        lambda content: b"x" + content[1:],
    ],
    ids=["cut short", "longer", "cut in the head", "empty", "one bit", "another mark"],
)
def test_a_damaged_entry_is_noticed_and_made_anew(damage, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    cache = Cache(tmp_path)
    cache.put("kind", KEY, b"content")
    (path,) = entries(cache)
    path.write_bytes(damage(path.read_bytes()))
    assert cache.get("kind", KEY) is None
    assert not path.exists(), "what is damaged takes no room"
    cache.put("kind", KEY, b"content")
    assert cache.get("kind", KEY) == b"content"


def test_what_was_not_used_for_the_longest_time_goes_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=10 * TENTH)
    for used, name in enumerate("abcdefghi", 1):
        sized(cache, name, used)
    assert cache.get("kind", compute_key("a")) is not None, "using it makes it young again"
    sized(cache, "j", 100)
    left = [name for name in "abcdefghij" if cache.get("kind", compute_key(name)) is not None]
    assert left == [*"a", *"efghij"]
    assert sum(path.stat().st_size for path in entries(cache)) <= 10 * TENTH


def test_one_entry_does_not_drive_out_all_others(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=10 * TENTH)
    sized(cache, "small", 1)
    cache.put("kind", compute_key("large"), bytes(2 * TENTH))
    assert cache.get("kind", compute_key("large")) is None
    assert cache.get("kind", compute_key("small")) is not None


_RUN = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from docgen.runtime.cache import Cache, compute_key
cache = Cache(Path(sys.argv[1]), limit=1_000_000)
for turn in range(60):
    for name in range(12):
        content = compute_key(str(name)).encode() * 1500
        cache.put("kind", compute_key(str(name)), content)
        found = cache.get("kind", compute_key(str(name)))
        assert found in (None, content), "half an entry was read"
"""


@pytest.mark.slow
def test_two_runs_at_once_read_only_whole_entries(tmp_path: Path) -> None:
    runs = [subprocess.Popen([sys.executable, "-c", _RUN, str(tmp_path)]) for _ in range(2)]
    assert [run.wait(60) for run in runs] == [0, 0]
    assert not [path for path in entries(Cache(tmp_path)) if path.name.startswith("new-")]


def test_threads_may_share_a_cache(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=20 * TENTH)
    with ThreadPoolExecutor(30) as threads:
        list(threads.map(lambda name: cache.put("kind", compute_key(str(name)), bytes(TENTH)), range(30)))
    assert sum(path.stat().st_size for path in entries(cache)) <= 20 * TENTH + 2000


def test_what_a_killed_run_left_goes_as_everything_else(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=10 * TENTH)
    sized(cache, "a", 5)
    left = entries(cache)[0].with_name("new-left0000")
    left.write_bytes(bytes(9 * TENTH))
    os.utime(left, (1, 1))
    Cache(tmp_path, limit=10 * TENTH).put("kind", compute_key("b"), bytes(TENTH))
    assert not left.exists()
    assert cache.get("kind", compute_key("a")) is not None


# -- a folder that cannot be used ----------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_made_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = Cache(tmp_path / "file" / "cache")
    cache.put("kind", KEY, b"content")
    assert cache.get("kind", KEY) is None
    assert cache.get_or_make("kind", KEY, lambda: 1, int) == 1
    assert "缓存没有起作用：写不进去" in cache.describe()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    monkeypatch.setattr("tempfile.mkstemp", lambda prefix, dir: (full, str(dir / "new-full")))
    cache = Cache(tmp_path)
    cache.put("kind", KEY, b"content")
    assert cache.get("kind", KEY) is None
    assert entries(cache) == []


def test_nothing_is_kept_where_it_is_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("", "off", "OFF "):
        monkeypatch.setenv(CACHE, value)
        assert not open_cache().is_on
    assert "没有使用缓存" in open_cache().describe() == open_cache().clear()
    NO_CACHE.put("kind", KEY, b"content")
    assert NO_CACHE.get("kind", KEY) is None


def test_the_folder_is_the_one_of_the_environment_or_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CACHE, str(tmp_path))
    assert open_cache().folder == tmp_path
    monkeypatch.delenv(CACHE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    folder = open_cache().folder
    assert folder is not None and folder.name == "docgen"


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
def test_nobody_else_reads_what_is_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "new")
    cache.put("kind", KEY, b"content")
    (top,) = (tmp_path / "new").iterdir()
    assert stat.S_IMODE(top.stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"garbage", b"\xff", b'["a", 1]', b"{}"])
def test_an_entry_that_is_whole_and_wrong_is_thrown_away_and_made_again(tmp_path: Path, content: bytes) -> None:
    cache = Cache(tmp_path)
    cache.put("kind", KEY, content)
    assert cache.get_or_make("kind", KEY, lambda: ["made"], list[str]) == ["made"]
    assert cache.discarded == 1
    assert Cache(tmp_path).get_or_make("kind", KEY, lambda: ["again"], list[str]) == ["made"]


def test_an_entry_of_another_key_or_kind_is_none_of_this_one(tmp_path: Path) -> None:
    cache, other = Cache(tmp_path), compute_key("another document")
    cache.put("kind", KEY, b"content")
    [path] = entries(cache)
    for kind, key in (("kind", other), ("other", KEY)):
        copy = path.parents[2] / kind / key[:2] / key
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
        assert cache.get(kind, key) is None
        assert not copy.exists()
    assert cache.get("kind", KEY) == b"content"


# -- telling of it, and clearing it ---------------------------------------------------------------------------------


def test_it_tells_where_it_is_and_how_much_is_in_it(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert "共 0 项，0.0 MB；最多 2,000.0 MB" in cache.describe()
    cache.put("kind", KEY, bytes(1_500_000))
    assert "共 1 项，1.5 MB" in cache.describe()
    assert str(tmp_path) in cache.describe()


def test_clearing_removes_the_entries_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "kept.otf").write_bytes(b"font")
    cache = Cache(tmp_path)
    cache.put("kind", KEY, b"content")
    assert "已清空缓存：1 项" in cache.clear()
    assert [path.name for path in entries(cache)] == ["kept.otf"]
    cache.put("kind", KEY, b"content")
    assert cache.get("kind", KEY) == b"content"


def test_clearing_a_folder_of_other_files_leaves_them(tmp_path: Path) -> None:
    mine = tmp_path / "made" / "photos" / "ab" / "summer.jpg"
    mine.parent.mkdir(parents=True)
    for name in (mine, mine.with_name("new-plan"), tmp_path / "made" / "letter", mine.with_name(KEY)):
        name.write_bytes(b"mine")
    (mine.parent / ("ab" + KEY[2:])).symlink_to(mine)
    cache = Cache(tmp_path, limit=10)
    cache.put("kind", KEY, b"1")
    cache.clear()
    assert len(entries(cache)) == 5


def test_what_cannot_be_cleared_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path)
    cache.put("kind", KEY, b"content")

    def refuse(self: Path, missing_ok: bool) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(OutputError, match="缓存清不掉：没有权限"):
        cache.clear()
