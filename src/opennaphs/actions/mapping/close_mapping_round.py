"""Close a mapping round: keep what is known of the money now, so that later rounds can say what changed since."""

from django.utils import timezone

from opennaphs.actions.mapping.round_checks import check_still_open
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.funding.changes import snapshot_of
from opennaphs.domain.funding.positions import funding_position
from opennaphs.store.models import MappingRound, User
from opennaphs.store.plans import load_plan


def close_mapping_round(*, mapping_round: MappingRound, version: int, why: str = "", by: User) -> MappingRound:
    """Close a round.

    Args:
        mapping_round: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who closes it.

    Raises:
        NotAllowed: they do not keep the money of the country.
        Stale: somebody else changed it meanwhile.
        Refused: it is closed already.
    """
    with writing(Permission.MANAGE_FUNDING, country=mapping_round.country_code, by=by) as change:
        row = change.locked(mapping_round, version)
        check_still_open(row)
        position = funding_position(load_plan(row.plan))
        row.snapshot = {} if position is None else snapshot_of(position)
        row.closed_on = timezone.localdate()
        change.save(row, "close_mapping_round", why)
    return row
