"""Files to begin a stage with. Only what the workbench makes itself, and reads back when it is filled in."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import StringIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.cycle_stages import Stage
from opennaphs.reports.price_list_table import render_prices_csv, render_prices_workbook
from opennaphs.sources.scores_csv import HEADINGS
from opennaphs.web.people.places import catalogue_words

CSV = "text/csv; charset=utf-8"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Starter:
    """A file to begin with: its name, what it is, how it is made for a country."""

    name: str
    label: str | Promise
    kind: str
    render: Callable[[str], bytes]


def render_score_sheet(iso3: str, edition: str) -> bytes:
    """Give a score sheet to fill in: one line an indicator, as our import of scores reads it."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(HEADINGS)
    framework = load_framework(edition)
    for indicator in framework.indicators:
        table.writerow((iso3, framework.id, indicator.code, "", "", ""))
    return out.getvalue().encode("utf-8-sig")


STARTERS: Mapping[Stage, tuple[Starter, ...]] = {
    Stage.ASSESS: (
        Starter(
            "jee-scores.csv",
            _("Score sheet for a JEE (third edition)"),
            CSV,
            lambda iso3: render_score_sheet(iso3, "jee-3"),
        ),
        Starter(
            "spar-scores.csv",
            _("Score sheet for SPAR (second edition)"),
            CSV,
            lambda iso3: render_score_sheet(iso3, "spar-2"),
        ),
    ),
    Stage.COST: (
        Starter(
            "price-list.xlsx",
            _("Price list to fill in, with our default prices"),
            WORKBOOK,
            lambda _iso3: render_prices_workbook(read_default_prices(), catalogue_words()),
        ),
        Starter(
            "price-list.csv",
            _("The same price list as CSV"),
            CSV,
            lambda _iso3: render_prices_csv(read_default_prices(), catalogue_words()),
        ),
    ),
}


def starter_of(stage: Stage, name: str) -> Starter | None:
    """Give a file of a stage by its name."""
    return next((one for one in STARTERS.get(stage, ()) if one.name == name), None)
