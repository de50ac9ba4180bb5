"""Addresses of what concerns a person in all their countries."""

from django.urls import path

from opennaphs.web.talk import mention_views

urlpatterns = [
    path("", mention_views.mentions, name="mentions"),
    path("seen/", mention_views.seen, name="see-mentions"),
]
