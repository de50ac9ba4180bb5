"""The kinds of work a worker can do. A new kind is a function and one line in :data:`KINDS`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.utils.module_loading import import_string

from opennaphs.actions.jobs.progress import Progress
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import Job


@dataclass(frozen=True)
class Outcome:
    """What came out of a job: a sentence in the language of its owner, plain data for the next page, maybe a file.

    ``keep`` writes what must be written once only and gives further plain data: it is called in the transaction that
    ends the job, so that a job broken off and started again never writes it twice.
    """

    text: str
    result: Mapping[str, Any] = field(default_factory=dict)
    file: bytes | None = None
    file_name: str = ""
    keep: Callable[[], Mapping[str, Any]] | None = None


Run = Callable[[Job, Progress], Outcome]


@dataclass(frozen=True)
class Kind:
    """One kind of work: who may start it, and the address of the function that does it (``module.function``).

    The function is found by address and not imported here, so that this table needs none of what the work needs.
    """

    permission: Permission
    address: str

    def run(self, job: Job, progress: Progress) -> Outcome:
        """Do the work of a job.

        Raises:
            NaphsError: it cannot be done, in a sentence for its owner.
        """
        return cast("Run", import_string(self.address))(job, progress)


_PLANS = "opennaphs.actions.plans"
KINDS: dict[str, Kind] = {
    "draft-plan": Kind(Permission.EDIT_PLAN, f"{_PLANS}.drafting.run_draft"),
    "export-plan": Kind(Permission.EXPORT, f"{_PLANS}.exporting.run_export"),
    "recost-plan": Kind(Permission.EDIT_COSTS, f"{_PLANS}.recosting.run_recost"),
    "review-pack": Kind(Permission.EXPORT, "opennaphs.actions.reviewing.packs.run_pack"),
    "choose": Kind(Permission.EXPORT, f"{_PLANS}.choosing.run_choice"),
}


def kind_of(name: str) -> Kind:
    """Give a kind by its name.

    Raises:
        NaphsError: there is none; an older job, perhaps, of a kind that was taken away.
    """
    if name not in KINDS:
        message = f"There is no work of the kind “{name}”. There are: {', '.join(KINDS)}."
        raise NaphsError(message)
    return KINDS[name]
