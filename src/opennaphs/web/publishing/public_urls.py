"""Addresses that everybody may open; each shows released publications alone (``web.access.released_page``)."""

from django.urls import path

from opennaphs.web.dashboards import public as dashboards
from opennaphs.web.publishing import public

urlpatterns = [
    path("", public.public_plans, name="public-plans"),
    path("<str:key>/", public.public_plan, name="public-plan"),
    path("<str:key>/activities/", public.public_activities, name="public-activities"),
    path("<str:key>/progress/", dashboards.public_dashboard, name="public-dashboard"),
    path("<str:key>/progress/areas.svg", dashboards.public_areas, name="public-areas"),
    path("<str:key>/progress/trend.svg", dashboards.public_trend, name="public-trend"),
    path("<str:key>/costs.svg", public.public_picture, name="public-picture"),
    path("<str:key>/plan.zip", public.public_package, name="public-package"),
    path("<str:key>/plan.naphs.json", public.public_document, name="public-document"),
    path("<str:key>/<slug:table>.csv", public.public_table, name="public-table"),
]
