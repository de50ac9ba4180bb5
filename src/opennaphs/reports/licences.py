"""The licences a country can publish its plan under: open ones, each with its name, its address and what it allows."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Licence:
    """An open licence: its SPDX name, title, address and, in a sentence, what it allows."""

    name: str
    title: str
    path: str
    meaning: str


_WORDS = {
    "attribution": "Anybody may use, copy, change and share this, also for money, as long as they name the source.",
    "share-alike": (
        "Anybody may use, copy, change and share this, also for money, as long as they name the source and share what "
        "they make of it under the same licence."
    ),
    "no-rights": "Anybody may use this for anything without asking; the country gives up its rights as far as it can.",
}
LICENCES: Mapping[str, Licence] = {
    one.name: one
    for one in (
        Licence(
            "CC-BY-4.0",
            "Creative Commons Attribution 4.0",
            "https://creativecommons.org/licenses/by/4.0/",
            _WORDS["attribution"],
        ),
        Licence(
            "CC-BY-3.0-IGO",
            "Creative Commons Attribution 3.0 IGO",
            "https://creativecommons.org/licenses/by/3.0/igo/",
            _WORDS["attribution"],
        ),
        Licence(
            "CC-BY-SA-4.0",
            "Creative Commons Attribution-ShareAlike 4.0",
            "https://creativecommons.org/licenses/by-sa/4.0/",
            _WORDS["share-alike"],
        ),
        Licence(
            "CC0-1.0",
            "Creative Commons Zero 1.0",
            "https://creativecommons.org/publicdomain/zero/1.0/",
            _WORDS["no-rights"],
        ),
    )
}
USUAL = "CC-BY-4.0"
