"""What every reader of scores shares: codes, levels, duplicates, and checking published totals."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from opennaphs.catalogue.framework_files import load_framework, load_frameworks
from opennaphs.domain.assessments import Assessment, NotALevel, check_level
from opennaphs.domain.composites import Composite, as_decimal, composites, leaves_out_unanswered
from opennaphs.domain.errors import Place, Problem, Severity
from opennaphs.domain.frameworks import Framework


@dataclass(frozen=True)
class Found:
    """One assessment and where its source begins."""

    assessment: Assessment
    place: Place


@dataclass(frozen=True)
class ScoresRead:
    """What a file of scores held: the assessments, and what its reader should know about them."""

    assessments: tuple[Assessment, ...]
    warnings: tuple[Problem, ...]


def finish(found: Iterable[Found], warnings: Iterable[Problem]) -> ScoresRead:
    """Add a warning for every published score that is not the arithmetic of its parts."""
    found = tuple(found)
    disagreements = [problem for one in found for problem in _disagreements(one)]
    return ScoresRead(tuple(one.assessment for one in found), (*warnings, *disagreements))


def _disagreements(found: Found) -> list[Problem]:
    framework = load_framework(found.assessment.framework)
    return [
        Problem(
            found.place,
            f"{found.assessment.country} {framework.short}: the published {part.kind} score {part.code} is "
            f"{part.published}, but its parts give {as_decimal(part.value)}.",
            _why(found.assessment, framework, part),
            Severity.WARNING,
        )
        for part in composites(found.assessment, framework)
        if part.agrees is False and part.value is not None
    ]


def _why(assessment: Assessment, framework: Framework, part: Composite) -> str:
    if leaves_out_unanswered(assessment, framework, part):
        return "The publisher left out the unanswered indicators; by the rule of the tool they count 0."
    return "Ask the publisher which of the two is right; both are shown."


def edition_id(text: str) -> str:
    """Bring ``JEE3``, ``jee 3.0`` or ``Jee-3`` to ``jee-3``; anything else comes back as it is."""
    match = re.fullmatch(r"(jee|spar)[\s_-]*(\d)(?:\.0)?", text.strip().casefold())
    return f"{match[1]}-{match[2]}" if match else text.strip()


def indicator_id(text: str, framework: Framework) -> str | None:
    """Give the full id of an indicator code as people write it (``P.1.1``, ``p1.1``, ``jee-3.P1.1``, ``PoE.1``)."""
    code = text.strip()
    if code.casefold().startswith(f"{framework.id}."):
        code = code[len(framework.id) + 1 :]
    wanted = _squeezed(code)
    return next((one.id for one in framework.indicators if _squeezed(one.code) == wanted), None)


def _squeezed(code: str) -> str:
    """Drop the dot between letters and number, which JEE 1 and the SPAR workbooks write: C.10.1 is C10.1."""
    return re.sub(r"^([a-z]+)\.", r"\1", re.sub(r"\s", "", code.casefold()))


def unknown_code(where: Place, text: str, framework: Framework) -> Problem:
    """Say that an edition has no such indicator, and which edition has it."""
    others = [other.short for other in load_frameworks().values() if indicator_id(text, other) is not None]
    remedy = (
        f"{' and '.join(others)} have it: is the edition right?"
        if others
        else (f"Its codes run from {framework.indicators[0].code} to {framework.indicators[-1].code}.")
    )
    return Problem(where, f"{framework.short} has no indicator “{text}”.", remedy)


def level_of(value: Any, framework: Framework, where: Place, problems: list[Problem]) -> Decimal | None:
    """Give the level a cell stands for; what is wrong with it, or odd about it, is added to ``problems``.

    An empty cell, and for SPAR a 0, is an indicator without an answer.
    """
    number = parse_number(value)
    if number is None:
        if not is_blank(value):
            problems.append(Problem(where, f"“{value}” is no score.", "Write a number, or leave the cell empty."))
        return None
    if number == 0 and framework.id.startswith("spar"):
        return None
    try:
        level = check_level(number, framework)
    except NotALevel as error:
        problems.append(Problem(where, str(error), ""))
        return None
    if level % 1:
        problems.append(
            Problem(
                where,
                f"{level:f} lies between two levels.",
                f"Averages use it as published; a plan starts from level {int(level)}.",
                Severity.WARNING,
            )
        )
    return level


def is_blank(value: Any) -> bool:
    """Say whether a cell holds nothing, or words that mean nothing was recorded."""
    return value is None or str(value).strip().casefold() in {"", "-", "n/a", "na", "no data", "not assessed"}


def parse_number(value: Any) -> Decimal | None:
    """Read a cell as an exact number (a decimal comma is understood); ``None`` when it is not one."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
