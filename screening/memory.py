"""How much memory this process uses, and how much is free: of the machine, or of its container.

Linux tells; elsewhere nothing is known, and nothing is bounded.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

DEFAULT_SHARE = 3 / 4
"""Of what is free, may be used when nobody says how much."""
SMALLEST = 100_000_000
"""Bytes that the program takes before it has read anything."""
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)b?", re.IGNORECASE)
_NO_LIMIT = 1 << 60
"""A container without a limit says a number as large as this."""
_VERSIONS = (
    ("", "/sys/fs/cgroup", ("memory.max", "memory.current")),
    ("memory", "/sys/fs/cgroup/memory", ("memory.limit_in_bytes", "memory.usage_in_bytes")),
)
"""Where the kernel keeps the limits of containers: control group, folder, and its files."""


def as_bytes(text: str) -> int | None:
    """Bytes of a size such as '3GB', '800 MB' or '2.5g'; None when it is none."""
    found = _SIZE.fullmatch(text.strip())
    return int(float(found[1]) * _UNITS[found[2].lower()]) if found else None


def shown(size: float) -> str:
    """A number of bytes for people."""
    return f"{size / 10**9:.1f} GB" if size >= 10**9 else f"{size / 10**6:.0f} MB"


def used() -> int | None:
    """Bytes of memory that this process holds for itself; files it reads do not count."""
    try:
        _, resident, shared, *_ = Path("/proc/self/statm").read_text("ascii").split()
    except (OSError, ValueError):
        return None
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


def free() -> int | None:
    """Bytes that can be used before the machine or the container is full."""
    found = [size for size in (_of_machine(), *_of_containers()) if size is not None]
    return max(min(found), 0) if found else None


def _of_machine() -> int | None:
    with suppress(OSError, ValueError):
        for line in Path("/proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def _of_containers() -> Iterator[int]:
    """What the limits of this process's control group, and of those around it, leave."""
    with suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text("utf-8").splitlines():
            _, controllers, path = line.split(":", 2)
            for name, root, files in _VERSIONS:
                if name in controllers.split(","):
                    yield from _along(Path(root), path, files)


def _along(root: Path, path: str, files: tuple[str, str]) -> Iterator[int]:
    inside = root / path.strip("/")
    for folder in (inside, *inside.parents):
        with suppress(OSError, ValueError):
            limit, current = ((folder / file).read_text("ascii").strip() for file in files)
            if limit != "max" and int(limit) < _NO_LIMIT:
                yield int(limit) - int(current) + _reclaimable(folder)
        if folder == root:
            return


def _reclaimable(folder: Path) -> int:
    """Bytes of files that the kernel keeps only while nobody needs the room."""
    with suppress(OSError, ValueError):
        for line in (folder / "memory.stat").read_text("ascii").splitlines():
            name, _, size = line.partition(" ")
            if name in {"inactive_file", "total_inactive_file"}:
                return int(size)
    return 0
