"""The public address of calendar feeds: whoever has the key may fetch."""

from django.urls import path

from opennaphs.web.progress_reviews import feed

urlpatterns = [path("<str:key>.ics", feed.calendar, name="calendar-feed")]
