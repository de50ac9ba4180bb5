"""The address of the page behind an update link."""

from django.urls import path

from opennaphs.web.progress import update

urlpatterns = [path("<str:key>/", update.update, name="update")]
