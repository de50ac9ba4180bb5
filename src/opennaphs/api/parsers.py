"""Bodies on their way in: JSON of a bounded size, and nothing nested so deeply that reading it breaks."""

import json
from typing import Any

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

TOO_LARGE = 413


class BodyTooLarge(APIException):
    """A body is larger than an installation takes."""

    status_code = TOO_LARGE
    default_detail = "The body is too large. Send it in parts."


class BoundedJson(JSONParser):
    """Reads JSON; numbers must be numbers."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Read a body.

        Raises:
            BodyTooLarge: it is larger than ``DATA_UPLOAD_MAX_MEMORY_SIZE``.
            ParseError: it is no JSON.
        """
        limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        content = stream.read(limit + 1)
        if len(content) > limit:
            raise BodyTooLarge
        try:
            return json.loads(content.decode("utf-8"), parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            message = f"The body is no JSON: {error}"
            raise ParseError(message) from None


def _no_number(word: str) -> None:
    message = f"{word} is no number of JSON."
    raise ValueError(message)
