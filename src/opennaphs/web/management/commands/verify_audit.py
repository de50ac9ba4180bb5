"""``naphs-web verify_audit``: recompute every hash of the audit trail, and show the end of each chain."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from opennaphs.actions.chain import Break, verify
from opennaphs.store.models import AuditEvent, ChainHead

INSTALLATION = "installation"


class Command(BaseCommand):
    """Verify the chains; the exit code is 1 when one does not hold."""

    help = "Verify the hash chain of the audit trail; write the last number and hash of each chain down elsewhere."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let one country be chosen."""
        parser.add_argument("--country", help="Only this country (ISO code), or “installation” for what has none.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Verify."""
        broken = [one for country in _chains(options["country"]) for one in self.verify_one(country)]
        if broken:
            sys.exit(1)

    def verify_one(self, country: str) -> list[Break]:
        """Verify one chain and tell what was found."""
        found = list(verify(country))
        name = country or INSTALLATION
        for one in found:
            self.stderr.write(f"{name}, event {one.number}: {one.what}.")
        if not found:
            head = ChainHead.objects.get(country=country)
            self.stdout.write(f"{name}: {head.number} events hold. The last one is number {head.number}, {head.hash}")
        return found


def _chains(wanted: str | None) -> list[str]:
    known = {*ChainHead.objects.values_list("country", flat=True), *_with_events()}
    if wanted is None:
        return sorted(known)
    country = "" if wanted == INSTALLATION else wanted.upper()
    if country not in known:
        message = (
            f"Nothing was ever done in {wanted}. There are: {', '.join(one or INSTALLATION for one in sorted(known))}."
        )
        raise CommandError(message)
    return [country]


def _with_events() -> set[str]:
    return set(AuditEvent.objects.order_by().values_list("country", flat=True).distinct())
