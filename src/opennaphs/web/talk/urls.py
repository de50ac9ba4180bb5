"""Addresses of the talk of a plan."""

from django.urls import URLPattern, path

from opennaphs.web.talk import views

urlpatterns: list[URLPattern] = [
    path("", views.talk, name="talk"),
    path("<int:comment_id>/settle/", views.settle, name="settle-comment"),
    path("<int:comment_id>/reopen/", views.reopen, name="reopen-comment"),
    path("<int:comment_id>/withdraw/", views.withdraw, name="withdraw-comment"),
]
