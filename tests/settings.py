"""The settings of the suite: those of an installation, in a folder that is thrown away, with jobs done at once."""

import atexit
import os
import shutil
import tempfile

if "OPENNAPHS_FOLDER" not in os.environ:
    os.environ["OPENNAPHS_FOLDER"] = tempfile.mkdtemp(prefix="opennaphs-tests-")
    atexit.register(shutil.rmtree, os.environ["OPENNAPHS_FOLDER"], ignore_errors=True)
os.environ["OPENNAPHS_TESTING"] = "1"
os.environ.setdefault("OPENNAPHS_MAIL", "locmem")

from opennaphs.config.settings import *  # noqa: F403 - the environment must be set first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # one test asks for the real one by name
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
FIGURES_MAY_BE_OLD = 0
RATELIMIT_ENABLE = False  # the tests of rate limits switch them on
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405 - of the settings above
