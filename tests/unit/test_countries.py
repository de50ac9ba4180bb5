import pytest

from opennaphs.catalogue.country_files import UnknownCountry, country_name, find_country, who_region, who_regions


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("UGA", "UGA"),
        ("uga", "UGA"),
        (" Uganda ", "UGA"),
        ("Côte d'Ivoire", "CIV"),
        ("Cote d’Ivoire", "CIV"),
        ("Iran (Islamic Republic of )", "IRN"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("Swaziland", "SWZ"),
        ("Democratic Republic of the Congo", "COD"),
        ("Congo", "COG"),
        ("Guinea Bissau", "GNB"),
        ("Holy See", "VAT"),
    ],
)
def test_countries_are_found_by_code_and_by_the_names_people_use(written, code):
    assert find_country(written) == code


@pytest.mark.parametrize(("written", "suggestion"), [("Ugnada", "Uganda"), ("Sierra Leona", "Sierra Leone")])
def test_a_misspelt_country_gets_a_suggestion(written, suggestion):
    with pytest.raises(UnknownCountry, match=f"Did you mean .*{suggestion}"):
        find_country(written)


def test_nonsense_gets_an_example():
    with pytest.raises(UnknownCountry, match="for example UGA"):
        find_country("Atlantis")
    with pytest.raises(UnknownCountry):
        country_name("XXX")


def test_the_ihr_has_196_states_parties_and_regions_are_dated():
    assert len(who_regions()) == 196
    assert who_region("IDN", 2018) == "SEAR"
    assert who_region("IDN", 2026) == "WPR"
    assert who_region("ATA", 2020) is None
    assert all(country_name(code) for code in who_regions())
