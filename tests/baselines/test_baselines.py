"""Three whole countries, pinned: the numbers change only on purpose, with ``make baselines`` and a changelog line."""

import json

from tests.baselines.update import PINNED, measure


def test_the_example_countries_still_give_the_pinned_plans():
    assert measure() == json.loads(PINNED.read_text(encoding="utf-8"))
