"""What a statement asks of the machine while it is compiled and run: nothing, or it is noted.

An audit hook hears what Python itself opens, imports or starts, and stays for the life of the
process: only workers install it. What engines open by themselves is not heard, so while a statement
is handled the process also may not have one file more than it has.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_ASKS = (
    "open", "import", "socket.", "subprocess.", "os.", "shutil.", "ctypes.dlopen", "tempfile.",
    "glob.", "urllib.", "http.", "ftplib.", "smtplib.", "sqlite3.", "pty.", "webbrowser.",
)  # fmt: skip
_OPENS_ITSELF = "duckdb"
"""Looks up how much memory there is whenever it starts; it is told to open nothing else."""
_OF_MEMORY = ("/proc/", "/sys/fs/cgroup/")
"""Where that is told."""
_ELSEWHERE = "postgres"
"""A server that tests connect to; its driver asks for much."""
_heard: list[str] | None = None
_who = ""
_installed = False


def install() -> None:
    """Listen from now on; once per process, after everything was done once."""
    global _installed  # noqa: PLW0603 - a hook is never taken away
    sys.addaudithook(_hear)
    _installed = True


def _hear(event: str, args: tuple[object, ...]) -> None:
    if _heard is None or not event.startswith(_ASKS):
        return
    asked = str(args[0]) if args else ""
    if not (_who == _OPENS_ITSELF and event == "open" and asked.startswith(_OF_MEMORY)):
        _heard.append(f"{event} {asked}".strip())


@contextmanager
def asking_nothing(who: str) -> Iterator[list[str]]:
    """What ``who`` asked inside, in any thread; a list that fills."""
    global _heard, _who  # noqa: PLW0603 - a hook has no other way to know
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    noted: list[str] = []
    if who == _ELSEWHERE:
        yield noted
        return
    if _installed and who != _OPENS_ITSELF:
        resource.setrlimit(resource.RLIMIT_NOFILE, (_open_files(), hard))
    _heard, _who = noted, who
    try:
        yield noted
    finally:
        _heard = None
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _open_files() -> int:
    """The lowest number that no open file has; a new file would get it."""
    number = 0
    while True:
        try:
            os.fstat(number)
        except OSError:
            return number
        number += 1
