"""The evidence pack: what the workbench knows for JEE P3.2, P3.3 and P2.1, level by level, with day and source."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from opennaphs.actions.plans.exporting import file_name
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import LIBRARY_FRAMEWORK, load_library
from opennaphs.catalogue.translations import SOURCE_LANGUAGE, languages
from opennaphs.domain.evidence import Fact, IndicatorEvidence
from opennaphs.reports.evidence_pack import EvidencePack, render_evidence_docx
from opennaphs.store.evidence import coordination_facts, planning_facts
from opennaphs.store.evidence_money import evidence_of, financing_facts
from opennaphs.store.models import PlanRecord
from opennaphs.store.plans import load_plan
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.wording import indicator_title, page_words
from opennaphs.web.finding import find_plan
from opennaphs.web.jobs.files import download

COORDINATION, PLANNING, FINANCING = "jee-3.P3.2", "jee-3.P3.3", "jee-3.P2.1"


@dataclass(frozen=True)
class ShownFact:
    """One fact as the page shows it."""

    text: str
    on: Any
    url: str


def _language() -> str:
    language = (get_language() or SOURCE_LANGUAGE).partition("-")[0]
    return language if language in languages() else SOURCE_LANGUAGE


def gathered(plan: PlanRecord) -> tuple[IndicatorEvidence, ...]:
    """Give the evidence for the three indicators as it is today, with what levels mean in the language of the page."""
    today, library = timezone.localdate(), load_library(_language())
    shelves = {
        COORDINATION: coordination_facts(plan, today),
        PLANNING: planning_facts(plan, today),
        FINANCING: financing_facts(plan, load_plan(plan)),
    }
    return tuple(evidence_of(indicator, found, library) for indicator, found in shelves.items())


@country_page()
@require_safe
def evidence(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the evidence of a plan and its country."""
    plan, words = find_plan(iso3, plan_id), page_words()
    found = [
        {
            "title": title_of(one.indicator),
            "rungs": [
                {
                    "level": rung.level,
                    "aim": rung.aim,
                    "facts": [ShownFact(fact.sentence.text(words), fact.on, url_of(fact)) for fact in rung.facts],
                    "missing": [sentence.text(words) for sentence in rung.missing],
                }
                for rung in one.rungs
            ],
        }
        for one in gathered(plan)
    ]
    return render(request, "progress_reviews/evidence.html", {"plan": plan, "evidence": found})


@country_page(Permission.EXPORT)
@require_safe
def evidence_docx(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give the evidence as a Word document."""
    plan = find_plan(iso3, plan_id)

    def address(fact: Fact) -> str:
        url = url_of(fact)
        return request.build_absolute_uri(url) if url else ""

    day = timezone.localdate().isoformat()
    pack = EvidencePack(plan.title, day, gathered(plan), title_of, address)
    content = render_evidence_docx(pack, page_words(), _language())
    return download(content, file_name(f"{plan.title} evidence {day}", ".docx"))


def title_of(indicator: str) -> str:
    """Give an indicator with its code and title."""
    return indicator_title(load_framework(LIBRARY_FRAMEWORK), indicator)


def url_of(fact: Fact) -> str:
    """Give the address of the page a fact stands on; "" when no page shows it."""
    if fact.page is None:
        return ""
    name, places = fact.page
    try:
        return reverse(name, args=places)
    except NoReverseMatch:
        return ""
