"""Addresses of a country that belong to no plan."""

from django.urls import path

from opennaphs.web.progress_reviews import feed

urlpatterns = [path("", feed.feed, name="feed")]
