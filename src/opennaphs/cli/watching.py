"""How the commands that search show where they stand, and let a person stop them with Ctrl-C."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from types import FrameType

from rich.status import Status

from opennaphs.analytics.optimise.result import Rung
from opennaphs.cli.output import err

UPDATES_A_SECOND = 4
PER_CENT = 100


class Watching:
    """Shows every step forward of a search, and stops the search when somebody asked for it.

    The first Ctrl-C ends the search that is going on with the best found so far, a second one ends the command.
    """

    def __init__(self) -> None:
        """Begin without any search."""
        self.stopped, self.pressed = False, False
        self._status: Status | None = None
        self._doing, self._shown_at = "", 0.0

    def __call__(self, rung: Rung) -> bool:
        """Hear where a search stands; say whether to stop it."""
        now = time.monotonic()
        if self._status is not None and now - self._shown_at >= 1 / UPDATES_A_SECOND:
            self._shown_at = now
            self._status.update(f"{self._doing}: {standing(rung)} (Ctrl-C keeps the best so far)")
        return self.stopped

    @contextmanager
    def during(self, doing: str) -> Iterator["Watching"]:
        """Watch over one search; nothing is shown where there is no terminal."""
        self.stopped, self._doing, self._shown_at = False, doing, 0.0
        with err.status(f"{doing} …", refresh_per_second=UPDATES_A_SECOND) as status:
            self._status = status
            try:
                yield self
            finally:
                self._status = None

    @contextmanager
    def heeding_interrupts(self) -> Iterator["Watching"]:
        """Take Ctrl-C for “keep the best so far”; only the main thread of a program can."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        before = signal.signal(signal.SIGINT, self.interrupt)
        try:
            yield self
        finally:
            signal.signal(signal.SIGINT, before)

    def interrupt(self, _number: int = signal.SIGINT, _frame: FrameType | None = None) -> None:
        """Stop the search that is going on; when asked a second time, end at once."""
        if self.pressed:
            raise KeyboardInterrupt
        self.stopped = self.pressed = True


def standing(rung: Rung) -> str:
    """Say where a search stands: best value, bound, gap, seconds, means."""
    value = f"{rung.value:,.1f}" if isfinite(rung.value) else "none yet"
    bound = f"{rung.bound:,.1f}" if isfinite(rung.bound) else "unknown"
    gap = f", gap {rung.gap * PER_CENT:.2f} %" if isfinite(rung.value) and isfinite(rung.bound) else ""
    means = f", {rung.means}" if rung.means else ""
    return f"best {value}, cannot exceed {bound}{gap}, {rung.seconds:.0f} s{means}"
