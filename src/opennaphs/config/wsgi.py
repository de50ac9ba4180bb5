"""The workbench for a WSGI server: ``gunicorn --preload opennaphs.config.wsgi``.

Pages and the action library are read here, once and before the server makes its processes; else the first person in
each of them would wait some seconds.
"""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from opennaphs.catalogue.loading import load_library

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennaphs.config.settings")
application = get_wsgi_application()


def read_ahead() -> None:
    """Read what every process needs and none changes."""
    _ = get_resolver().url_patterns
    load_library()


read_ahead()
