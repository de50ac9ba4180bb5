"""A catalogue of somebody else's: actions.csv and crosswalk.csv in one folder, used instead of our own library."""

from pathlib import Path

from opennaphs.catalogue.framework_files import load_framework, load_frameworks
from opennaphs.catalogue.loading import load_rules
from opennaphs.domain.crosswalks import Crosswalk, Link
from opennaphs.domain.drafting import Material
from opennaphs.domain.errors import InputRefused, Place, Problem, Severity, refuse_if_broken
from opennaphs.domain.frameworks import LEVELS, UnknownCode
from opennaphs.domain.library import Action, ActionLibrary, ActionType
from opennaphs.sources.files import load_bytes
from opennaphs.sources.score_reading import edition_id, indicator_id, unknown_code
from opennaphs.sources.tables import Row, parse_table

ACTION_HEADINGS = ("action_id", "target", "level", "text", "types", "hazards")
CROSSWALK_HEADINGS = ("framework", "indicator", "target")


def load_external_catalogue(folder: Path) -> tuple[Material, tuple[Problem, ...]]:
    """Load a folder with ``actions.csv`` and ``crosswalk.csv``.

    Returns:
        What drafts are made from, and warnings.

    Raises:
        InputRefused: with every line of either file that cannot be taken. Nothing is kept then.
    """
    actions, problems = parse_actions(load_bytes(folder / "actions.csv"), "actions.csv")
    links, more = parse_crosswalk(load_bytes(folder / "crosswalk.csv"), "crosswalk.csv")
    problems += more
    problems += _unlinked(actions, links)
    refuse_if_broken(problems)
    library = ActionLibrary(
        folder.resolve().name,
        "as given",
        "as its owner says",
        tuple(actions),
        framework=_edition_of(actions),
        area_of=_areas(actions),
    )
    return Material(library, Crosswalk(tuple(links)), load_rules()), tuple(problems)


def parse_actions(content: bytes, name: str) -> tuple[list[Action], list[Problem]]:
    """Read actions. One action may stand in several lines, once for each target or level it lifts."""
    rows, problems = parse_table(content, name, ACTION_HEADINGS)
    if not rows:
        raise InputRefused.because(Place(name), "The table holds no action.", "Add a line per action.")
    first: dict[str, Row] = {}
    seen: dict[tuple[str, str, str], Row] = {}
    actions = []
    for row in rows:
        if action := _action(row, first, seen, problems):
            actions.append(action)
    refuse_if_broken(problems)
    return actions, problems


def _action(
    row: Row, first: dict[str, Row], seen: dict[tuple[str, str, str], Row], problems: list[Problem]
) -> Action | None:
    cells = row.cells
    faults = [
        Problem(row.place(heading), f"The cell “{heading}” is empty.", "Fill it.")
        for heading in ("action_id", "target", "text")
        if not cells[heading]
    ]
    earlier = first.setdefault(cells["action_id"], row)
    if earlier.cells["text"] != cells["text"]:
        faults.append(
            Problem(
                row.place("text"),
                f"The action {cells['action_id']} has another text in row {earlier.number}.",
                "Use the same text, or another id.",
            )
        )
    key = (cells["action_id"], cells["target"], cells["level"])
    if seen.setdefault(key, row) is not row:
        faults.append(
            Problem(
                row.place("action_id"), f"This line stands in row {seen[key].number} already.", "Remove one of the two."
            )
        )
    level = _level(row, faults)
    types = _types(row, faults)
    problems += faults
    if faults:
        return None
    return Action(cells["action_id"], cells["target"], level, cells["text"], types, hazards=_listed(cells["hazards"]))


def _level(row: Row, faults: list[Problem]) -> int | None:
    text = row.cells["level"]
    if text == "" and row.cells["hazards"]:
        return None
    if text.isascii() and text.isdigit() and int(text) in LEVELS:
        return int(text)
    faults.append(
        Problem(
            row.place("level"),
            f"“{text}” is no level.",
            "Write a whole number from 1 to 5; only an action for a hazard may have no level.",
        )
    )
    return None


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.replace("|", ";").split(";") if part.strip())


def _types(row: Row, faults: list[Problem]) -> tuple[ActionType, ...]:
    """Read the action types; the numbers 1 to 15 stand for them in alphabetical order, as in the public platform."""
    known = {str(number): kind for number, kind in enumerate(ActionType, start=1)} | {
        str(kind): kind for kind in ActionType
    }
    found = []
    for name in _listed(row.cells["types"]):
        kind = known.get(name.casefold().replace("&", "and").replace("_", " "))
        if kind is None:
            faults.append(
                Problem(
                    row.place("types"),
                    f"“{name}” is no action type.",
                    f"Use, separated by semicolons: {', '.join(ActionType)}.",
                )
            )
        else:
            found.append(kind)
    return tuple(found)


def parse_crosswalk(content: bytes, name: str) -> tuple[list[Link], list[Problem]]:
    """Read links from the indicators of JEE or SPAR editions to targets."""
    rows, problems = parse_table(content, name, CROSSWALK_HEADINGS, ("confidence", "source", "note"))
    links: dict[tuple[str, str], Link] = {}
    for row in rows:
        if link := _link(row, problems):
            links[link.indicator, link.target] = link
    refuse_if_broken(problems)
    return list(links.values()), problems


def _link(row: Row, problems: list[Problem]) -> Link | None:
    try:
        framework = load_framework(edition_id(row.cells["framework"]))
    except UnknownCode as error:
        problems.append(Problem(row.place("framework"), str(error), ""))
        return None
    indicator = indicator_id(row.cells["indicator"], framework)
    if indicator is None:
        problems.append(unknown_code(row.place("indicator"), row.cells["indicator"], framework))
        return None
    return Link(framework.id, indicator, row.cells["target"])


def _unlinked(actions: list[Action], links: list[Link]) -> list[Problem]:
    """Name the targets that no indicator leads to, and the links that lead to no action."""
    targets, reached = {action.target for action in actions}, {link.target for link in links}
    return [
        *(
            Problem(
                Place("crosswalk.csv"),
                f"No indicator leads to the target {target}.",
                "Its actions will be in no plan; add a line for it.",
                Severity.WARNING,
            )
            for target in sorted(targets - reached)
        ),
        *(
            Problem(
                Place("actions.csv"),
                f"The target {target} of the crosswalk has no action.",
                "Add actions, or remove the link.",
                Severity.WARNING,
            )
            for target in sorted(reached - targets)
        ),
    ]


def _edition_of(actions: list[Action]) -> str | None:
    """Give the edition when every target is an indicator of one of ours, else ``None``."""
    targets = {action.target for action in actions}
    return next(
        (
            edition.id
            for edition in load_frameworks().values()
            if all(edition.has_indicator(target) for target in targets)
        ),
        None,
    )


def _areas(actions: list[Action]) -> dict[str, str]:
    edition = _edition_of(actions)
    if edition is None:
        return {}
    return {indicator.id: indicator.area for indicator in load_framework(edition).indicators}
