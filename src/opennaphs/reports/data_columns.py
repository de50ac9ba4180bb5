"""The columns of a data package: name, type, HXL hashtag, and what stands in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.costing import CostState
from opennaphs.domain.funding.sources import SourceKind
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.library import EconomicType
from opennaphs.domain.monitoring.records import ResultKind

OURS, REGIONAL = "this country", "several countries, shares not known"
_WORDS = {
    "goals": "Level of each indicator at the assessment, and the level the plan wants to reach",
    "activities": "What the plan will do, who leads, where and when",
    "costs": "What each activity costs in each year, by economic type",
    "funding": "Validated support by source, area, year and stage, in the currency in which it was given",
    "progress": "What was last reported of each activity",
    "results": "Output and outcome indicators with baseline, target and what was measured",
    "activity": "number of the activity",
    "text": "what is done",
    "area": "technical area; several, divided by semicolons, where the source named several; empty = not placed yet",
    "area_title": "name of the technical area",
    "indicator": "indicator of the assessment framework, with its edition",
    "level": "level the activity lifts the indicator to",
    "current": "level at the assessment, 0 to 5; empty = not assessed",
    "target": "level to be reached, 1 to 5; empty = no goal",
    "lead": "sector that leads",
    "supporting": "sectors that support, divided by semicolons",
    "owner": "role that answers for it",
    "where": "administrative level",
    "places": "places in the country, divided by semicolons",
    "first_year": "calendar year in which the work begins",
    "starts": "first day; empty = not said",
    "ends": "last day; empty = not said",
    "after": "numbers of activities that come first, divided by semicolons",
    "group": "functional group: activities that are really one piece of work",
    "cost_state": "whether the cost is known; what is not costed has no row among the costs, which is not zero",
    "for_whom": "whether all of it is for this country, or it is shared by several whose parts are not known",
    "year": "calendar year",
    "economic_type": "one-off, capital or recurrent",
    "amount": "amount in the currency of the row, at the prices of its price year",
    "currency": "ISO 4217 code of the currency",
    "price_year": "year at whose prices the amount is",
    "source": "id of the funding source",
    "source_title": "name of the funding source",
    "source_kind": "kind of the funding source",
    "support": "id of the piece of support",
    "support_title": "name of the project, grant or budget line",
    "stage": "how far the money has come; the stages follow each other and must not be added up",
    "status": "what was last reported; empty = nobody has reported, which is not “not started”",
    "percent": "per cent done; empty = nobody has said, which is not zero",
    "reported_on": "day of the last report; empty = none",
    "id": "id of the indicator",
    "title": "what is measured",
    "kind": "output or outcome",
    "unit": "unit of baseline, target and value",
    "baseline": "value at the start; empty = not said",
    "baseline_on": "day of the baseline",
    "result_target": "value to be reached; empty = not said",
    "target_on": "day of the target",
    "value": "measured value; empty = nobody has measured",
    "value_on": "day of the measurement",
    "value_source": "where the value comes from",
}
"""Descriptions, by the name of a table or column."""


@dataclass(frozen=True)
class Column:
    """One column: its type as Table Schema names it, its HXL hashtag, its unit and the words it can hold, if few."""

    name: str
    type: str
    hxl: str
    unit: str = ""
    words: tuple[str, ...] = ()
    required: bool = False
    told: str = field(default="")

    @property
    def description(self) -> str:
        """What stands in it, in English; to be translated."""
        return _WORDS[self.told or self.name]


def table_title(name: str) -> str:
    """Say what a table is about, in English; to be translated."""
    return _WORDS[name]


_AREA = Column("area", "string", "#sector+code")
_MONEY = (
    Column("amount", "number", "#value+amount", "the currency of the row", required=True),
    Column("currency", "string", "#currency+code", required=True),
    Column("price_year", "year", "#date+year+prices", required=True),
)
_ACTIVITY = Column("activity", "string", "#activity+code", required=True)
COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "goals": (
        Column("indicator", "string", "#indicator+code", required=True),
        Column("current", "integer", "#indicator+value+baseline", "level"),
        Column("target", "integer", "#indicator+value+targeted", "level"),
    ),
    "activities": (
        _ACTIVITY,
        Column("text", "string", "#activity+name", required=True),
        _AREA,
        Column("area_title", "string", "#sector+name"),
        Column("indicator", "string", "#indicator+code"),
        Column("level", "integer", "#indicator+value+targeted", "level"),
        Column("lead", "string", "#org+lead"),
        Column("supporting", "string", "#org+support+list"),
        Column("owner", "string", "#contact+role"),
        Column("where", "string", "#loc+type"),
        Column("places", "string", "#loc+name+list"),
        Column("first_year", "year", "#date+year+start", required=True),
        Column("starts", "date", "#date+start"),
        Column("ends", "date", "#date+end"),
        Column("after", "string", "#activity+code+before+list"),
        Column("group", "string", "#activity+group"),
        Column("cost_state", "string", "#status+cost", words=tuple(map(str, CostState)), required=True),
    ),
    "costs": (
        _ACTIVITY,
        _AREA,
        Column("year", "year", "#date+year", required=True),
        Column("economic_type", "string", "#value+type", words=tuple(map(str, EconomicType)), required=True),
        *_MONEY,
    ),
    "funding": (
        Column("source", "string", "#org+funder+code", required=True),
        Column("source_title", "string", "#org+funder+name", required=True),
        Column("source_kind", "string", "#org+funder+type", words=tuple(map(str, SourceKind)), required=True),
        Column("support", "string", "#activity+support+code", required=True),
        Column("support_title", "string", "#activity+support+name", required=True),
        Column("for_whom", "string", "#activity+support+scope", words=(OURS, REGIONAL), required=True),
        _AREA,
        Column("year", "year", "#date+year", required=True),
        Column("stage", "string", "#status+funding", words=tuple(map(str, MoneyStage)), required=True),
        *_MONEY,
    ),
    "progress": (
        _ACTIVITY,
        _AREA,
        Column("status", "string", "#status+activity", words=tuple(map(str, ActivityStatus))),
        Column("percent", "integer", "#indicator+value+progress", "per cent"),
        Column("reported_on", "date", "#date+reported"),
    ),
    "results": (
        Column("id", "string", "#indicator+code", required=True),
        Column("title", "string", "#indicator+name", required=True),
        Column("kind", "string", "#indicator+type", words=tuple(map(str, ResultKind)), required=True),
        Column("unit", "string", "#indicator+unit", required=True),
        _AREA,
        Column("activity", "string", "#activity+code"),
        Column("baseline", "number", "#indicator+value+baseline", "the unit of the row"),
        Column("baseline_on", "date", "#date+baseline"),
        Column("target", "number", "#indicator+value+targeted", "the unit of the row", told="result_target"),
        Column("target_on", "date", "#date+targeted"),
        Column("value", "number", "#indicator+value+actual", "the unit of the row"),
        Column("value_on", "date", "#date+actual"),
        Column("value_source", "string", "#meta+source"),
    ),
}
