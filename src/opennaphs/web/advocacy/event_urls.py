"""Addresses."""

from django.urls import path

from opennaphs.web.advocacy import events

urlpatterns = [
    path("", events.health_events, name="health-events"),
    path("events.csv", events.as_csv, name="health-events-csv"),
    path("new/", events.add, name="add-health-event"),
    path("<int:event_id>/edit/", events.edit, name="edit-health-event"),
    path("<int:event_id>/remove/", events.remove, name="remove-health-event"),
]
