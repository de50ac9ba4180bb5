"""Evidence: where something reported can be seen. An address that opens, or the name of a document."""

import re

from opennaphs.domain.errors import NaphsError

_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.\-]*):(?=\S)")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
OPENS = frozenset({"http", "https"})


def check_evidence(text: str) -> None:
    """Raise unless a text is the name of a document, or an address on the web.

    Raises:
        NaphsError: it is an address of another kind, which could run something in the browser of a reader.
    """
    found = _SCHEME.match(text)
    if found is None:
        return
    if found[1].lower() not in OPENS or not _ADDRESS.fullmatch(text.strip()):
        message = (
            f"“{text.strip()[:60]}” is no address that can be opened. "
            "Write one that begins with https://, or the name of a document."
        )
        raise NaphsError(message)


def is_address(text: str) -> bool:
    """Say whether evidence is an address on the web, so that a page may make a link of it."""
    return _ADDRESS.fullmatch(text.strip()) is not None
