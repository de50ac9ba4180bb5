"""Menu costing of a whole plan and of every country with scores, and the same workbook recomputed by LibreOffice.

    .venv/bin/python bench/costing.py [FILE WITH SCORES OF MANY COUNTRIES]

Side by side in one run, with the memory each needs. Without a file of scores the three example countries stand for the
world; without LibreOffice that part is left out and said so.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import load_material
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.cost_views import Cut, cost_table
from opennaphs.domain.drafting import Costs, Request, cost_plan, draft_plan
from opennaphs.domain.goals import Term
from opennaphs.reports.cost_workbook import render_cost_workbook
from opennaphs.sources.profile_yaml import load_profile
from opennaphs.sources.scores import load_scores

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples/sierra-leone"


def main() -> None:
    """Run the three measurements and print them under each other."""
    costs = Costs(load_profile(EXAMPLE / "profile.yaml"), read_default_prices())
    plan = _plan(costs)
    lines = sum(len(one.cost.lines) for one in plan.activities)
    seconds = _best(lambda: cost_table(cost_plan(plan, costs), Cut.AREA))
    print(f"one plan: {len(plan.activities)} activities, {lines} cost lines, costed and cut by area in {seconds:.3f} s")
    _world(costs)
    _libreoffice(plan, seconds)
    print(f"memory of this process at its largest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _plan(costs: Costs):
    (assessment,) = load_scores(EXAMPLE / "scores.csv").assessments
    request = Request("SLE", "Sierra Leone", Term.FIVE_YEARS, 2027)
    return draft_plan(request, load_material(), load_framework(assessment.framework), assessment, costs)


def _best(work, runs: int = 5) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def _world(costs: Costs) -> None:
    files = [Path(name) for name in sys.argv[1:]] or sorted((ROOT / "examples").glob("*/scores.csv"))
    assessments = [one for file in files for one in load_scores(file).assessments]
    material, start, lines = load_material(), time.perf_counter(), 0
    for one in assessments:
        request = Request(one.country, one.country, Term.FIVE_YEARS, 2027)
        profile = replace(costs, profile=replace(costs.profile, country=one.country))
        plan = draft_plan(request, material, load_framework(one.framework), one, profile)
        lines += sum(len(activity.cost.lines) for activity in plan.activities)
    seconds = time.perf_counter() - start
    print(
        f"every country of the file: {len(assessments)} plans drafted and costed, {lines:,} lines, in {seconds:.1f} s "
        f"({seconds / len(assessments):.3f} s each); all with the counts of one example country"
    )


def _libreoffice(plan, ours: float) -> None:
    program = shutil.which("soffice")
    if program is None:
        print("LibreOffice is not installed: its recalculation is left out.")
        return
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "costs.xlsx"
        book.write_bytes(render_cost_workbook(plan, {}))
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "ods"]
        start = time.perf_counter()
        subprocess.run([*command, "--outdir", folder, book], check=True, capture_output=True, timeout=600)
        theirs = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"the same plan as a workbook, opened, computed and saved by LibreOffice: {theirs:.1f} s, {peak:.0f} MB; "
        f"ratio to ours {theirs / ours:,.0f}"
    )


if __name__ == "__main__":
    main()
