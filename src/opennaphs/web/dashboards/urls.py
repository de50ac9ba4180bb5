"""Addresses."""

from django.urls import path

from opennaphs.web.dashboards import partner, views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("minister/", views.minister, name="dashboard-minister"),
    path("partner/", partner.partner, name="dashboard-partner"),
    path("areas.svg", views.areas_picture, name="dashboard-areas"),
    path("trend.svg", views.trend_picture, name="dashboard-trend"),
    path("<slug:table>.csv", views.dashboard_csv, name="dashboard-csv"),
]
