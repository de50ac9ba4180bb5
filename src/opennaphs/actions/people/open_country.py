"""Open the workbench for a country."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.country_files import country_name
from opennaphs.store.models import CountryDesk, User


def open_country(*, country: str, language: str = "en", by: User) -> CountryDesk:
    """Let a country work here; opening it again changes nothing.

    Args:
        country: ISO 3166 alpha-3.
        language: the language its plans are written in unless somebody says otherwise.
        by: who opens it, an administrator.

    Raises:
        UnknownCountry: there is no such code.
        NotAllowed: they are no administrator.
    """
    country_name(country)
    with writing(Permission.ADMINISTER, country="", by=by) as change:
        desk, new = CountryDesk.objects.get_or_create(country=country, defaults={"language": language})
        if new:
            change.note(desk, "open_country")
    return desk
