"""What a mapping round has to say."""

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.sentences import Refused, Sentence
from opennaphs.store.models import MappingRound

LONGEST_TITLE = 200
CLOSED = "The mapping round “{title}” is closed already; what was known then is kept."
TEXTS = (CLOSED,)


def check_round(row: MappingRound) -> None:
    """Raise unless a round has a title that can be kept.

    Raises:
        NaphsError: it has none, or a longer one.
    """
    if not row.title or len(row.title) > LONGEST_TITLE:
        message = (
            f"A mapping round needs a title of at most {LONGEST_TITLE} letters, for example “Workshop of May 2027”."
        )
        raise NaphsError(message)


def check_still_open(row: MappingRound) -> None:
    """Raise when a round is closed.

    Raises:
        Refused: it is.
    """
    if row.closed_on is not None:
        raise Refused(Sentence(CLOSED, {"title": row.title}))
