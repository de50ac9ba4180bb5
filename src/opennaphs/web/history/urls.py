"""Addresses of the history."""

from django.urls import path

from opennaphs.web.history import views

urlpatterns = [
    path("", views.history, name="history"),
    path("events.csv", views.history_csv, name="history_csv"),
    path("removed/", views.removed, name="removed"),
    path("<slug:subject>/<str:subject_id>/", views.row_history, name="row_history"),
    path("<slug:subject>/<str:subject_id>/back/<int:version>/", views.revert, name="revert_row"),
]
