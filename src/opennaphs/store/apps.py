"""The store as a Django application."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """All models live here, whatever page shows them."""

    name = "opennaphs.store"
    label = "store"
    verbose_name = "OpenNAPHS store"
