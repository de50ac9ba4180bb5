"""Every list as a table: streamed row by row, UTF-8 without a byte-order mark, and never a formula."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer

_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class CsvLists(BaseRenderer):
    """Offers lists as CSV. The list itself streams the table; see :func:`streamed`."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """Give nothing: a list that is asked for as a table never comes this way."""
        return b""


class _Echo:
    def write(self, text: str) -> str:
        return text


def streamed(columns: Iterable[str], rows: Iterable[Mapping[str, Any]], name: str) -> StreamingHttpResponse:
    """Give a table as a download that begins at once, however long it is.

    Args:
        columns: the headings, in order.
        rows: what stands under them; a column a row does not have stays empty.
        name: of the file, without its ending.
    """
    answer = StreamingHttpResponse(_lines(list(columns), rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _lines(columns: list[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    write = csv.writer(_Echo(), lineterminator="\r\n").writerow
    yield write(columns)
    for row in rows:
        yield write([cell(row.get(name)) for name in columns])


def cell(value: Any) -> str:
    """Give a value as a cell: empty for nothing known, JSON for what has parts, an apostrophe before a formula."""
    if value is None:
        return ""
    if isinstance(value, (dict, list, bool)):
        value = json.dumps(value, ensure_ascii=False, default=str)
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
