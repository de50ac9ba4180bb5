"""A person with a browser, as a program: cookies, forms with all their fields, one connection kept open."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode


@dataclass
class Form:
    """One form of a page: where it goes and what it would send, untouched."""

    action: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)

    def value(self, name: str) -> str | None:
        return next((value for key, value in self.fields if key == name), None)

    def filled(self, **values: str) -> list[tuple[str, str]]:
        """Give what is sent when somebody changes some fields and leaves the others."""
        return [(name, value) for name, value in self.fields if name not in values] + list(values.items())


class Forms(HTMLParser):
    """Reads the forms of a page as a browser does."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.open: Form | None = None
        self.area: str | None = None
        self.select: str | None = None
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        name = about.get("name", "")
        if tag == "form":
            self.open = Form(about.get("action", ""))
            self.found.append(self.open)
        elif self.open is None:
            return
        elif tag == "input" and name:
            self._input(about)
        elif tag == "textarea":
            self.area, self.words = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in about:
            self.open.fields.append((self.select, about.get("value", "")))

    def _input(self, about: dict[str, str]) -> None:
        kind = about.get("type", "text")
        off = kind in {"checkbox", "radio"} and "checked" not in about
        if self.open is not None and not off and kind not in {"submit", "button", "file"} and "disabled" not in about:
            self.open.fields.append((about["name"], about.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None and self.open is not None:
            self.open.fields.append((self.area, self.words.removeprefix("\n")))
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.open = None


@dataclass
class Answer:
    """What the server said."""

    status: int
    headers: dict[str, str]
    page: str
    size: int

    def form(self, with_field: str) -> Form:
        """Give the form that has a field; ``LookupError`` when the page has none."""
        for one in Forms(self.page).found:
            if any(name == with_field for name, _ in one.fields):
                return one
        raise LookupError(with_field)


class Visitor:
    """Somebody signed in, with a connection that is kept open and opened again when it was closed."""

    def __init__(self, connect: Callable[[], HTTPConnection], cookies: dict[str, str] | None = None) -> None:
        self.connect, self.cookies = connect, dict(cookies or {})
        self.connection: HTTPConnection | None = None

    def get(self, address: str) -> Answer:
        return self._ask("GET", address, None)

    def post(self, address: str, fields: list[tuple[str, str]]) -> Answer:
        """Send a form; never sent twice, because nobody could say whether the first was taken."""
        return self._ask("POST", address, urlencode(fields).encode())

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _ask(self, method: str, address: str, body: bytes | None) -> Answer:
        try:
            return self._asked(method, address, body)
        except (OSError, HTTPException):
            again = method == "GET" and self.connection is not None
            self.close()
            if not again:
                raise
            return self._asked(method, address, body)

    def _asked(self, method: str, address: str, body: bytes | None) -> Answer:
        if self.connection is None:
            self.connection = self.connect()
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        self.connection.request(method, address, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.headers.get("Connection", "").lower() == "close":
            self.close()
        found = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, found, content.decode(errors="replace"), len(content))
