"""Addresses of the API. Everything of a country stands under its code, so that rights follow from the address."""

from django.urls import URLPattern, path, re_path

import opennaphs.web.country_codes  # noqa: F401 - says what <country:…> means
from opennaphs.api.about import Description, Index, Me, NotHere
from opennaphs.api.activities import Activities, ActivityProgress
from opennaphs.api.assessments import Assessments, Scores
from opennaphs.api.catalogue import Actions, Frameworks, Indicators, Prices
from opennaphs.api.costs import ActivityCosts, CostLines
from opennaphs.api.cycle import History, Stages
from opennaphs.api.engagement import Committees, Stakeholders
from opennaphs.api.following import Milestones, Results, ResultValues, Updates
from opennaphs.api.funding import FundingSources, Supports, SupportStates, Transactions
from opennaphs.api.funding_gap import FundingGap
from opennaphs.api.jobs import Jobs
from opennaphs.api.meetings import ActionItems, Meetings
from opennaphs.api.plans import Goals, PlanDocuments, Plans, PlanStates
from opennaphs.api.publications import PublicationFiles, Publications
from opennaphs.api.recommendations import Recommendations
from opennaphs.api.reviews import Comments, Rounds, SignOffs
from opennaphs.api.rows import Shared

V1 = "v1/"
COUNTRY = f"{V1}countries/<country:iso3>"
PLAN = f"{COUNTRY}/plans/<int:plan_id>"
ACTIVITY = f"{PLAN}/activities/<int:activity_id>"
SUPPORT = f"{PLAN}/supports/<int:support_id>"
ASSESSMENT = f"{COUNTRY}/assessments/<int:assessment_id>"
RECOMMENDATION = f"{COUNTRY}/recommendations/<int:recommendation_id>"
FRAMEWORK = f"{V1}catalogue/frameworks/<str:framework_id>"


def _route(address: str, view: type[Shared], **methods: str) -> URLPattern:
    """Give an address at which methods lead to functions of a view."""
    return path(address, view.as_view({**methods}))


READ = {"get": "retrieve"}
LIST = {"get": "list"}
LIST_AND_ADD = {"get": "list", "post": "create"}
EDIT = {"get": "retrieve", "patch": "partial_update"}
EDIT_AND_REMOVE = {**EDIT, "delete": "destroy"}

urlpatterns = [
    _route(V1, Index, **READ),
    _route(f"{V1}openapi.yaml", Description, **READ),
    _route(f"{V1}me", Me, **READ),
    _route(f"{V1}catalogue/frameworks", Frameworks, **LIST),
    _route(FRAMEWORK, Frameworks, **READ),
    _route(f"{FRAMEWORK}/indicators", Indicators, **LIST),
    _route(f"{V1}catalogue/actions", Actions, **LIST),
    _route(f"{V1}catalogue/prices", Prices, **LIST),
    _route(f"{COUNTRY}/assessments", Assessments, **LIST_AND_ADD),
    _route(ASSESSMENT, Assessments, **EDIT_AND_REMOVE),
    _route(f"{ASSESSMENT}/scores", Scores, get="list", put="enter"),
    _route(f"{COUNTRY}/recommendations", Recommendations, **LIST_AND_ADD),
    _route(RECOMMENDATION, Recommendations, **EDIT_AND_REMOVE),
    _route(f"{RECOMMENDATION}/state", Recommendations, put="settle"),
    _route(f"{RECOMMENDATION}/activities", Recommendations, put="link"),
    _route(f"{COUNTRY}/plans", Plans, **LIST_AND_ADD),
    _route(PLAN, Plans, **EDIT_AND_REMOVE),
    _route(f"{PLAN}/state", PlanStates, put="move"),
    _route(f"{PLAN}/document", PlanDocuments, get="document"),
    _route(f"{PLAN}/goals", Goals, **LIST),
    _route(f"{PLAN}/goals/<int:goal_id>", Goals, **EDIT),
    _route(f"{PLAN}/activities", Activities, **LIST_AND_ADD),
    _route(ACTIVITY, Activities, **EDIT_AND_REMOVE),
    _route(f"{ACTIVITY}/progress", ActivityProgress, put="report"),
    _route(f"{ACTIVITY}/cost", ActivityCosts, put="replace"),
    _route(f"{PLAN}/cost-lines", CostLines, **LIST),
    _route(f"{PLAN}/progress-updates", Updates, **LIST_AND_ADD),
    _route(f"{PLAN}/progress-updates/<int:update_id>", Updates, **READ),
    _route(f"{PLAN}/milestones", Milestones, **LIST_AND_ADD),
    _route(f"{PLAN}/milestones/<int:milestone_id>", Milestones, **EDIT_AND_REMOVE),
    _route(f"{PLAN}/milestones/<int:milestone_id>/passing", Milestones, put="passing"),
    _route(f"{PLAN}/results", Results, **LIST_AND_ADD),
    _route(f"{PLAN}/results/<int:result_id>", Results, **EDIT_AND_REMOVE),
    _route(f"{PLAN}/results/<int:result_id>/values", ResultValues, **LIST_AND_ADD),
    _route(f"{PLAN}/comments", Comments, **LIST_AND_ADD),
    _route(f"{PLAN}/comments/<int:comment_id>", Comments, get="retrieve", delete="destroy"),
    _route(f"{PLAN}/comments/<int:comment_id>/settled", Comments, put="settle"),
    _route(f"{PLAN}/reviews", Rounds, **LIST_AND_ADD),
    _route(f"{PLAN}/reviews/<int:round_id>", Rounds, **READ),
    _route(f"{PLAN}/reviews/<int:round_id>/closing", Rounds, put="close"),
    _route(f"{PLAN}/reviews/<int:round_id>/sign-offs", SignOffs, **LIST_AND_ADD),
    _route(f"{PLAN}/supports", Supports, **LIST_AND_ADD),
    _route(SUPPORT, Supports, **EDIT_AND_REMOVE),
    _route(f"{SUPPORT}/state", SupportStates, put="judge"),
    _route(f"{SUPPORT}/transactions", Transactions, **LIST_AND_ADD),
    _route(f"{SUPPORT}/transactions/<int:transaction_id>", Transactions, **READ),
    _route(f"{SUPPORT}/transactions/<int:transaction_id>/reversal", Transactions, post="reverse"),
    _route(f"{PLAN}/funding-gap", FundingGap, **LIST),
    _route(f"{COUNTRY}/funding-sources", FundingSources, **LIST_AND_ADD),
    _route(f"{COUNTRY}/funding-sources/<int:source_id>", FundingSources, **EDIT_AND_REMOVE),
    _route(f"{PLAN}/publications", Publications, **LIST_AND_ADD),
    _route(f"{PLAN}/publications/<int:publication_id>", Publications, **READ),
    _route(f"{PLAN}/publications/<int:publication_id>/release", Publications, put="release"),
    _route(f"{PLAN}/publications/<int:publication_id>/withdrawal", Publications, put="withdraw"),
    _route(f"{PLAN}/publications/<int:publication_id>/document", PublicationFiles, get="document"),
    _route(f"{PLAN}/publications/<int:publication_id>/package", PublicationFiles, get="package"),
    _route(f"{COUNTRY}/stakeholders", Stakeholders, **LIST_AND_ADD),
    _route(f"{COUNTRY}/stakeholders/<int:stakeholder_id>", Stakeholders, **EDIT_AND_REMOVE),
    _route(f"{COUNTRY}/committees", Committees, **LIST_AND_ADD),
    _route(f"{COUNTRY}/committees/<int:committee_id>", Committees, **EDIT_AND_REMOVE),
    _route(f"{COUNTRY}/meetings", Meetings, **LIST_AND_ADD),
    _route(f"{COUNTRY}/meetings/<int:meeting_id>", Meetings, **EDIT_AND_REMOVE),
    _route(f"{COUNTRY}/action-items", ActionItems, **LIST_AND_ADD),
    _route(f"{COUNTRY}/action-items/<int:item_id>", ActionItems, **EDIT_AND_REMOVE),
    _route(f"{COUNTRY}/stages", Stages, **LIST),
    _route(f"{COUNTRY}/stages/<str:stage>", Stages, put="record"),
    _route(f"{COUNTRY}/history", History, **LIST),
    _route(f"{COUNTRY}/history/<int:event_id>", History, **READ),
    _route(f"{COUNTRY}/jobs", Jobs, **LIST),
    _route(f"{COUNTRY}/jobs/<uuid:job_id>", Jobs, **READ),
    re_path(r"^v1/(?P<rest>.*)$", NotHere.as_view({"get": "retrieve"})),
]
