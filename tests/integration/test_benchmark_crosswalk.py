"""A catalogue of somebody else's over real scores, against a second, independent reading of the same rule."""

import csv
import json

import pytest

pytestmark = pytest.mark.shared


@pytest.fixture
def catalogue(shared, tmp_path):
    """The public crosswalk to the benchmarks of 2019, and an action of our own making for each benchmark and level."""
    links = list(csv.DictReader((shared / "frameworks/crosswalk_to_benchmarks_2019.csv").read_text().splitlines()))
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    with (folder / "crosswalk.csv").open("w") as out:
        out.write("framework,indicator,target\n")
        out.writelines(f"{link['framework']},{link['indicator']},{link['benchmark']}\n" for link in links)
    with (folder / "actions.csv").open("w") as out:
        out.write("action_id,target,level,text,types,hazards\n")
        for target in sorted({link["benchmark"] for link in links}):
            out.writelines(f"{target}-{n},{target},{n},Do {target} at level {n},,\n" for n in (2, 3, 4, 5))
    return folder, links


def _expected(levels, links, framework, years):
    """Say the rule again, in the plainest way: lowest mapped level, its goal, the levels between."""
    chosen = set()
    for target in {link["benchmark"] for link in links}:
        mapped = [link["indicator"] for link in links if link["benchmark"] == target and link["framework"] == framework]
        known = [levels[code] for code in mapped if levels.get(code) is not None]
        if known:
            low = min(known)
            goal = min(low + 1, 5) if years == 1 else (5 if low >= 4 else 4)
            chosen |= {f"{target}-{n}" for n in range(max(low + 1, 2), goal + 1)}
    return chosen


@pytest.mark.slow
@pytest.mark.parametrize("term", ["1y", "5y"])
@pytest.mark.parametrize("file", ["jee_2021-03.xlsx", "spar_2018.xlsx", "spar_2019.xlsx"])
def test_every_plan_is_what_the_plain_rule_gives(naphs, shared, tmp_path, catalogue, file, term):
    folder, links = catalogue
    scores, plans = shared / "scores" / file, tmp_path / "plans"
    naphs("scores", scores, "-o", tmp_path / "scores.csv")
    assert naphs("draft", scores, "--all", "--term", term, "--catalogue", folder, "-o", plans).exit_code == 0
    levels: dict[tuple[str, str], dict[str, int | None]] = {}
    for row in csv.DictReader((tmp_path / "scores.csv").read_text().splitlines()):
        if row["kind"] == "indicator":
            scale = 20 if row["framework"].startswith("spar") else 1
            level = int(float(row["score"])) // scale if row["score"] else None
            levels.setdefault((row["country"], row["framework"]), {})[row["code"]] = level
    assert len(levels) == len(list(plans.iterdir()))
    for (country, framework), known in levels.items():
        plan = json.loads((plans / f"{country}.{framework}.naphs.json").read_text())
        assert {one["action_id"] for one in plan["activities"]} == _expected(known, links, framework, int(term[0]))
