"""``naphs draft``: from scores to a draft plan."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import click
from rich.progress import track
from rich.table import Table

from opennaphs.catalogue.country_files import country_name, find_country
from opennaphs.catalogue.framework_files import load_framework, load_frameworks
from opennaphs.catalogue.loading import load_library, load_material
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.catalogue.translations import SOURCE_LANGUAGE, languages, translator, untranslated
from opennaphs.cli.output import err, out, save, show_problems, show_table, speaks
from opennaphs.domain.assessments import Assessment, latest
from opennaphs.domain.costing import CostState
from opennaphs.domain.drafting import Costs, Material, Request, draft_plan
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import Framework
from opennaphs.domain.goals import Term
from opennaphs.domain.notices import Notice, NoticeCode
from opennaphs.domain.planning import Plan
from opennaphs.reports.plan_json import render_plan
from opennaphs.sources.external_catalogue import load_external_catalogue
from opennaphs.sources.files import load_bytes
from opennaphs.sources.goals_csv import parse_goals
from opennaphs.sources.profile_yaml import load_profile
from opennaphs.sources.scores import load_scores

NOTICES_SHOWN = 15


@dataclass(frozen=True)
class Choices:
    """What was asked on the command line and holds for every plan of the run."""

    term: Term
    first_year: int
    areas: tuple[str, ...]
    hazards: tuple[str, ...]
    goals_file: Path | None
    language: str
    material: Material
    costs: Costs | None


@click.command()
@click.argument("scores", type=click.Path(path_type=Path), required=False)
@click.option("--country", help="Country to draft for: ISO code or name.")
@click.option("--term", type=click.Choice([str(term) for term in Term]), required=True, help="One or five years.")
@click.option("--all", "everything", is_flag=True, help="Draft for every assessment in the file; -o names a folder.")
@click.option("--clean-slate", is_flag=True, help="Draft without an assessment: everything starts at level 1.")
@click.option("--framework", help="Edition to use when the country has several: jee-1 … jee-3, spar-1, spar-2.")
@click.option("--areas", multiple=True, help="Only these areas, for example D1,D2 (codes of the edition).")
@click.option("--goals", "goals_file", type=click.Path(path_type=Path), help="CSV with the columns indicator, goal.")
@click.option("--hazards", multiple=True, help="National priority hazards, for example cholera.")
@click.option(
    "--catalogue", "folder", type=click.Path(path_type=Path), help="Folder with actions.csv and crosswalk.csv."
)
@click.option(
    "--profile", type=click.Path(path_type=Path), help="Country profile (YAML) with the counts for first costs."
)
@click.option("--language", type=click.Choice(languages()), default=SOURCE_LANGUAGE, help="Language of the plan.")
@click.option("--start", type=click.IntRange(2000, 2095), help="First year of the plan; next year if not given.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File (or folder with --all).")
@speaks
def draft(
    scores: Path | None,
    country: str | None,
    term: str,
    everything: bool,  # noqa: FBT001
    clean_slate: bool,  # noqa: FBT001
    framework: str | None,
    areas: tuple[str, ...],
    goals_file: Path | None,
    hazards: tuple[str, ...],
    folder: Path | None,
    profile: Path | None,
    language: str,
    start: int | None,
    output: Path,
) -> None:
    """Draft a plan from the assessment in SCORES: the actions that lift every indicator from its level to its goal.

    Goals are one level more for a one-year plan, at least level 4 for a five-year plan, unless --goals says
    otherwise. SCORES is any file that “naphs scores” reads.

    \b
    Examples:
      naphs draft examples/uganda/scores.csv --country UGA --term 5y -o uganda.naphs.json
      naphs draft spar_2019.xlsx --all --term 1y -o plans/
      naphs draft --clean-slate --country TCD --term 1y --areas D1,D2 -o chad.naphs.json
    """
    choices = Choices(
        Term(term),
        start or _next_year(),
        _split(areas),
        _split(hazards),
        goals_file,
        language,
        _material(folder, language),
        None if profile is None else Costs(load_profile(profile), read_default_prices()),
    )
    if clean_slate:
        plan = _clean_slate(_required(country), framework, choices)
    else:
        assessments = _assessments(scores, framework)
        if everything:
            _draft_all(assessments, choices, output)
            return
        plan = _draft(_choose(assessments, _required(country)), choices)
    save(output, render_plan(plan, translator(language)))
    _tell(plan, output)


def _next_year() -> int:
    return datetime.datetime.now(tz=datetime.UTC).year + 1


def _split(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for value in values for part in value.split(",") if part.strip()))


def _material(folder: Path | None, language: str) -> Material:
    if folder is None:
        return load_material(language)
    material, warnings = load_external_catalogue(folder)
    show_problems(warnings)
    return material


def _required(country: str | None) -> str:
    if country is None:
        raise click.UsageError("Say for which country: --country UGA (or --all for every assessment in the file).")
    return find_country(country)


def _assessments(scores: Path | None, framework: str | None) -> list[Assessment]:
    if scores is None:
        raise click.UsageError("Give the file with the scores, or --clean-slate to draft without an assessment.")
    read = load_scores(scores)
    if read.warnings:
        err.print(
            f"{len(read.warnings)} remarks on the scores; see them with: naphs scores {scores}",
            style="yellow",
            markup=False,
        )
    if framework is None:
        return list(read.assessments)
    edition = load_framework(framework).id
    return [one for one in read.assessments if one.framework == edition]


def _choose(assessments: list[Assessment], country: str) -> list[Assessment]:
    """Give the assessments of one country in one edition; a choice between editions is the user's."""
    own = [one for one in assessments if one.country == country]
    if not own:
        message = f"The file holds no assessment of {country_name(country)} ({country}) in that edition."
        raise NaphsError(message)
    editions = sorted({one.framework for one in own})
    if len(editions) > 1:
        message = f"{country_name(country)} has scores of {', '.join(editions)}. Choose one with --framework."
        raise NaphsError(message)
    return own


def _area_ids(areas: tuple[str, ...], framework: Framework, material: Material) -> tuple[str, ...]:
    """Give full area ids: a bare code is one of the assessment's edition, unless only the library knows it."""
    own = {area.code.casefold(): area.id for area in framework.areas}
    foreign = {material.library.area(target) for target in material.library.targets}
    return tuple(
        own.get(code.casefold(), code if code in foreign else framework.qualify(code) if "-" not in code else code)
        for code in areas
    )


def _request(country: str, framework: Framework, choices: Choices) -> Request:
    edits = (
        {}
        if choices.goals_file is None
        else parse_goals(
            load_bytes(choices.goals_file), choices.goals_file.name, framework, choices.material.library.targets
        )
    )
    return Request(
        country,
        country_name(country, choices.language),
        choices.term,
        choices.first_year,
        choices.language,
        edits,
        _area_ids(choices.areas, framework, choices.material),
        choices.hazards,
    )


def _draft(own: list[Assessment], choices: Choices) -> Plan:
    assessment = latest(own)
    framework = load_framework(assessment.framework)
    if not any(level is not None for level in assessment.levels.values()):
        message = (
            f"The source gives no indicator scores of {assessment.country}, only averages, so no action can be "
            "chosen. Give a source with indicators."
        )
        raise NaphsError(message)
    plan = draft_plan(
        _request(assessment.country, framework, choices), choices.material, framework, assessment, choices.costs
    )
    return replace(plan, notices=(*_older(own, assessment), *_untranslated(plan, choices), *plan.notices))


def _older(own: list[Assessment], assessment: Assessment) -> list[Notice]:
    return [
        Notice(NoticeCode.OLDER_ASSESSMENT, {"date": one.date, "latest": assessment.date})
        for one in own
        if one is not assessment
    ]


def _untranslated(plan: Plan, choices: Choices) -> list[Notice]:
    """Say how many texts of the plan stand in English because nobody has translated them yet."""
    if choices.language == SOURCE_LANGUAGE or choices.material.library.name != load_library().name:
        return []
    texts = {load_library().by_id[activity.action.id].text for activity in plan.activities}
    missing = untranslated(texts, choices.language)
    return [Notice(NoticeCode.UNTRANSLATED, {"count": str(len(missing))})] if missing else []


def _clean_slate(country: str, framework: str | None, choices: Choices) -> Plan:
    edition = framework or choices.material.library.framework
    if edition is None:
        message = f"Choose the edition to set goals in with --framework: {', '.join(load_frameworks())}."
        raise NaphsError(message)
    chosen = load_framework(edition)
    return draft_plan(_request(country, chosen, choices), choices.material, chosen, None, choices.costs)


def _draft_all(assessments: list[Assessment], choices: Choices, folder: Path) -> None:
    """Draft every plan first, then write them: a fault in one leaves the folder as it was."""
    if not assessments:
        raise NaphsError("The file holds no assessment in that edition.")
    groups: dict[tuple[str, str], list[Assessment]] = {}
    for one in assessments:
        groups.setdefault((one.country, one.framework), []).append(one)
    plans = {key: _draft(own, choices) for key, own in track(groups.items(), "Drafting", console=err, transient=True)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {folder} cannot be made ({error.strerror}). Choose another."
        raise NaphsError(message) from None
    for (country, framework), plan in track(plans.items(), "Writing", console=err, transient=True):
        save(folder / f"{country}.{framework}.naphs.json", render_plan(plan, translator(choices.language)))
    activities = sum(len(plan.activities) for plan in plans.values())
    out.print(f"{len(plans)} plans with {activities:,} activities written to {folder}.", markup=False)


def _tell(plan: Plan, output: Path) -> None:
    table = Table("area", "activities", "from", "to", title=f"{plan.country_name}, {plan.years[0]}-{plan.years[-1]}")
    for area, title in plan.area_titles.items():
        gaps = {activity.action.target for activity in plan.activities if activity.area == area}
        steps = [gap for gap in plan.gaps if gap.target in gaps]
        count = sum(activity.area == area for activity in plan.activities)
        table.add_row(
            f"{area.rpartition('.')[2]} {title if title != area else ''}",
            str(count),
            _span(gap.current for gap in steps),
            _span(gap.goal for gap in steps),
        )
    show_table(table)
    _tell_notices(plan)
    _tell_costs(plan)
    out.print(f"{len(plan.activities)} activities written to {output}.", markup=False)
    out.print(f"Next: naphs report {output} -o plan.docx, or -o plan.xlsx", style="dim", markup=False)


def _span(levels: Iterable[int]) -> str:
    found = sorted(set(levels))
    return str(found[0]) if len(found) == 1 else f"{found[0]}-{found[-1]}"


def _tell_notices(plan: Plan) -> None:
    notices, translate = plan.notices, translator(plan.language)
    for notice in notices[:NOTICES_SHOWN]:
        err.print(f"· {notice.text(translate)}", style="yellow", markup=False)
    if len(notices) > NOTICES_SHOWN:
        err.print(f"… and {len(notices) - NOTICES_SHOWN} more notices in the document.", style="yellow")


def _tell_costs(plan: Plan) -> None:
    if plan.cost_basis is None:
        return
    years = [
        plan.cost_basis.total(line.by_year[number] for activity in plan.activities for line in activity.cost.lines)
        for number in range(plan.term.years)
    ]
    states = [activity.cost.state for activity in plan.activities]
    out.print(
        f"Menu estimate: {plan.cost_basis.total(years)} for {states.count(CostState.COSTED)} costed activities; "
        f"{states.count(CostState.NO_EXTRA_COST)} cost nothing extra, {states.count(CostState.NOT_COSTED)} are not "
        "costed."
    )
