"""Saying what was done, on the next page."""

from django.contrib import messages
from django.http import HttpRequest


def tell(request: HttpRequest, text: str) -> None:
    """Say that something was done."""
    messages.success(request, text)


def warn(request: HttpRequest, text: str) -> None:
    """Say what a person should know."""
    messages.warning(request, text)
