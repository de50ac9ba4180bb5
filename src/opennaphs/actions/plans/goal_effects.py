"""What goals ask of a plan: its gaps and notices worked out afresh, and the actions of the library it has or lacks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from opennaphs.catalogue.framework_files import load_framework, load_frameworks
from opennaphs.catalogue.loading import load_material
from opennaphs.catalogue.translations import translator
from opennaphs.domain.coverage import gaps_in_areas, indicators_behind
from opennaphs.domain.drafting import Material
from opennaphs.domain.goals import Goal, TargetGap, target_gaps
from opennaphs.domain.library import Action
from opennaphs.domain.notices import Notice, NoticeCode
from opennaphs.domain.plan_document import document
from opennaphs.domain.planning import Activity, Plan, notices_of, select_actions

OF_THE_MOMENT = frozenset(
    {
        NoticeCode.NOT_ASSESSED,
        NoticeCode.STARTS_AT_ZERO,
        NoticeCode.ALREADY_REACHED,
        NoticeCode.NO_ACTIONS,
        NoticeCode.CROWDED_AREA,
        NoticeCode.PILED_UP_TYPE,
    }
)
"""Notices that follow from goals and activities and change with them; all others tell how the plan was drafted."""
FOLLOWING = ("gaps", "notices", "area_titles")


@dataclass(frozen=True)
class Effects:
    """What stands between a plan and its goals.

    ``lacking`` are actions of the library that the goals ask for and no activity does, each with its gap; ``beyond``
    are activities from the library that the goals no longer ask for.
    """

    lacking: tuple[tuple[Action, TargetGap], ...]
    beyond: tuple[Activity, ...]


def material_of(plan: Plan) -> Material | None:
    """Give what a plan was drafted from; ``None`` when that is not our library, so that nothing follows from goals."""
    material = load_material(plan.language)
    known = plan.evidence.framework in load_frameworks()
    return material if known and plan.evidence.library == material.library.name else None


def gaps_of(plan: Plan, goals: Iterable[Goal], material: Material) -> tuple[TargetGap, ...]:
    """Give the gaps that goals ask a plan to close, by the rules of drafting."""
    framework = load_framework(str(plan.evidence.framework))
    mapped = indicators_behind(material.library, material.crosswalk, framework)
    return gaps_in_areas(target_gaps(goals, mapped), plan.areas, mapped, framework, material.library)


def with_goals(plan: Plan, goals: Iterable[Goal]) -> Plan:
    """Give a plan with other goals and the gaps that follow; with a library of its own, its gaps stay as they are."""
    goals, material = tuple(goals), material_of(plan)
    gaps = plan.gaps if material is None else gaps_of(plan, goals, material)
    return replace(plan, goals=goals, gaps=gaps)


def notices_now(plan: Plan) -> tuple[Notice, ...]:
    """Give the notices of a plan as it stands now: those of its drafting, and those that follow from what it holds."""
    of_drafting = [one for one in plan.notices if one.code not in OF_THE_MOMENT and not _is_over(one, plan)]
    rules = load_material().rules
    return (*of_drafting, *notices_of(plan.goals, plan.gaps, plan.activities, plan.term, rules))


def frame_after(plan: Plan) -> dict[str, Any]:
    """Give the parts of the frame of a plan that follow from its goals and activities, as they now are."""
    content = document(replace(plan, notices=notices_now(plan)), translator(plan.language))
    return {name: content[name] for name in FOLLOWING}


def _is_over(notice: Notice, plan: Plan) -> bool:
    return notice.code is NoticeCode.NO_PROFILE and plan.cost_basis is not None


def effects_of(plan: Plan) -> Effects:
    """Hold the activities of a plan against its goals."""
    material = material_of(plan)
    if material is None:
        return Effects((), ())
    wanted = select_actions(material.library, plan.gaps, plan.hazards)
    there = {activity.action.id for activity in plan.activities}
    asked, ours = {action.id for action, _gap in wanted}, {action.id for action in material.library.actions}
    return Effects(
        tuple((action, gap) for action, gap in wanted if action.id not in there),
        tuple(one for one in plan.activities if one.action.id in ours - asked),
    )


def effect_of_goal(plan: Plan, indicator: str, target: int | None) -> Effects:
    """Give what another goal of one indicator would add, and what no goal would ask for any more."""
    now = effects_of(plan)
    goals = (replace(one, target=target) if one.indicator == indicator else one for one in plan.goals)
    then = effects_of(with_goals(plan, goals))
    lacking, beyond = {action.id for action, _gap in now.lacking}, {one.id for one in now.beyond}
    return Effects(
        tuple((action, gap) for action, gap in then.lacking if action.id not in lacking),
        tuple(one for one in then.beyond if one.id not in beyond),
    )
