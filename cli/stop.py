"""A command that is told to stop cleans up, says so in one sentence, and exits 128 + the signal."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

from screening.locale import tr

GRACE = 5.0
"""Seconds to clean up in; less than the ten after which a container is killed."""
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
SIGNALS = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))
_BASE = 128
_ERRORS = 2
_SHOW_CURSOR = "\x1b[?25h"


class _Command:
    """The one command of this process."""

    serves = False


def serves() -> None:
    """From now on being told to stop is how the command ends: nothing to say, exit code 0."""
    _Command.serves = True


class Stopped(BaseException):
    """Somebody asked the command to stop."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 0 if _Command.serves else _BASE + number

    def __str__(self) -> str:
        return tr("Stopped by {signal}", signal=signal.Signals(self.args[0]).name)


class Stopping:
    """What signals were told so far."""

    asked: Stopped | None = None

    def __call__(self, number: int, _: FrameType | None) -> None:
        """Unwind what the command is doing; the second time, or when that fails, just end."""
        if self.asked is not None:
            _leave(self.asked)
        self.asked = Stopped(number)
        raise self.asked


@contextmanager
def stopping() -> Iterator[Stopping]:
    """Raise Stopped in the block when a signal tells the command to stop.

    A library can be busy for long, or swallow what is raised in it; so a second thread ends the
    process when the block has not ended in time. A signal that is ignored, as by nohup, stays so.
    """
    stop = Stopping()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    heard = [number for number in SIGNALS if before[number] is not signal.SIG_IGN]
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    waking = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    watcher = threading.Thread(target=_watch, args=(reader, heard), daemon=True)
    watcher.start()
    try:
        for number in heard:
            signal.signal(number, stop)
        yield stop
    finally:
        for number in heard:  # told once is enough, also while Python takes its leave
            signal.signal(number, before[number] if stop.asked is None else signal.SIG_IGN)
        signal.set_wakeup_fd(waking)
        os.close(writer)
        watcher.join()
        os.close(reader)


def clean_up(stopped: Stopped) -> str:
    """Remove what is half written; the sentence to say, none for a server."""
    became = what_became()
    return "" if _Command.serves else f"{stopped}: {became}.\n"


def what_became() -> str:
    """Remove what is half written; what is left of the run."""
    folders = sys.modules.get("screening.runs.folder")
    give_up = getattr(folders, "give_up", None)  # not loaded, or not whole: nothing was written
    finished = give_up() if give_up is not None else ()
    if finished:
        return tr("the run was finished, earlier runs are untouched")
    return tr("of a run nothing was written, earlier runs are untouched")


def _leave(stopped: Stopped) -> None:
    leave(clean_up(stopped), stopped.exit_code)


def leave(sentence: str, exit_code: int) -> NoReturn:
    """Say a sentence and end the process, whatever it is doing, also in the middle of a line."""
    with suppress(OSError):
        os.write(_ERRORS, (_SHOW_CURSOR if os.isatty(_ERRORS) else "").encode())
        os.write(_ERRORS, sentence.encode())
    os._exit(exit_code)


def _watch(reader: int, heard: list[int]) -> None:
    """Wait for a signal, and after that for the end of the block, but not for long."""
    while (told := os.read(reader, 1)) and told[0] not in heard:
        pass
    until = time.monotonic() + GRACE
    while told and select.select([reader], [], [], max(0.0, until - time.monotonic()))[0]:
        if not os.read(reader, 1):
            return
    if told:
        _leave(Stopped(told[0]))
