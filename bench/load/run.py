"""Sixty people at work on one plan of a thousand activities, for a minute, beside a bare page on the same server.

.venv/bin/python bench/load/run.py                                      # SQLite
tools/with_postgresql.sh .venv/bin/python bench/load/run.py             # PostgreSQL
… bench/load/run.py --seconds 60 --people 60 --pause 1.0
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from bench.load.visitor import Visitor  # noqa: E402

KINDS = (("table", 30), ("filter", 20), ("activity", 20), ("plan", 5), ("edit", 25))
OK, FOUND, CONFLICT = 200, 302, 409
LOAD_PROCESSES = 2


class Person:
    """Somebody at work: looks at lists and activities, and edits one now and then; tries again after a conflict."""

    def __init__(self, number: int, port: int, about: dict, session: str) -> None:
        self.name = f"p{number}"
        self.visitor = Visitor(lambda: HTTPConnection("127.0.0.1", port, timeout=60), {"sessionid": session})
        self.about, self.chance = about, random.Random(number)  # noqa: S311 - dice, not keys
        self.times: dict[str, list[float]] = defaultdict(list)
        self.sizes: dict[str, int] = {}
        self.confirmed: list[tuple[int, str]] = []
        self.errors: Counter[str] = Counter()
        self.conflicts = self.edits = 0
        self.base = f"/c/UGA/plans/{about['plan']}/"

    def work(self, seconds: float, pause: float) -> None:
        """Work until the time is over, thinking for a while between two pages."""
        time.sleep(self.chance.uniform(0, 2 * pause))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            kind = self.chance.choices([kind for kind, _ in KINDS], [weight for _, weight in KINDS])[0]
            try:
                getattr(self, kind)()
            except (OSError, HTTPException, LookupError) as error:
                self.errors[f"{kind}: {type(error).__name__} {error}"] += 1
                self.visitor.close()
            time.sleep(self.chance.expovariate(1 / pause) if pause else 0)

    def read(self, kind: str, address: str):
        begin = time.perf_counter()
        answer = self.visitor.get(address)
        self.times[kind].append(time.perf_counter() - begin)
        self.sizes[kind] = answer.size
        if answer.status != OK:
            self.errors[f"{kind}: {answer.status}"] += 1
        return answer

    def table(self) -> None:
        self.read("table", f"{self.base}activities/?page={self.chance.randint(1, 20)}")

    def filter(self) -> None:
        area, word = self.chance.choice(self.about["areas"]), self.chance.choice(["train", "plan", "laboratory"])
        self.read("filter", f"{self.base}activities/?area={area}&words={word}&sort=-cost")

    def plan(self) -> None:
        self.read("plan", self.base)

    def activity(self) -> None:
        self.read("activity", f"{self.base}activities/{self.chance.choice(self.about['activities'])}/")

    def edit(self) -> None:
        """Edit an activity; one in three edits goes to ten activities that everybody works on."""
        everybodys = self.chance.random() < 1 / 3
        row = self.chance.choice(self.about["activities"][:10] if everybodys else self.about["activities"])
        self.edits += 1
        mark = f"{self.name} {self.edits}"
        while self.edit_once(row, mark) == CONFLICT:
            self.conflicts += 1

    def edit_once(self, row: int, mark: str) -> int:
        address = f"{self.base}activities/{row}/"
        form = self.read("edit page", address).form("version")
        time.sleep(self.chance.uniform(0, 0.5))  # somebody writes
        begin = time.perf_counter()
        answer = self.visitor.post(address, form.filled(comments=mark))
        self.times["save"].append(time.perf_counter() - begin)
        if answer.status == FOUND:
            self.confirmed.append((row, mark))
        elif answer.status != CONFLICT:
            self.errors[f"save: {answer.status}"] += 1
        return answer.status


def crowd(numbers: list[int], about: dict, port: int, seconds: float, pause: float, told) -> None:
    """Let some people work, each in a thread, and tell what they saw."""
    people = [Person(number, port, about, about["sessions"][number]) for number in numbers]
    threads = [threading.Thread(target=one.work, args=(seconds, pause)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in people:
        told.put((dict(one.times), one.sizes, one.confirmed, one.errors, one.conflicts))


def bare_visitor(port: int, seconds: float, told) -> None:
    """Ask for the bare page now and then, in the same minute."""
    visitor, times = Visitor(lambda: HTTPConnection("127.0.0.1", port, timeout=60)), []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begin = time.perf_counter()
        visitor.get("/")
        times.append(time.perf_counter() - begin)
        time.sleep(0.05)
    told.put(times)


@contextmanager
def program(command: list[str], environment: dict[str, str], folder: Path):
    with (folder / "words.txt").open("ab") as words:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=words, stderr=words, start_new_session=True
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            Visitor(lambda: HTTPConnection("127.0.0.1", port, timeout=60)).get("/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit(f"Nothing answers on port {port}.")


def line(name: str, times: list[float], base: float, size: int | None) -> str:
    ordered = sorted(times)
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    weight = "" if size is None else f"{size / 1000:8.1f} kB"
    ratio = f"{p50 / base:8.1f}" if base else " " * 8
    return f"{name:12}{len(ordered):7}{p50 * 1000:9.0f}{p95 * 1000:9.0f}{max(ordered) * 1000:9.0f}{ratio}{weight}"


LOST = """
import json, sys
import django
django.setup()
from opennaphs.actions.chain import verify
from opennaphs.store.models import ActivityRecord, AuditEvent
confirmed = json.load(sys.stdin)
written = {}
for event in AuditEvent.objects.filter(action="edit_activity").order_by("number"):
    for change in event.changes:
        if change["path"] == "/content/notes/comments":
            seen = (event.version, change.get("before"), change.get("after"))
            written.setdefault(int(event.subject_id), []).append(seen)
lost = [one for one in confirmed if one[1] not in [after for _, _, after in written.get(one[0], [])]]
rows = {row.pk: row for row in ActivityRecord.objects.all()}
uneven = [pk for pk, row in rows.items() if row.version != 1 + len(written.get(pk, []))]
covered = [pk for pk, trail in written.items()
           if rows[pk].content["notes"].get("comments") != trail[-1][2]
           or any(one[2] != two[1] for one, two in zip(trail, trail[1:], strict=False))]
extra = sum(map(len, written.values())) - len(confirmed)
print(json.dumps({"lost": len(lost), "uneven": len(uneven), "covered": len(covered), "not confirmed": extra,
                  "chain": sum(1 for _ in verify("UGA"))}))
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--people", type=int, default=60)
    options.add_argument("--pause", type=float, default=1.0, help="mean seconds somebody thinks between two pages")
    options.add_argument("--workers", type=int, default=2)
    wanted = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="opennaphs-load-") as folder:
        try:
            run(wanted, Path(folder))
        finally:
            words = (Path(folder) / "words.txt").read_text(encoding="utf-8")
            print(f"words of the server: {words[-1500:] or 'none'}")


def run(wanted: argparse.Namespace, folder: Path) -> None:
    environment = os.environ | {
        "OPENNAPHS_FOLDER": str(folder),
        "OPENNAPHS_NO_RATE_LIMITS": "1",
        "DJANGO_SETTINGS_MODULE": "opennaphs.config.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
    }
    web = [sys.executable, "-m", "opennaphs.config"]
    subprocess.run([*web, "migrate", "-v0", "--skip-checks"], env=environment, check=True, cwd=ROOT)
    made = subprocess.run(
        [sys.executable, "bench/load/installation.py"], env=environment, check=True, cwd=ROOT, stdout=subprocess.PIPE
    )
    about = json.loads(made.stdout)
    kind = "PostgreSQL" if os.environ.get("OPENNAPHS_DATABASE") else "SQLite"
    print(f"{kind}; {len(about['activities'])} activities, {about['lines']} cost lines; {os.cpu_count()} processors")
    print(f"{wanted.people} people for {wanted.seconds:.0f} s, thinking {wanted.pause} s; {wanted.workers} processes")
    port, bare_port = free_port(), free_port()
    serve = [*web, "serve", "--port", str(port), "--workers", str(wanted.workers)]
    bare = [sys.executable, "-m", "gunicorn", "bench.load.bare", "--bind", f"127.0.0.1:{bare_port}"]
    bare += ["--worker-class", "gthread", "--workers", str(wanted.workers), "--threads", "8"]
    bare += ["--log-level", "warning", "--no-control-socket"]
    with program(serve, environment, folder) as ours, program(bare, environment, folder) as theirs:
        wait_for(port, ours)
        wait_for(bare_port, theirs)
        alone = measured_bare(bare_port, 5)
        found = together(wanted, about, port, bare_port)
    report(alone, found, environment)


def measured_bare(port: int, seconds: float) -> list[float]:
    context = get_context("spawn")
    told = context.Queue()
    process = context.Process(target=bare_visitor, args=(port, seconds, told))
    process.start()
    times = told.get(timeout=seconds + 60)
    process.join()
    return times


def together(wanted: argparse.Namespace, about: dict, port: int, bare_port: int) -> dict:
    """Let everybody work at once, in processes of their own, and the bare page be asked for beside them."""
    context = get_context("spawn")
    told, bare_told = context.Queue(), context.Queue()
    groups = [list(range(place, wanted.people, LOAD_PROCESSES)) for place in range(LOAD_PROCESSES)]
    processes = [
        context.Process(target=crowd, args=(group, about, port, wanted.seconds, wanted.pause, told)) for group in groups
    ] + [context.Process(target=bare_visitor, args=(bare_port, wanted.seconds, bare_told))]
    for process in processes:
        process.start()
    seen = [told.get(timeout=wanted.seconds + 300) for _ in range(wanted.people)]
    bare = bare_told.get(timeout=120)
    for process in processes:
        process.join()
    return {"seen": seen, "bare": bare, "seconds": wanted.seconds}


def report(alone: list[float], found: dict, environment: dict[str, str]) -> None:
    times, sizes, errors = defaultdict(list), {}, Counter()
    confirmed, conflicts = [], 0
    for one_times, one_sizes, one_confirmed, one_errors, one_conflicts in found["seen"]:
        for kind, values in one_times.items():
            times[kind] += values
        sizes |= one_sizes
        confirmed += one_confirmed
        errors += one_errors
        conflicts += one_conflicts
    base = sorted(found["bare"])[len(found["bare"]) // 2]
    print(f"{'':12}{'count':>7}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'ratio':>8}{'page':>9}")
    print(line("bare, alone", alone, 0, None))
    print(line("bare, beside", found["bare"], base, None))
    for kind in sorted(times):
        print(line(kind, times[kind], base, sizes.get(kind)))
    everything = [value for values in times.values() for value in values]
    print(line("all", everything, base, None))
    print(f"{len(everything) / found['seconds']:.1f} requests a second; {len(confirmed)} edits confirmed")
    print(f"{conflicts} conflicts seen and done again; {sum(errors.values())} errors {dict(errors) if errors else ''}")
    judge(confirmed, environment)


def judge(confirmed: list[tuple[int, str]], environment: dict[str, str]) -> None:
    """Hold what people were told against what the database says; anything lost ends the run with 1."""
    command, asked = [sys.executable, "-c", LOST], json.dumps(confirmed)
    ended = subprocess.run(
        command, input=asked, env=environment, cwd=ROOT, text=True, stdout=subprocess.PIPE, check=True
    )
    lost = json.loads(ended.stdout)
    print(f"lost updates {lost['lost']}; rows whose trail does not fit {lost['uneven']}")
    print(f"values that are not the last confirmed {lost['covered']}; breaks in the chain {lost['chain']}")
    print(f"written without an answer {lost['not confirmed']}")
    if lost["lost"] or lost["uneven"] or lost["covered"] or lost["chain"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
