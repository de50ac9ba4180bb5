"""How often somebody may ask, counted for each person whatever their keys; an installation may switch it off."""

from typing import Any

from django.conf import settings
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle


class _Switched(SimpleRateThrottle):
    def allow_request(self, request: Any, view: Any) -> bool:
        """Let everything through where rate limits are off."""
        return not settings.RATELIMIT_ENABLE or super().allow_request(request, view)


class VisitorRate(_Switched, AnonRateThrottle):
    """For those who did not sign in."""


class PersonRate(_Switched, UserRateThrottle):
    """For a person and all their programs together."""


class HeavyRate(_Switched, UserRateThrottle):
    """For what takes the server long: whole plans, tables made of every activity."""

    scope = "heavy"
