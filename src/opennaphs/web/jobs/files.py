"""Files on their way out: always as a download under their own name, never opened by the browser in our place."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


def download(content: bytes, name: str) -> HttpResponse:
    """Give bytes as a download.

    Args:
        content: the file.
        name: under which it is saved; its ending says what it is.
    """
    kind = TYPES.get(name.rpartition(".")[2].casefold(), "application/octet-stream")
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
