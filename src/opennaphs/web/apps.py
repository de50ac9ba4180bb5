"""The pages as a Django application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, translations, static files and commands live here."""

    name = "opennaphs.web"
    label = "web"
    verbose_name = "OpenNAPHS pages"
