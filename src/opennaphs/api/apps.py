"""The API as a Django application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Version 1 of the API."""

    name = "opennaphs.api"
    label = "api"
