"""Goals set by a person: a CSV with the columns indicator and goal."""

from collections.abc import Collection

from opennaphs.domain.errors import Problem, refuse_if_broken
from opennaphs.domain.frameworks import LEVELS, Framework
from opennaphs.sources.score_reading import indicator_id, unknown_code
from opennaphs.sources.tables import parse_table


def parse_goals(content: bytes, name: str, framework: Framework, targets: Collection[str] = ()) -> dict[str, int]:
    """Read goals per full indicator id.

    Args:
        content: the file.
        name: its name, for messages.
        framework: the edition of the assessment; its codes may be written without the edition.
        targets: further ids a goal may be set for: targets of the library that the edition says nothing about.

    Raises:
        InputRefused: an unknown indicator, a goal that is no level 1-5, an indicator that stands twice.
    """
    rows, problems = parse_table(content, name, ("indicator", "goal"))
    goals: dict[str, int] = {}
    for row in rows:
        text = row.cells["indicator"]
        indicator = indicator_id(text, framework) or (text if text in targets else None)
        goal = row.cells["goal"]
        if indicator is None:
            problems.append(unknown_code(row.place("indicator"), text, framework))
        elif not (goal.isascii() and goal.isdigit() and int(goal) in LEVELS):
            problems.append(Problem(row.place("goal"), f"“{goal}” is no goal.", "Write a level from 1 to 5."))
        elif indicator in goals:
            problems.append(Problem(row.place("indicator"), f"{indicator} has a goal already.", "Keep one of the two."))
        else:
            goals[indicator] = int(goal)
    refuse_if_broken(problems)
    return goals
