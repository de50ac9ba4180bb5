"""The pace of a plan: a CSV that says in which year single activities begin."""

from opennaphs.domain.errors import Problem, refuse_if_broken
from opennaphs.sources.tables import parse_table


def parse_pace(content: bytes, name: str) -> dict[str, int]:
    """Read the first year of activities (columns activity and first_year).

    Raises:
        InputRefused: a year that is none, an activity that stands twice.
    """
    rows, problems = parse_table(content, name, ("activity", "first_year"))
    years: dict[str, int] = {}
    for row in rows:
        activity, year = row.cells["activity"], row.cells["first_year"]
        if not (year.isascii() and year.isdigit() and len(year) == len("2027")):
            problems.append(Problem(row.place("first_year"), f"“{year}” is no year.", "Write it like 2027."))
        elif activity in years:
            problems.append(Problem(row.place("activity"), f"{activity} stands twice.", "Keep one of the two lines."))
        else:
            years[activity] = int(year)
    refuse_if_broken(problems)
    return years
