"""Long lists come in pages, and say how long they are."""

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response

TOTAL = "X-Total-Count"
LARGEST_PAGE = 1000


class Pages(PageNumberPagination):
    """A hundred a page, up to a thousand when asked."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = LARGEST_PAGE

    def get_page_size(self, request: Any) -> int:
        """Give the size that was asked for; a size that cannot be is refused, not replaced."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return int(self.page_size)
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= LARGEST_PAGE):
            message = f"A page has 1 to {LARGEST_PAGE} entries."
            raise ValidationError({self.page_size_query_param: [message]})
        return int(asked)

    def get_paginated_response(self, data: Any) -> Response:
        """Give a page with the length of the whole list in its header, too."""
        answer = super().get_paginated_response(data)
        answer[TOTAL] = str(answer.data["count"])
        return answer

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Say how pages are asked for."""
        return [
            _parameter("page", "Which page, from 1.", {"type": "integer", "minimum": 1}),
            _parameter(
                "page_size", "How many entries a page has.", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE}
            ),
        ]


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
