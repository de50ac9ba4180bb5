"""What an installation is told by its environment; the whole list is in docs/reference/settings.md."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "OPENNAPHS_"


def word(name: str, default: str = "") -> str:
    """Give a setting as text."""
    return os.environ.get(PREFIX + name, default)


def flag(name: str) -> bool:
    """Say whether a setting is switched on: 1, true, yes or on."""
    return word(name).casefold() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """Give a list written with commas."""
    return [part.strip() for part in word(name, default).split(",") if part.strip()]


def folder() -> Path:
    """Give the folder of the installation's own files (database, secret key), made if it is not there."""
    path = Path(word("FOLDER", "workbench")).resolve()
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def secret_key(*, production: bool) -> str:
    """Give the key that signs sessions: from the environment; on a person's own machine, a file made once."""
    if given := word("SECRET_KEY"):
        return given
    if production:
        message = "Set OPENNAPHS_SECRET_KEY to a long random text, for example with: openssl rand -base64 48"
        raise ImproperlyConfigured(message)
    path = folder() / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def database() -> dict[str, object]:
    """Give the database: the one of OPENNAPHS_DATABASE (postgresql://…), else SQLite in the installation's folder.

    Raises:
        ImproperlyConfigured: the address is of a kind we do not run on.
    """
    address = word("DATABASE")
    return _postgresql(address) if address else _sqlite(folder() / "workbench.sqlite3")


def single_sign_on() -> dict[str, object]:
    """Give the OpenID Connect provider of the ministry, when one is named; nobody signs in that way otherwise."""
    if not word("OIDC_SERVER"):
        return {}
    app = {
        "provider_id": "ministry",
        "name": word("OIDC_NAME", "Ministry account"),
        "client_id": word("OIDC_CLIENT"),
        "secret": word("OIDC_SECRET"),
        "settings": {"server_url": word("OIDC_SERVER")},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 600,  # each new connection would read the whole schema again
        # One writer at a time, named at the start, so that two writers wait instead of failing half-way.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
        },
        "TEST": {"NAME": str(path.with_name("test.sqlite3"))},
    }


def _postgresql(address: str) -> dict[str, object]:
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"}:
        message = (
            f"OPENNAPHS_DATABASE begins with “{parts.scheme}”. Write postgresql://name:password@host:5432/database."
        )
        raise ImproperlyConfigured(message)
    if not parts.path.removeprefix("/"):
        message = "OPENNAPHS_DATABASE names no database. Write postgresql://name:password@host:5432/database."
        raise ImproperlyConfigured(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.removeprefix("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or unquote(word("DATABASE_SOCKET")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
