"""Addresses of the cycle."""

from django.urls import path

from opennaphs.web.cycle import views

urlpatterns = [
    path("", views.cycle, name="cycle"),
    path("path.svg", views.path_picture, name="stage_path"),
    path("stages/<slug:slug>/", views.stage, name="stage"),
    path("stages/<slug:slug>/record/", views.record, name="record_stage"),
    path("stages/<slug:slug>/files/<str:name>/", views.starter, name="stage_file"),
]
