"""The addresses of all pages. Everything of a country stands under its code, so that rights follow from the address."""

from django.urls import include, path
from django.views.i18n import set_language

import opennaphs.web.country_codes  # noqa: F401 - says what <country:…> means
from opennaphs.web.access import public_page

COUNTRY = [
    path("", include("opennaphs.web.cycle.urls")),
    path("assessments/", include("opennaphs.web.assessments.urls")),
    path("recommendations/", include("opennaphs.web.recommendations.urls")),
    path("plans/", include("opennaphs.web.plans.urls")),
    path("plans/<int:plan_id>/activities/", include("opennaphs.web.activities.urls")),
    path("plans/<int:plan_id>/talk/", include("opennaphs.web.talk.urls")),
    path("plans/<int:plan_id>/packages/", include("opennaphs.web.packages.urls")),
    path("plans/<int:plan_id>/reviews/", include("opennaphs.web.reviews.urls")),
    path("plans/<int:plan_id>/funding/", include("opennaphs.web.funding.urls")),
    path("plans/<int:plan_id>/mapping/", include("opennaphs.web.mapping.urls")),
    path("plans/<int:plan_id>/case/", include("opennaphs.web.investment.urls")),
    path("plans/<int:plan_id>/advocacy/", include("opennaphs.web.advocacy.urls")),
    path("plans/<int:plan_id>/progress/", include("opennaphs.web.progress.urls")),
    path("plans/<int:plan_id>/progress-reviews/", include("opennaphs.web.progress_reviews.urls")),
    path("plans/<int:plan_id>/dashboard/", include("opennaphs.web.dashboards.urls")),
    path("plans/<int:plan_id>/publications/", include("opennaphs.web.publishing.urls")),
    path("funding-sources/", include("opennaphs.web.funding.source_urls")),
    path("events/", include("opennaphs.web.advocacy.event_urls")),
    path("budget-calendar/", include("opennaphs.web.advocacy.calendar_urls")),
    path("feed/", include("opennaphs.web.progress_reviews.country_urls")),
    path("engagement/", include("opennaphs.web.engagement.urls")),
    path("people/", include("opennaphs.web.people.urls")),
    path("history/", include("opennaphs.web.history.urls")),
    path("jobs/", include("opennaphs.web.jobs.urls")),
]
urlpatterns = [
    path("", include("opennaphs.web.home.urls")),
    path("language/", public_page(set_language), name="set_language"),
    path("keys/", include("opennaphs.web.keys.urls")),
    path("public/", include("opennaphs.web.publishing.public_urls")),
    path("update/", include("opennaphs.web.progress.link_urls")),
    path("calendar/", include("opennaphs.web.progress_reviews.feed_urls")),
    path("mentions/", include("opennaphs.web.talk.mention_urls")),
    path("c/<country:iso3>/", include(COUNTRY)),
]
