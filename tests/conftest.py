"""What all tests share: people's files, the shared data folder, the programs we open our files with."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.core.cache import caches
from hypothesis import HealthCheck, settings

from opennaphs.cli import main

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("suite")


@pytest.fixture
def shared() -> Path:
    """The folder of real data beside the checkout; the test is skipped, with a message, when it is not there."""
    if not SHARED.is_dir():
        pytest.skip("The shared data folder is not beside the checkout.")
    return SHARED


@pytest.fixture
def soffice() -> str:
    """LibreOffice; the test is skipped, with a message, when it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed, so nobody can say whether it opens our files.")
    return program


@pytest.fixture
def naphs():
    """Run the command line as a person does; give its exit code and all it said."""

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def examples() -> Path:
    return ROOT / "examples"


DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that uses the database, so that `-m database` runs them on another one."""
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


@pytest.fixture(autouse=True)
def nothing_is_kept_from_another_test():
    """Forget figures and pictures in memory: a test that is rolled back leaves numbers and versions to the next one."""
    caches["pictures"].clear()
