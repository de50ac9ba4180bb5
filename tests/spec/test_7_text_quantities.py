"""Quantities in free text: proposals from the words of an activity"""

from opennaphs.domain.text_quantities import propose_quantities, unread_numbers
from tests.spec.tables import examples


def _shown(proposal):
    factors = [f"{factor.value.normalize():f} {factor.name or '?'}" for factor in proposal.factors]
    price = proposal.unit_price
    prices = (
        [f"at {price.amount:f} {price.currency or '?'}" + (f" per {price.per}" if price.per else "")] if price else []
    )
    times = [f"{proposal.frequency.normalize():f} times a year"] if proposal.frequency is not None else []
    return ", ".join([*factors, *prices, *times])


def _proposed(text):
    return " ; ".join(_shown(proposal) for proposal in propose_quantities(text)) or "nothing"


def _check(test):
    for row in examples(test):
        assert _proposed(row["text"]) == row["proposal"], row["text"]


def test_products_as_people_type_them():
    """A product of counted things becomes one proposal. Signs of multiplication are x, X, *, ×, or only words between.
    A bare number of a product has no name (?): a person gives it one.

    | text                                        | proposal                                       |
    | ------------------------------------------- | ---------------------------------------------- |
    | 30 pax x 5 days x 67 trainings              | 30 participants, 5 days, 67 trainings          |
    | (30Pax*5days*67 trainings)                  | 30 participants, 5 days, 67 trainings          |
    | 2000 copies × 50 pages                      | 2000 copies, 50 pages                          |
    | Meetings (2*60pxs*3days*5)                  | 2 ?, 60 participants, 3 days, 5 ?              |
    | a 3-day workshop of 40 participants         | 3 days, 40 participants                        |
    | 15 participants, Away 6, 1 day, 4 times     | 15 participants, 6 away_participants, 1 days, 4 times |
    | Participants = 20, Days = 3                 | 20 participants, 3 days                        |
    | Hold five (5) meetings                      | 5 meetings                                     |
    | Train 25 persons over 5 days [25x5]         | 25 participants, 5 days                        |
    | 1,500 kits                                  | 1500 kits                                      |
    """
    _check(test_products_as_people_type_them)


def test_french_words():
    """The same in French, with French numbers.

    | text                                              | proposal                                  |
    | ------------------------------------------------- | ----------------------------------------- |
    | 4 fois par an                                     | 4 times a year                            |
    | Former 30 techniciens pendant 1 semaine           | 30 staff, 1 weeks                         |
    | un atelier de cinq jours avec 50 participants     | 1 workshops, 5 days, 50 participants      |
    | réunions trimestrielles de 25 personnes           | 25 participants, 4 times a year           |
    | 2 500 exemplaires à 1 000 FCFA par exemplaire     | 2500 copies, at 1000 FCFA per copies      |
    | 1,5 jours × 20 personnes                          | 1.5 days, 20 participants                 |
    """
    _check(test_french_words)


def test_prices():
    """A price is proposed where the text says that it is one: after @, “at” or “à”, or “per” something. A lone amount
    is left alone.

    | text                                | proposal                                    |
    | ----------------------------------- | ------------------------------------------- |
    | 2 consultants for 15 days @ 300 USD | 2 consultants, 15 days, at 300 USD          |
    | 4 vehicles at USD 35 per day        | 4 vehicles, at 35 USD per days              |
    | 20 laptops @ 1,200                  | 20 computers, at 1200 ?                     |
    | 10 people (USD 25,000)              | 10 participants                             |
    """
    _check(test_prices)


def test_how_often_a_year():
    """Words for a rhythm and counts per period become times a year; a count of things per period is not their rhythm.

    | text                                 | proposal                          |
    | ------------------------------------ | --------------------------------- |
    | quarterly meetings of 25 people      | 25 participants, 4 times a year   |
    | twice a year                         | 2 times a year                    |
    | 2 visits per month                   | 24 times a year                   |
    | 60 people, every 2 years             | 60 participants, 0.5 times a year |
    | 2 people per year                    | 2 participants, 1 times a year    |
    | 5 appearances per year               | nothing                           |
    """
    _check(test_how_often_a_year)


def test_what_is_no_quantity():
    """Ranges, sums, years, numbers of lists and numbers in names are left unread rather than guessed.

    | text                                    | proposal |
    | --------------------------------------- | -------- |
    | 3-5 days                                | nothing  |
    | (1) Training of master trainers         | nothing  |
    | Year 1: training                        | nothing  |
    | The 2024 meeting for 5 years            | nothing  |
    | a 4x4 vehicle                           | nothing  |
    | One Health training                     | nothing  |
    | COVID-19 teams                          | nothing  |
    | 32+1 states                             | nothing  |
    | 20% of districts                        | nothing  |
    """
    _check(test_what_is_no_quantity)


def test_what_was_left_unread():
    """A proposal points at its words and names those inside that it did not understand; numbers outside every proposal
    can be listed.

    | text                                             | words                         | unread inside       | numbers outside |
    | ------------------------------------------------ | ----------------------------- | ------------------- | --------------- |
    | Hold a 2-day stakeholder meeting (50 pax) in 37. | 2-day stakeholder meeting (50 pax | stakeholder meeting | 37          |
    | (3) print 20 copies                              | 20 copies                     |                     | 3               |
    """
    for row in examples(test_what_was_left_unread):
        (proposal,) = propose_quantities(row["text"])
        assert (proposal.words, ", ".join(proposal.unread)) == (row["words"], row["unread inside"])
        assert row["text"][proposal.start : proposal.end] == proposal.words
        assert " ".join(unread_numbers(row["text"])) == row["numbers outside"]
