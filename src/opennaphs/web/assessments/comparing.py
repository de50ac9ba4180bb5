"""Pages of comparison: the country among published scores of its WHO region and income group, one edition at a time."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opennaphs.actions.assessments.keep_comparison_set import keep_comparison_set
from opennaphs.actions.assessments.peers import averages_of, peers_of
from opennaphs.actions.assessments.remove_comparison_set import remove_comparison_set
from opennaphs.authorization.judge import check_may, may
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.country_files import who_region
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.errors import InputRefused, NaphsError
from opennaphs.reports.comparison_strip import Comparison, Peer, comparison_strip_table, groups_of
from opennaphs.store.assessments import latest_assessments
from opennaphs.store.models import ComparisonSet
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.finding import find_comparison_set, framework_of
from opennaphs.web.assessments.forms import ComparisonUpload, income_file
from opennaphs.web.assessments.wording import page_words, table_of
from opennaphs.web.row_forms import INVALID
from opennaphs.web.uploads import content_of


@dataclass(frozen=True)
class Compared:
    """A comparison and where the country's own averages come from: the file, its own assessment, or nowhere."""

    comparison: Comparison
    own: Assessment | None
    in_file: bool


def comparison_of(record: ComparisonSet, iso3: str) -> Compared:
    """Put the country among the countries of a set.

    Its published averages in the set come first; else its own assessment in the same edition and years, never one of
    another edition; else it is shown as not assessed.
    """
    framework, peers = framework_of(record), peers_of(record)
    if in_file := iso3 in peers:
        return Compared(Comparison(iso3, framework, record.last_year, tuple(peers.values())), None, in_file)
    own = _own(record, iso3)
    region = who_region(iso3, record.last_year)
    peer = Peer(iso3, {} if own is None else averages_of(own, framework), region, None)
    everybody = (*peers.values(), replace(peer, averages=peer.averages))
    return Compared(Comparison(iso3, framework, record.last_year, everybody), own, in_file)


def _own(record: ComparisonSet, iso3: str) -> Assessment | None:
    same = (one for one in latest_assessments(iso3) if one.framework == record.framework)
    return next((one for one in same if record.first_year <= one.year <= record.last_year), None)


@country_page()
def comparisons(request: SignedInRequest, iso3: str) -> HttpResponse:
    """List the comparison sets, and take a new file."""
    may_bring = may(request.user, Permission.ENTER_SCORES, country=iso3)
    form = ComparisonUpload(request.POST or None, request.FILES or None)
    problems: tuple[object, ...] = ()
    if request.method == "POST":
        check_may(request.user, Permission.ENTER_SCORES, country=iso3)
    if request.method == "POST" and form.is_valid():
        try:
            kept = _keep(request, iso3, form)
        except InputRefused as error:
            problems = error.problems
        except NaphsError as error:
            form.add_error("file", str(error))
        else:
            return redirect("comparison", iso3, kept[0].pk)
    sets = ComparisonSet.objects.filter(country=iso3, removed=False)
    context = {
        "form": form,
        "problems": problems,
        "sets": [{"row": one, "framework": framework_of(one), "count": len(one.peers)} for one in sets],
        "may_bring": may_bring,
    }
    status = INVALID if request.method == "POST" else 200
    return render(request, "assessments/comparisons.html", context, status=status)


def _keep(request: SignedInRequest, iso3: str, form: ComparisonUpload) -> list[ComparisonSet]:
    file, income = form.cleaned_data["file"], income_file(form)
    kept = keep_comparison_set(
        country=iso3,
        file_name=file.name,
        content=content_of(file),
        year=form.cleaned_data["year"],
        income=None if income is None else (income.name or "", content_of(income)),
        source=form.cleaned_data["source"],
        by=request.user,
    )
    messages.success(request, _("Kept: %(count)s comparison sets.") % {"count": len(kept)})
    return kept


@country_page()
def comparison(request: SignedInRequest, iso3: str, set_id: int) -> HttpResponse:
    """Show the country among its peers in one edition."""
    record = find_comparison_set(iso3, set_id)
    found, words = comparison_of(record, iso3), page_words()
    groups = [
        {"name": name, "count": None if peers is None else len(peers)}
        for name, peers in groups_of(found.comparison, words)
    ]
    context = {
        "set": record,
        "framework": found.comparison.framework,
        "compared": found,
        "groups": groups,
        "table": table_of(comparison_strip_table(found.comparison, words)),
        "may_bring": may(request.user, Permission.ENTER_SCORES, country=iso3),
    }
    return render(request, "assessments/comparison.html", context)


@country_page(Permission.ENTER_SCORES)
@require_POST
def comparison_remove(request: SignedInRequest, iso3: str, set_id: int) -> HttpResponse:
    """Take a comparison set out of the list."""
    record = find_comparison_set(iso3, set_id)
    version = _version(request)
    remove_comparison_set(comparison_set=record, version=version, by=request.user)
    messages.success(request, _("The comparison set was removed."))
    return redirect("comparisons", iso3)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0
