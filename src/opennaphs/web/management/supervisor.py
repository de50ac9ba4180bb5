"""Several programs run as one: started together, a dead worker replaced, all of them stopped together."""

import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

LOOK_EVERY = 0.5
STOP_WITHIN = 30.0
FASTEST_RESTART = 2.0
Command = Sequence[str]


@dataclass
class Child:
    """One program: what it is called, how it is started, and whether it is started again when it dies."""

    name: str
    command: Command
    replaced: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def start(self) -> None:
        """Start it; it stands apart from the terminal, so that only we tell it to stop."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(list(self.command), start_new_session=True)  # noqa: S603 - our own commands

    def ended(self) -> int | None:
        """Give the exit code of a program that has ended, ``None`` while it runs."""
        return self.process.poll() if self.process is not None else None


@dataclass
class Supervisor:
    """The programs of one installation on one machine."""

    children: Sequence[Child]
    say: Callable[[str], object]
    stopping: bool = False
    _before: dict[signal.Signals, object] = field(default_factory=dict)

    def run(self) -> int:
        """Run until somebody says stop, or a program that is not replaced ends; give the exit code."""
        self._before = {one: signal.signal(one, self._stop_soon) for one in (signal.SIGTERM, signal.SIGINT)}
        try:
            for child in self.children:
                child.start()
            return self._watch()
        finally:
            self._stop()
            for one, before in self._before.items():
                signal.signal(one, before)  # type: ignore[arg-type]

    def _watch(self) -> int:
        while not self.stopping:
            for child in self.children:
                code = child.ended()
                if code is not None and not self.stopping and not self._went_on(child, code):
                    return code or 1
            time.sleep(LOOK_EVERY)
        return 0

    def _went_on(self, child: Child, code: int) -> bool:
        if not child.replaced:
            self.say(f"The {child.name} ended with code {code}; everything is stopped.")
            return False
        if time.monotonic() - child.started >= FASTEST_RESTART:
            self.say(f"The {child.name} ended with code {code} and is started again.")
            child.start()
        return True

    def _stop_soon(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _stop(self) -> None:
        """Ask every program to finish what it is at; end those that do not within half a minute."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
