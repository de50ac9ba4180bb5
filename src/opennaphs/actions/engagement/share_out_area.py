"""Share out an area: who is responsible, accountable, consulted or informed."""

from collections.abc import Mapping, Sequence

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.coordination import Involvement
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import StakeholderRecord, User

Parts = Mapping[int, Involvement | None]


class PartsChanged(NaphsError):  # noqa: N818 - it reads as what happened
    """Others shared out the same area meanwhile; nothing was written. ``rows`` are the stakeholders concerned."""

    def __init__(self, rows: Sequence[StakeholderRecord]) -> None:
        """Name them."""
        self.rows = tuple(rows)
        names = ", ".join(str(row) for row in rows)
        super().__init__(f"Somebody else changed this area meanwhile: {names}. Nothing was written; look again.")


def share_out_area(
    *, country: str, area: str, parts: Parts, seen: Parts, why: str = "", by: User
) -> list[StakeholderRecord]:
    """Set the parts of stakeholders in one area, all at once; those not named keep theirs.

    Args:
        country: ISO 3166 alpha-3.
        area: full area id.
        parts: per stakeholder (its pk) the part it shall have; ``None`` for none.
        seen: the parts the person saw, for the same stakeholders.
        why: a sentence for the history.
        by: who shares out.

    Returns:
        The stakeholders whose part changed.

    Raises:
        NotAllowed: they may not keep stakeholders, committees and meetings.
        PartsChanged: a part is no longer what the person saw, nor what they want.
        NaphsError: one of them is not in the register.
    """
    with writing(Permission.MANAGE_ENGAGEMENT, country=country, by=by) as change:
        rows = [change.locked(row, None) for row in _named(country, parts)]
        wanted = [row for row in rows if _part(row, area) != parts[row.pk]]
        moved = [row for row in wanted if _part(row, area) != seen.get(row.pk)]
        if moved:
            raise PartsChanged(moved)
        for row in wanted:
            row.parts = {key: part for key, part in row.parts.items() if key != area} | _entry(area, parts[row.pk])
        return change.save_all(wanted, "share_out_area", why or area)


def _named(country: str, parts: Parts) -> list[StakeholderRecord]:
    rows = list(StakeholderRecord.objects.filter(country=country, removed=False, pk__in=parts).order_by("pk"))
    if len(rows) < len(parts):
        raise NaphsError("One of the stakeholders is not in the register any more. Open the page again.")
    return rows


def _part(row: StakeholderRecord, area: str) -> Involvement | None:
    part = row.parts.get(area)
    return None if part is None else Involvement(part)


def _entry(area: str, part: Involvement | None) -> dict[str, str]:
    return {} if part is None else {area: str(part)}
