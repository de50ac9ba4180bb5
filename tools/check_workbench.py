"""Hold the workbench against Django's deployment checks, as an installation in production would start it."""

import os
import sys
import tempfile

PRODUCTION = {
    "OPENNAPHS_PRODUCTION": "1",
    "OPENNAPHS_SECRET_KEY": "only-for-this-check-" + "k" * 60,
    "OPENNAPHS_HOSTS": "naphs.example.org",
    "OPENNAPHS_ORIGINS": "https://naphs.example.org",
    "DJANGO_SETTINGS_MODULE": "opennaphs.config.settings",
}


def main() -> None:
    """Run the checks; every warning fails, and so does a model without its migration."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= PRODUCTION | {"OPENNAPHS_FOLDER": folder}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("check", deploy=True, fail_level="WARNING", verbosity=0)
        call_command("makemigrations", "store", check_changes=True, dry_run=True, verbosity=1)


if __name__ == "__main__":
    main()
    sys.exit(0)
