"""What an installation is told by its environment, and how it keeps visitors from harm: headers, uploads, errors."""

import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.exceptions import TooManyFilesSent
from django.test import Client, override_settings

import opennaphs
from opennaphs.config import environment
from tests.conftest import ROOT
from tests.installations import SocketConnection, kill, new_installation, server_command, wait_for
from tests.workbench import PASSWORD, create_country, create_person, signed_in

PACKAGE = Path(opennaphs.__file__).parent
PAGE = ROOT / "docs/reference/settings.md"
READS = re.compile(r"""(?:\b|\.)(?:word|words|flag)\(\s*["']([A-Z_]+)["']""")
NAMED = re.compile(r"\bOPENNAPHS_([A-Z_]*[A-Z])\b")


def names_in_the_program() -> set[str]:
    config = "".join(
        (PACKAGE / "config" / name).read_text(encoding="utf-8") for name in ("environment.py", "settings.py")
    )
    elsewhere = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    return set(READS.findall(config)) | set(NAMED.findall(elsewhere))


def test_every_setting_is_documented_and_no_other():
    documented = set(re.findall(r"^\| `OPENNAPHS_([A-Z_]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert documented == names_in_the_program()


@pytest.mark.parametrize("name", ["opennaphs.env.example", "compose.yaml", "compose.env.example"])
def test_what_we_deploy_sets_only_what_there_is(name):
    used = set(NAMED.findall((ROOT / "deploy" / name).read_text(encoding="utf-8")))
    assert used
    assert used <= names_in_the_program()


def started(**settings: str) -> subprocess.CompletedProcess[str]:
    """Start the program in production with some settings and have it say a word."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENNAPHS_")}
    given = {f"OPENNAPHS_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-W", "error", "-m", "opennaphs.config", "check"]
    return subprocess.run(command, env=kept | given, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.slow
def test_production_does_not_start_without_a_secret_key(tmp_path):
    ended = started(PRODUCTION="1", FOLDER=str(tmp_path))
    assert ended.returncode != 0
    assert "Set OPENNAPHS_SECRET_KEY to a long random text" in ended.stderr
    assert not (tmp_path / "secret-key").exists()


@pytest.mark.slow
def test_a_database_of_an_unknown_kind_is_refused_in_a_sentence(tmp_path):
    ended = started(DATABASE="mysql://root@localhost/x", FOLDER=str(tmp_path))
    assert ended.returncode != 0
    assert "OPENNAPHS_DATABASE begins with “mysql”. Write postgresql://" in ended.stderr


@pytest.mark.parametrize("address", ["postgresql://", "postgresql:///", "postgresql://host"])
def test_an_address_without_a_database_is_refused_in_a_sentence(monkeypatch, address):
    monkeypatch.setenv("OPENNAPHS_DATABASE", address)
    with pytest.raises(environment.ImproperlyConfigured, match="names no database"):
        environment.database()


def test_the_address_of_a_database_may_hold_any_letter(monkeypatch):
    monkeypatch.setenv("OPENNAPHS_DATABASE", "postgresql://an%40na:p%2Fw%3A%25@db.example:5433/plans")
    found = environment.database()
    assert [found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "an@na", "p/w:%", "db.example", "5433", "plans",
    ]  # fmt: skip


def test_a_secret_key_of_ones_own_machine_is_made_once_and_closed_to_others(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENNAPHS_FOLDER", str(tmp_path / "new"))
    monkeypatch.delenv("OPENNAPHS_SECRET_KEY", raising=False)
    key = environment.secret_key(production=False)
    assert len(key) > 40
    assert environment.secret_key(production=False) == key
    assert (tmp_path / "new" / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_the_deployment_checks_find_nothing(monkeypatch):
    monkeypatch.delenv(
        "DJANGO_ALLOW_ASYNC_UNSAFE", raising=False
    )  # the tests in a browser need it, no installation does
    ended = subprocess.run(
        [sys.executable, ROOT / "tools/check_workbench.py"], capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


# --- headers and cookies --------------------------------------------------------------------------------------------

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "manifest-src": "'self'",
}
AS_IN_PRODUCTION = {
    "SECURE_SSL_REDIRECT": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "LANGUAGE_COOKIE_SECURE": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
}


def policy_of(response) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";")]
    return {name: value for name, _, value in parts}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/accounts/password/reset/", "/no/such/page", "/api/"])
def test_every_answer_tells_the_browser_to_trust_nothing_else(address):
    response = Client(raise_request_exception=False).get(address)
    assert policy_of(response) == POLICY
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_pages_of_a_country_carry_the_same_headers():
    response = signed_in(create_country("UGA")).get("/c/UGA/")
    assert response.status_code == 200
    assert policy_of(response) == POLICY


@pytest.mark.slow
@pytest.mark.django_db
def test_the_settings_of_production_are_the_ones_tested_here(tmp_path):
    names = ", ".join(repr(name) for name in AS_IN_PRODUCTION)
    code = f"from opennaphs.config import settings; print({{name: getattr(settings, name) for name in [{names}]}})"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENNAPHS_")}
    given = {"OPENNAPHS_PRODUCTION": "1", "OPENNAPHS_SECRET_KEY": "k" * 60, "OPENNAPHS_FOLDER": str(tmp_path)}
    ended = subprocess.run([sys.executable, "-c", code], env=kept | given, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == str(AS_IN_PRODUCTION)


@pytest.mark.django_db
@override_settings(**AS_IN_PRODUCTION)
def test_production_speaks_tls_only_and_says_so_for_a_year():
    plain = Client().get("/accounts/login/")
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/accounts/login/")
    response = Client().get("/accounts/login/", secure=True)
    assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


@pytest.mark.django_db
@override_settings(**AS_IN_PRODUCTION)
def test_no_cookie_travels_in_the_open_or_is_read_by_scripts_or_other_sites():
    person = create_person()
    browser = Client()
    browser.get("/accounts/login/", secure=True)
    browser.post("/language/", {"language": "fr", "next": "/"}, secure=True, headers={"referer": "https://testserver/"})
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD}, secure=True)
    assert {"csrftoken", "sessionid", "django_language"} <= set(browser.cookies)
    for name, cookie in browser.cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] in {"Lax", "Strict"}, name
        assert cookie["httponly"] or name == "django_language", name


@pytest.mark.django_db
def test_signing_in_gives_a_new_session():
    person = create_person()
    browser = Client()
    browser.get("/accounts/login/")
    browser.session["before"] = 1
    session = browser.session
    session["mark"] = 1
    session.save()
    browser.cookies["sessionid"] = before = session.session_key
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert browser.cookies["sessionid"].value != before


# --- forms of strangers, large requests, faults ---------------------------------------------------------------------


@pytest.mark.django_db
def test_a_form_sent_without_its_key_is_refused_on_a_page_of_ours():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(create_country("UGA"))
    response = browser.post("/language/", {"language": "fr"})
    assert response.status_code == 403
    text = response.content.decode()
    assert "<title>" in text
    assert "Nothing was changed" in text
    assert "style.css" in text
    assert "DEBUG" not in text


@pytest.mark.django_db
def test_a_form_with_too_many_fields_is_refused():
    many = {f"field{number}": "1" for number in range(5001)}
    response = Client(raise_request_exception=False).post("/accounts/login/", many)
    assert response.status_code == 400


def broken_page(request):
    secret = "a-word-nobody-may-see"  # noqa: F841, S105 - what a careless error page would show
    message = "the-inner-reason"
    raise RuntimeError(message)


def too_many_files(request):
    raise TooManyFilesSent


@pytest.mark.django_db
def test_a_fault_of_ours_shows_nothing_of_the_inside(caplog):
    from django.urls import path

    from opennaphs.config import urls

    class Addresses:
        urlpatterns = (path("broken/", broken_page), path("files/", too_many_files), *urls.urlpatterns)
        handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500

    browser = signed_in(create_country("UGA"))
    browser.raise_request_exception = False
    with override_settings(ROOT_URLCONF=Addresses):
        response = browser.get("/broken/?token=in-the-address")
        refused = browser.get("/files/")
    assert (response.status_code, refused.status_code) == (500, 400)
    text = response.content.decode()
    for inner in (
        "a-word-nobody-may-see",
        "the-inner-reason",
        "RuntimeError",
        "Traceback",
        str(ROOT),
        "in-the-address",
    ):
        assert inner not in text
    assert "the-inner-reason" in caplog.text
    assert policy_of(response) == POLICY


@pytest.mark.django_db
def test_a_stranger_host_is_not_answered():
    response = Client(raise_request_exception=False).get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


# --- how often ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_guessing_a_password_is_stopped_soon_and_the_right_one_waits_too():
    from django.core.cache import cache

    cache.clear()
    person = create_person()
    browser = Client()
    answers = [
        browser.post("/accounts/login/", {"login": person.email, "password": f"wrong {number}"}).content.decode()
        for number in range(6)
    ]
    assert "too many" in answers[-1].lower()
    assert "too many" not in answers[0].lower()
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" not in browser.session
    cache.clear()


@pytest.mark.django_db
def test_asking_for_a_new_password_says_the_same_whether_the_address_is_known_or_not():
    from django.core.cache import cache

    cache.clear()
    person = create_person()
    known = Client().post("/accounts/password/reset/", {"email": person.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


# --- a real server --------------------------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path):
    with new_installation(tmp_path / "installation") as one:
        one.make()
        path = tmp_path / "socket"
        process = one.started(*server_command(path, workers=1))
        try:
            wait_for(path)
            yield path
        finally:
            kill(process)


@pytest.mark.slow
@pytest.mark.database
def test_an_upload_above_the_limit_is_refused_while_it_arrives(server):
    path = server
    with closing(SocketConnection(path)) as connection:
        connection.request("GET", "/accounts/login/")
        response = connection.getresponse()
        page, cookie = response.read().decode(), response.getheader("Set-Cookie").partition(";")[0]
    key = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    begin = (
        f'--b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{key}\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'
    ).encode()
    head = {"Content-Type": "multipart/form-data; boundary=b", "Cookie": cookie, "Host": "workbench.test"}
    announced = 500 * 1024 * 1024
    with closing(SocketConnection(path)) as connection:
        connection.putrequest("POST", "/accounts/login/", skip_host=True)
        for name, value in {**head, "Content-Length": str(announced)}.items():
            connection.putheader(name, value)
        connection.endheaders()
        sent, status = send_until_stopped(connection, begin, announced)
    assert sent < 60 * 1024 * 1024
    assert status is None or status >= 400
    with closing(SocketConnection(path)) as connection:  # and the server lives
        connection.request("GET", "/accounts/login/")
        assert connection.getresponse().status == 200


def send_until_stopped(connection, begin: bytes, length: int) -> tuple[int, int | None]:
    """Send until the server has had enough; give how much it took and what it answered."""
    sent, chunk = 0, b"x" * 65536
    try:
        connection.sock.sendall(begin)
        while sent < length:
            connection.sock.sendall(chunk)
            sent += len(chunk)
    except (BrokenPipeError, ConnectionResetError, TimeoutError):
        pass
    try:
        return sent, connection.getresponse().status
    except OSError:
        return sent, None
