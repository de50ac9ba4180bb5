"""Addresses."""

from django.urls import path

from opennaphs.web.jobs import views

urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<uuid:job_id>/", views.job, name="job"),
    path("<uuid:job_id>/progress/", views.progress, name="job-progress"),
    path("<uuid:job_id>/file/", views.file, name="job-file"),
    path("<uuid:job_id>/again/", views.again, name="job-again"),
]
