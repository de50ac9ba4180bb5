"""Uploads: bounded while they arrive, handed on as bytes, never written to disk. What they hold, ``sources`` judges."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MEGABYTE = 1024 * 1024


class BoundedUpload(FileUploadHandler):
    """Stops an upload at the limit instead of taking it in whole."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002 - Django's shape
        """Count and pass on."""
        self.received += len(raw_data)
        if self.received > settings.LARGEST_UPLOAD:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - Django's shape
        META: Any,  # noqa: ARG002, N803
        content_length: int,
        boundary: Any,  # noqa: ARG002
        encoding: Any = None,  # noqa: ARG002
    ) -> None:
        """Refuse at once what says of itself that it is too large."""
        if content_length > settings.LARGEST_UPLOAD + MEGABYTE:
            raise StopUpload(connection_reset=True)


def content_of(upload: UploadedFile[bytes]) -> bytes:
    """Give the bytes of an upload."""
    upload.seek(0)
    content: bytes = upload.read()
    return content
