"""Taking a file from disk, within bounds, and knowing what it is by its content rather than by its name."""

from enum import StrEnum
from pathlib import Path

from opennaphs.domain.errors import InputRefused, Place

MOST_BYTES = 64 * 1024 * 1024


class Content(StrEnum):
    """What the first bytes of a file say it is."""

    WORKBOOK = "workbook"
    JSON = "json"
    TEXT = "text"


def load_bytes(path: Path) -> bytes:
    """Read a whole file.

    Raises:
        InputRefused: it does not exist, cannot be read, is empty or larger than 64 MB.
    """
    where = Place(path.name)
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputRefused.because(
                where,
                f"The file has {size / 1e6:.0f} MB; the limit is {MOST_BYTES / 1e6:.0f} MB.",
                "Split it or remove what is not needed.",
            )
        content = path.read_bytes()
    except OSError as error:
        raise InputRefused.because(
            where, f"The file cannot be read ({error.strerror}).", "Check the name, the folder and your rights."
        ) from None
    if not content.strip():
        raise InputRefused.because(where, "The file is empty.", "Save it again from the program that made it.")
    return content


def kind_of(content: bytes, name: str) -> Content:
    """Say what a file is.

    Raises:
        InputRefused: it is an old or encrypted Office file, a PDF, or nothing that can hold scores.
    """
    where = Place(name)
    if content.startswith(b"PK\x03\x04"):
        return Content.WORKBOOK
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputRefused.because(
            where,
            "The file is an old Excel file or is protected by a password.",
            "Open it, remove the password and save it as .xlsx.",
        )
    if content.startswith(b"%PDF"):
        raise InputRefused.because(where, "The file is a PDF.", "Give the workbook or table it was made from.")
    return Content.JSON if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["} else Content.TEXT
