"""The ratio base: Django with one page of one template and nothing else, on the same server and in the same run."""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bare</title></head>
<body><h1>{{ title }}</h1><ul>{% for one in lines %}<li>{{ one }}</li>{% endfor %}</ul></body></html>"""

settings.configure(
    SECRET_KEY="nothing is signed here",  # noqa: S106 - a page without sessions
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()


def page(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string(PAGE) if not hasattr(page, "template") else page.template
    page.template = template
    return HttpResponse(template.render({"title": "Bare", "lines": range(50)}, request))


urlpatterns = [path("", page)]
application = get_wsgi_application()
