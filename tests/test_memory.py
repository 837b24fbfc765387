"""What is known about memory: sizes as people write them, what is used, what is free."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from screening import memory


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("3GB", 3 * 10**9), ("3g", 3 * 10**9), ("800MB", 800 * 10**6), (" 2.5 GB ", 25 * 10**8),
        ("1024", 1024), ("1tb", 10**12), ("64kB", 64_000),
        ("", None), ("GB", None), ("-3GB", None), ("3GiB", None), ("veel", None), ("1e9", None),
    ],
)  # fmt: skip
def test_a_size_as_people_write_it(text: str, size: int | None) -> None:
    assert memory.as_bytes(text) == size


_GROWS = """
from screening import memory
before = memory.used()
held = bytearray(b"x") * 100_000_000
print(-1 if before is None else memory.used() - before)
"""


def test_what_is_used_grows_with_what_is_held() -> None:
    """In a process of its own: what others gave back to this one would hide what is taken."""
    told = subprocess.run([sys.executable, "-c", _GROWS], capture_output=True, check=True)
    grown = int(told.stdout)
    if grown == -1:
        pytest.skip("this system does not say")
    assert grown > 0.9 * 100_000_000


def test_what_is_free_is_no_more_than_the_machine_has() -> None:
    free = memory.free()
    if free is None:
        pytest.skip("this system does not say")
    total = Path("/proc/meminfo").read_text("ascii").split("MemTotal:")[1].split()[0]
    assert 0 <= free <= int(total) * 1024


@pytest.mark.parametrize("files", [files for _, _, files in memory._VERSIONS])
def test_a_container_leaves_what_its_limit_leaves(files: tuple[str, str], tmp_path: Path) -> None:
    inner = tmp_path / "pods" / "one"
    inner.mkdir(parents=True)
    for folder, limit, current in ((inner, "9000", "4000"), (inner.parent, "10000", "8000")):
        (folder / files[0]).write_text(limit)
        (folder / files[1]).write_text(current)
        (folder / "memory.stat").write_text("anon 1\ninactive_file 500\n")
    (tmp_path / files[0]).write_text("max" if files[0] == "memory.max" else str(2**63 - 4096))
    (tmp_path / files[1]).write_text("99999")
    assert list(memory._along(tmp_path, "/pods/one", files)) == [5500, 2500]
    assert list(memory._along(tmp_path, "/elsewhere/two", files)) == []


def test_the_smallest_of_machine_and_containers_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_of_machine", lambda: 7)
    monkeypatch.setattr(memory, "_of_containers", lambda: iter([9, 5, 8]))
    assert memory.free() == 5
    monkeypatch.setattr(memory, "_of_containers", lambda: iter([-3]))
    assert memory.free() == 0
