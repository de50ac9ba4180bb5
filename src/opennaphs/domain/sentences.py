"""Sentences for people: a template in English and the values that fill it, so that it can be said in any language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from opennaphs.domain.errors import NaphsError

MOST_NAMED = 6


@dataclass(frozen=True)
class Sentence:
    """One sentence of ours: a template with named places, what fills them, and a code that never changes.

    A value that is itself a sentence is one of our words and gets translated; text and numbers are shown as they are,
    because people wrote them. A template counts with “Activities without a cost: {count}.”, which needs no plural.
    """

    template: str
    values: Mapping[str, "str | int | Sentence"] = field(default_factory=dict, hash=False)
    code: str = ""

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Give the sentence, in another language when ``translate`` knows it."""
        values = {name: _shown(value, translate) for name, value in self.values.items()}
        return translate(self.template).format(**values)

    def __str__(self) -> str:
        """Give the sentence in English."""
        return self.text()


def _shown(value: str | int | Sentence, translate: Callable[[str], str]) -> str:
    return value.text(translate) if isinstance(value, Sentence) else str(value)


class Refused(NaphsError):  # noqa: N818 - it reads as what happened
    """Something that cannot be done, in sentences that can be said in any language."""

    def __init__(self, *said: Sentence | str) -> None:
        """Refuse for the given reasons, at least one; a plain text is one of our sentences without places."""
        self.said = said
        super().__init__(self.text())

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Give all reasons, one on a line, in another language when ``translate`` knows it."""
        return "\n".join(one.text(translate) if isinstance(one, Sentence) else translate(one) for one in self.said)


def listing(names: Iterable[str], most: int = MOST_NAMED) -> str:
    """Give the first names and how many more there are, without a word of any language: ``P1, P2, P3 … (+4)``."""
    names = tuple(names)
    more = len(names) - most
    return ", ".join(names[:most]) + (f" … (+{more})" if more > 0 else "")
