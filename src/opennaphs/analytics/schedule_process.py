"""Asking the solver, which lives in a process of its own (see ``schedule_solver``), and stopping it on Ctrl-C."""

import atexit
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from opennaphs.analytics.schedule_model import Question
from opennaphs.domain.errors import NaphsError

_SOLVER = "opennaphs.analytics.schedule_solver"
# An idle process is kept for the next question: starting one takes half a second.
_idle: "list[_Process]" = []


def ask(question: Question, seconds: float, seed: int, tell: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Give the last line the solver says about a question; every line before goes to ``tell``.

    Ctrl-C stops the search, and the best found so far is the answer. A second Ctrl-C ends everything.

    Raises:
        NaphsError: the solver cannot be started or has died.
    """
    process = _idle.pop() if _idle else _Process()
    try:
        process.send(json.dumps({**asdict(question), "seconds": seconds, "seed": seed}))
        said = process.last_line(tell)
    except BaseException:
        process.close()
        raise
    _idle.append(process)
    return said


class _Process:
    """One running solver, and the lines it has said."""

    def __init__(self) -> None:
        # A session of its own: Ctrl-C in the terminal reaches us, and we tell the solver in our own words.
        self._run = subprocess.Popen(  # noqa: S603 - our own interpreter with our own module
            [sys.executable, "-m", _SOLVER],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        """Collect lines in a thread: a wait that Ctrl-C can interrupt on every system is one on a queue."""
        for line in self._run.stdout or ():
            self._lines.put(line)
        self._lines.put(None)

    def send(self, line: str) -> None:
        """Send one line; a process that has died is noticed when it does not answer."""
        try:
            if self._run.stdin is not None:
                self._run.stdin.write(line + "\n")
                self._run.stdin.flush()
        except BrokenPipeError:
            return

    def last_line(self, tell: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        """Wait for the answer."""
        stopped = False
        while True:
            try:
                line = self._lines.get(timeout=0.2)
            except queue.Empty:
                continue
            except KeyboardInterrupt:
                if stopped:
                    raise
                stopped = True
                self.send("stop")
                continue
            if line is None:
                raise NaphsError(self._died())
            said: dict[str, Any] = json.loads(line)
            if "status" in said:
                return said
            tell(said)

    def _died(self) -> str:
        last = (self._run.stderr.read() if self._run.stderr is not None else "").strip().splitlines()[-1:]
        return (
            f"The solver of timetables ended without an answer ({' '.join(last) or 'no reason given'}). Install "
            "OR-Tools with “pip install ortools”, or take the timetable made at once with 0 seconds."
        )

    def close(self) -> None:
        """End the process; it goes when nothing more can be asked."""
        if self._run.stdin is not None:
            self._run.stdin.close()
        try:
            self._run.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._run.kill()
            self._run.wait()
        for stream in (self._run.stdout, self._run.stderr):
            if stream is not None:
                stream.close()


@atexit.register
def _close_idle() -> None:
    while _idle:
        _idle.pop().close()
