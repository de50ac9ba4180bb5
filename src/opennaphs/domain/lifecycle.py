"""The life of a plan: its states, the moves between them, and the checks each move has to pass, in sentences.

This module judges whether something may happen now. Whether this person may do it is judged by ``authorization``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from opennaphs.domain.lifecycle_checks import CHECKS, Standing
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.sentences import Refused, Sentence

TRANSITIONS: Mapping[PlanState, tuple[PlanState, ...]] = {
    PlanState.DRAFT: (PlanState.IN_REVIEW,),
    PlanState.IN_REVIEW: (PlanState.COSTED, PlanState.DRAFT),
    PlanState.COSTED: (PlanState.VALIDATED, PlanState.IN_REVIEW, PlanState.DRAFT),
    PlanState.VALIDATED: (PlanState.ENDORSED, PlanState.COSTED, PlanState.DRAFT),
    PlanState.ENDORSED: (PlanState.LAUNCHED, PlanState.VALIDATED, PlanState.DRAFT),
    PlanState.LAUNCHED: (PlanState.CLOSED, PlanState.ENDORSED),
    PlanState.CLOSED: (PlanState.LAUNCHED,),
}

SAME_STATE = "The plan is already “{state}”."
NO_WAY = "A plan that is “{state}” cannot become “{to}” at once. It can become: {ways}."
NO_REWRITING = (
    "A plan that is “{state}” is not rewritten. Close it and draft the next plan from it; unfinished work is carried "
    "forward."
)
NO_REASON = "Say why the plan goes back from “{state}” to “{to}”: those who worked on it will read it."
FROZEN = "The plan is “{state}”, so its activities stand as agreed. Move it back, with a reason, to change them."
ONLY_PROGRESS = "The plan is “{state}”: report progress on its activities; what was agreed is no longer edited."
NOT_LAUNCHED = "The plan is “{state}”. Progress is reported once it is launched."
OVER = "The plan is “{state}” and kept as it was. Carry what is unfinished into the next plan."
TEXTS = (SAME_STATE, NO_WAY, NO_REWRITING, NO_REASON, FROZEN, ONLY_PROGRESS, NOT_LAUNCHED, OVER)


class Editing(StrEnum):
    """What may be edited of the activities of a plan; “all” includes their progress."""

    ALL = "all"
    PROGRESS = "progress"
    NOTHING = "nothing"


EDITING: Mapping[PlanState, Editing] = {
    PlanState.DRAFT: Editing.ALL,
    PlanState.IN_REVIEW: Editing.ALL,
    PlanState.COSTED: Editing.ALL,
    PlanState.VALIDATED: Editing.NOTHING,
    PlanState.ENDORSED: Editing.NOTHING,
    PlanState.LAUNCHED: Editing.PROGRESS,
    PlanState.CLOSED: Editing.NOTHING,
}


@dataclass(frozen=True)
class Move:
    """A move that may be made: from where, to where, and the reason given (empty only for a move forward)."""

    state: PlanState
    to: PlanState
    why: str

    @property
    def back(self) -> bool:
        """Whether the plan goes back to an earlier state."""
        return goes_back(self.state, self.to)


@dataclass(frozen=True)
class Way:
    """One move a page can offer: where it leads, whether a reason must be written, and what still stands against it."""

    to: PlanState
    needs_reason: bool
    unmet: tuple[Sentence, ...]


class LifecycleRefused(Refused):
    """Something the state of the plan does not allow, with every sentence that says why."""

    def __init__(self, sentences: tuple[Sentence, ...]) -> None:
        """Refuse for the given reasons (at least one)."""
        self.sentences = sentences
        super().__init__(*sentences)


class MoveRefused(LifecycleRefused):
    """A move between two states that cannot be made now."""


class EditRefused(LifecycleRefused):
    """A change to a plan that its state does not allow."""


def goes_back(state: PlanState, to: PlanState) -> bool:
    """Whether a move leads to an earlier state; such a move always needs a reason."""
    order = tuple(PlanState)
    return order.index(to) < order.index(state)


def unmet(standing: Standing, state: PlanState, to: PlanState) -> tuple[Sentence, ...]:
    """Give every sentence that stands against a move, the missing reason of a way back apart; empty when none does."""
    if to not in TRANSITIONS[state]:
        return (_no_way(state, to),)
    if goes_back(state, to):
        return ()
    found = (check.fault(standing) for check in CHECKS[to])
    return tuple(sentence for sentence in found if sentence is not None)


def check_move(standing: Standing, state: PlanState, to: PlanState, why: str = "") -> Move:
    """Judge a move and give its record, with the reason as it is to be kept.

    Raises:
        MoveRefused: it cannot be made; the error carries every sentence, not only the first.
    """
    sentences = unmet(standing, state, to)
    if not sentences and goes_back(state, to) and not why.strip():
        sentences = (_say(NO_REASON, "no-reason", state, to),)
    if sentences:
        raise MoveRefused(sentences)
    return Move(state, to, why.strip())


def can_move(standing: Standing, state: PlanState, to: PlanState, why: str = "") -> bool:
    """Whether :func:`check_move` lets the move through."""
    try:
        check_move(standing, state, to, why)
    except MoveRefused:
        return False
    return True


def ways(standing: Standing, state: PlanState) -> tuple[Way, ...]:
    """Give every move out of a state, forward first, with what still stands against it: the buttons of a page."""
    return tuple(Way(to, goes_back(state, to), unmet(standing, state, to)) for to in TRANSITIONS[state])


def editable(state: PlanState) -> Editing:
    """Say what may be edited of the activities of a plan in a state."""
    return EDITING[state]


def check_editing(state: PlanState, wanted: Editing) -> None:
    """Let a change to the activities (``all``) or to their progress (``progress``) through.

    Raises:
        EditRefused: the state does not allow it; the sentence says what to do instead.
    """
    if editable(state) is not Editing.ALL and wanted not in (Editing.NOTHING, editable(state)):
        raise EditRefused((_say(_why_not(state, wanted), "not-editable", state),))


def can_edit(state: PlanState, wanted: Editing) -> bool:
    """Whether :func:`check_editing` lets the change through."""
    try:
        check_editing(state, wanted)
    except EditRefused:
        return False
    return True


def _why_not(state: PlanState, wanted: Editing) -> str:
    if state is PlanState.CLOSED:
        return OVER
    if wanted is Editing.PROGRESS:
        return NOT_LAUNCHED
    return ONLY_PROGRESS if state is PlanState.LAUNCHED else FROZEN


def _no_way(state: PlanState, to: PlanState) -> Sentence:
    if state is to:
        return _say(SAME_STATE, "same-state", state)
    if state is PlanState.CLOSED:
        return _say(OVER, "over", state, to)
    if state is PlanState.LAUNCHED and goes_back(state, to):
        return _say(NO_REWRITING, "no-rewriting", state, to)
    return _say(NO_WAY, "no-way", state, to)


def _say(template: str, code: str, state: PlanState, to: PlanState | None = None) -> Sentence:
    values: dict[str, str | int | Sentence] = {"state": Sentence(state.value), "ways": _ways_text(state)}
    if to is not None:
        values["to"] = Sentence(to.value)
    return Sentence(template, values, code)


def _ways_text(state: PlanState) -> Sentence:
    """Give the states that can follow, as one sentence of words that are each translated."""
    names = {f"way{number}": Sentence(to.value) for number, to in enumerate(TRANSITIONS[state])}
    return Sentence(", ".join(f"“{{{name}}}”" for name in names), names)


def diagram() -> str:
    """Give the states and moves as the text of a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {_node(PlanState.DRAFT)}"]
    lines += [f'    state "{state}" as {_node(state)}' for state in PlanState if " " in state]
    for state, following in TRANSITIONS.items():
        lines += [f"    {_node(state)} --> {_node(to)}{_label(state, to)}" for to in following]
    return "\n".join([*lines, f"    {_node(PlanState.CLOSED)} --> [*]"]) + "\n"


def _node(state: PlanState) -> str:
    return state.replace(" ", "_")


def _label(state: PlanState, to: PlanState) -> str:
    return ": with a reason" if goes_back(state, to) else ""


def checks_table() -> tuple[tuple[PlanState, PlanState, Sentence], ...]:
    """Give every check of every move forward as a statement of what has to hold, for the reference pages."""
    return tuple((state, to, check.rule) for state, to in pairwise(PlanState) for check in CHECKS[to])
