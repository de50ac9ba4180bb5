"""What ``<country:iso3>`` means in an address, on pages and in the API."""

from django.urls import register_converter


class CountryCode:
    """Three capital letters."""

    regex = "[A-Z]{3}"

    def to_python(self, value: str) -> str:
        """Give the code."""
        return value

    def to_url(self, value: str) -> str:
        """Give the code."""
        return value


register_converter(CountryCode, "country")
