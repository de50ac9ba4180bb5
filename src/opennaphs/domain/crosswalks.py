"""Crosswalks: which indicator of one edition speaks about which target of a library, and how surely."""

from dataclasses import dataclass
from enum import StrEnum


class Confidence(StrEnum):
    """How sure a link is: the same question, a close one, or only a related one."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Link:
    """One indicator lifts (or is lifted by) one target. Many-to-many in both directions."""

    framework: str
    indicator: str
    target: str
    confidence: Confidence | None = None
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Crosswalk:
    """The links from assessment editions to the targets of one library."""

    links: tuple[Link, ...]

    def from_framework(self, framework_id: str) -> tuple[Link, ...]:
        """Give the links that start from one edition."""
        return tuple(link for link in self.links if link.framework == framework_id)

    def indicators_of(self, framework_id: str) -> dict[str, tuple[str, ...]]:
        """Give, for every target, the indicators of an edition that map to it."""
        found: dict[str, list[str]] = {}
        for link in self.from_framework(framework_id):
            found.setdefault(link.target, []).append(link.indicator)
        return {target: tuple(indicators) for target, indicators in found.items()}
