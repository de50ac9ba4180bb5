"""Keep a comparison set: the published scores of many countries, from a file, in each edition the file holds."""

from opennaphs.actions.assessments.peers import latest_of_each, peers_content
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.errors import NaphsError
from opennaphs.sources.income_groups import parse_income_groups
from opennaphs.sources.scores import parse_scores
from opennaphs.store.models import ComparisonSet, User

FEWEST_COUNTRIES = 2


def keep_comparison_set(
    *,
    country: str,
    file_name: str,
    content: bytes,
    year: int | None = None,
    income: tuple[str, bytes] | None = None,
    source: str = "",
    why: str = "",
    by: User,
) -> list[ComparisonSet]:
    """Read published scores of many countries and keep a set for each edition in which there are at least two.

    Args:
        country: whose workbench keeps them, ISO 3166 alpha-3.
        file_name: as the person knows the file.
        content: the file.
        year: compare as of this year; ``None`` = the newest year of each edition.
        income: name and content of a table of income groups; without it nobody has one.
        source: a citation; "" takes the name of the file. What the file itself says is added.
        why: a sentence for the history.
        by: who brings it.

    Raises:
        NotAllowed: they may not import scores in this country.
        InputRefused: a file cannot be taken; every fault with its place and its remedy.
        NaphsError: there are too few countries to compare.
    """
    with writing(Permission.ENTER_SCORES, country=country, by=by) as change:
        groups = {} if income is None else parse_income_groups(income[1], income[0])
        assessments = parse_scores(content, file_name).assessments
        records = [
            _record(country, edition, chosen, groups, source.strip() or file_name)
            for edition in sorted({one.framework for one in assessments})
            if len(chosen := latest_of_each(assessments, load_framework(edition), year)) >= FEWEST_COUNTRIES
        ]
        _check_any(records, year)
        return [change.add(one, "keep_comparison_set", why or f"{len(one.peers)} countries") for one in records]


def _record(
    country: str, edition: str, chosen: dict[str, Assessment], groups: dict[str, str], source: str
) -> ComparisonSet:
    years = [one.year for one in chosen.values()]
    record = ComparisonSet(country=country, framework=edition, first_year=min(years), last_year=max(years))
    cited = "; ".join(dict.fromkeys(one.source for one in chosen.values() if one.source))
    record.source = f"{source} ({cited})" if cited and cited != source else source
    record.peers = peers_content(chosen, load_framework(edition), groups)
    return record


def _check_any(records: list[ComparisonSet], year: int | None) -> None:
    if not records:
        when = "" if year is None else f" for {year}"
        message = f"The file holds no two countries{when} in the same edition. Give the scores of many countries."
        raise NaphsError(message)
