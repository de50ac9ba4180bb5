"""Every text of the workbench that a person reads: in its pages, its Python, the sentences of the domain it shows."""

import ast
import io
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import django
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

from opennaphs.authorization import judge
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import ROLES, Scope
from opennaphs.domain import (
    advocacy,
    carrying_forward,
    coordination,
    cycle,
    cycle_stages,
    cycle_tasks,
    grouping,
    lifecycle,
    lifecycle_checks,
    prioritisation,
    publishing,
    reassessing,
    recommendations,
    sector_packages,
    sentences,
)
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.costing import CostState
from opennaphs.domain.funding import (
    carrying as funding_carrying,
)
from opennaphs.domain.funding import (
    cases,
    changes,
    cost_cells,
    counted_supports,
    counting,
    earmark_breaches,
    gaps,
    mapping_intake,
    mapping_rows,
    mapping_texts,
    matching,
    next_money,
    positions,
    sources,
    supports,
)
from opennaphs.domain.funding import (
    warnings as funding_warnings,
)
from opennaphs.domain.monitoring import (
    carrying as monitoring_carrying,
)
from opennaphs.domain.monitoring import (
    digests,
    earned_value,
    forecasts,
    milestones,
    rates,
    records,
    results,
    standings,
)
from opennaphs.domain.plan_states import PlanState

SOURCE = Path(__file__).parent.parent / "src/opennaphs"
FACES = ("web", "api")
SPEAKING = ("actions", "store", "web", "api")
KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_": None, "_now": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
}  # fmt: skip
WORDS: tuple[type[StrEnum], ...] = (
    PlanState,
    ActivityStatus,
    CostState,
    cycle.StageState,
    prioritisation.Aspect,
    prioritisation.Band,
    coordination.Quadrant,
    coordination.Involvement,
    recommendations.RecommendationState,
    Permission,
    Scope,
    records.Blocker,
    records.ResultKind,
    records.ReviewKind,
    standings.Situation,
    standings.MoneyState,
    standings.FollowUpCut,
    milestones.MilestoneState,
    results.ResultCourse,
    sources.SourceKind,
    supports.MoneyStage,
    supports.SupportRole,
    supports.SupportState,
    gaps.FundingCut,
    positions.LeftOverReason,
    changes.ChangeKind,
)
MODULES = (
    lifecycle, lifecycle_checks, cycle, cycle_tasks, prioritisation, recommendations, coordination, sector_packages,
    carrying_forward, grouping, judge, digests, earned_value, forecasts, monitoring_carrying, rates, results,
    funding_carrying, changes, cost_cells, counted_supports, counting, earmark_breaches, gaps, positions,
    funding_warnings, publishing, advocacy, cases, matching, next_money, mapping_intake, mapping_rows, mapping_texts,
    reassessing, sentences,
)  # fmt: skip
CONSTANTS = (
    "TEXTS", "RULES", "FAULTS", "TASK_TEXTS", "ASPECT_QUESTIONS", "ORIGIN_TITLES", "ADVICE", "RACI_TEXTS", "NONE_YET",
    "SENTENCES",
)  # fmt: skip
Text = str | tuple[str, str]


def workbench_texts() -> Iterator[tuple[str, Text]]:
    """Give (place, text) of every text; a text with a plural is a pair of singular and plural."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennaphs.config.settings")
    os.environ.setdefault("OPENNAPHS_FOLDER", tempfile.mkdtemp(prefix="opennaphs-texts-"))
    django.setup()
    yield from _pages()
    yield from _code()
    yield from _raised()
    yield from _domain()


def _pages() -> Iterator[tuple[str, Text]]:
    for path in sorted((SOURCE / "web/templates").rglob("*.html")):
        code = templatize(path.read_text(encoding="utf-8"), origin=path.name)
        yield from _strings(path.name, code)


def _code() -> Iterator[tuple[str, Text]]:
    for face in FACES:
        for path in sorted((SOURCE / face).rglob("*.py")):
            yield from _strings(f"{path.parent.name}/{path.name}", path.read_text(encoding="utf-8"))


def _raised() -> Iterator[tuple[str, Text]]:
    """Give the fixed sentences that the rows above the domain raise or make."""
    for row in SPEAKING:
        for path in sorted((SOURCE / row).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield from ((f"{path.parent.name}/{path.name}", text) for text in _in_texts(tree))
            for node in ast.walk(tree):
                call = node.exc if isinstance(node, ast.Raise) else node
                if isinstance(call, ast.Call) and (call is not node or ast.unparse(call.func) == "Sentence"):
                    yield from ((f"{path.parent.name}/{path.name}", text) for text in _fixed(call.args))


def _in_texts(tree: ast.Module) -> Iterator[str]:
    """Give the sentences that a module gathers by name under ``TEXTS``."""
    made = {node.targets[0].id: node.value for node in tree.body if isinstance(node, ast.Assign) and _is_name(node)}
    gathered = made.get("TEXTS")
    if isinstance(gathered, ast.Tuple):
        named = [made.get(one.id, one) if isinstance(one, ast.Name) else one for one in gathered.elts]
        yield from _fixed(named)


def _is_name(node: ast.Assign) -> bool:
    return isinstance(node.targets[0], ast.Name)


def _fixed(nodes: list[ast.expr]) -> Iterator[str]:
    yield from (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _strings(place: str, code: str) -> Iterator[tuple[str, Text]]:
    found = extract_python(io.BytesIO(code.encode()), list(KEYWORDS), [], {"encoding": "utf-8"})
    for _line, keyword, messages, _comments in found:
        if KEYWORDS[keyword] and isinstance(messages, tuple):
            yield place, (messages[0], messages[1])
        else:
            text = messages[0] if isinstance(messages, tuple) else messages
            if text:
                yield place, text


def _domain() -> Iterator[tuple[str, Text]]:
    for kind in WORDS:
        yield from ((kind.__name__, str(word)) for word in kind)
    yield from (("stage", text) for text in cycle_stages.stage_texts())
    for role in ROLES.values():
        yield from (("role", text) for text in (role.title, role.description))
    from opennaphs.actions import writing  # its models exist once Django is set up
    from opennaphs.actions.funding import checks as funding_checks
    from opennaphs.actions.funding import rights, send_back_support, take_back_transaction, validate_support

    speaking = (funding_checks, rights, send_back_support, take_back_transaction, validate_support)
    for module in (*MODULES, writing, *speaking):
        place = module.__name__.rpartition(".")[2]
        for name in CONSTANTS:
            yield from ((place, text) for text in _within(getattr(module, name, ())))


def _within(value: object) -> Iterator[str]:
    """Give the texts inside a constant, to any depth; what holds no word of its own is no text."""
    if isinstance(value, str):
        if any(letter.isalpha() for letter in _without_places(value)):
            yield value
    elif isinstance(value, Mapping):
        yield from (text for entry in value.values() for text in _within(entry))
    elif isinstance(value, (tuple, list)):
        yield from (text for entry in value for text in _within(entry))
    elif hasattr(value, "template"):
        yield from _within(value.template)


def _without_places(text: str) -> str:
    return re.sub(r"\{\w+\}", "", text)
