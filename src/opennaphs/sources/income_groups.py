"""Income groups of countries: a table with the columns country and income group, as CSV or workbook."""

from opennaphs.catalogue.country_files import UnknownCountry, find_country
from opennaphs.domain.errors import Problem, refuse_if_broken
from opennaphs.sources.table_lines import parse_lines

HEADINGS = ("country", "income group")
LONGEST = 60


def parse_income_groups(content: bytes, name: str) -> dict[str, str]:
    """Read the income group of each country, in the words of whoever made the groups.

    Raises:
        InputRefused: a country nobody knows or that stands twice in different groups, or a group without a name.
    """
    lines, _ = parse_lines(content, name, HEADINGS)
    problems: list[Problem] = []
    groups: dict[str, str] = {}
    for line in lines:
        group = line.text("income group")
        if not 0 < len(group) <= LONGEST:
            remedy = f"Write its name, at most {LONGEST} letters, or delete the line."
            problems.append(Problem(line.place("income group"), "The income group has no fitting name.", remedy))
            continue
        try:
            code = find_country(line.text("country"))
        except UnknownCountry as error:
            problems.append(Problem(line.place("country"), str(error), ""))
            continue
        if groups.setdefault(code, group) != group:
            problems.append(
                Problem(line.place("country"), f"{code} is in “{groups[code]}” already.", "Keep one of the two lines.")
            )
    refuse_if_broken(problems)
    return groups
