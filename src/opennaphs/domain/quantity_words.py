"""The words for quantities in English and French, as people write them in activity lists, without their accents."""

from decimal import Decimal

UNITS = {
    "away_participants": "(?:(?:participants?|persons?|people|pax) )?(?:from )?(?:away|ayaw|visiting)",
    "participants": "participants?|pax|paxs|pxs|px|persons?|people|personnes?|attendees?|delegates?|trainees?|members?"
    "|membres?",
    "trainers": "trainers?|facilitators?|formateurs?|facilitateurs?",
    "consultants": "consultants?|experts?|technical assistants?|tas?",
    "supervisors": "supervisors?|superviseurs?",
    "drivers": "drivers?|chauffeurs?",
    "health_workers": "health[- ]?workers?|hws?|agents? de sante|professionnels? de sante",
    "facilities": "(?:health )?facilities|centres de sante|formations sanitaires|health cent(?:er|re)s",
    "staff": "staffs?|personnels?|officers?|agents?|technicians?|techniciens?|cadres",
    "stakeholders": "stakeholders?|parties prenantes",
    "teams": "teams?|equipes?",
    "days": "days?|jours?|journees?|jrs?",
    "nights": "nights?|nuitees?",
    "hours": "hours?|hrs?|heures?",
    "weeks": "weeks?|wks?|semaines?",
    "months": "months?|mois",
    "years": "years?|yrs?|ans?|annees?",
    "trainings": "trainings?|formations?|courses?",
    "sessions": "sessions?|seances?",
    "workshops": "workshops?|ateliers?",
    "meetings": "meetings?|reunions?",
    "visits": "visits?|visites?|missions?",
    "campaigns": "campaigns?|campagnes?",
    "exercises": "exercises?|exercices?|drills?|simex",
    "groups": "batch(?:es)?|groups?|groupes?|cohorts?|cohortes?",
    "times": "times?|fois",
    "copies": "copies|copy|exemplaires?",
    "pages": "pages?",
    "vehicles": "vehicles?|cars?|vehicules?|voitures?",
    "motorcycles": "motor ?c?ycles?|motorbikes?|motos?|motocyclettes?",
    "ambulances": "ambulances?",
    "computers": "computers?|laptops?|ordinateurs?",
    "kits": "kits?",
    "sets": "sets?",
    "pieces": "pieces?|pcs|units?|unites?",
    "litres": "litres?|liters?",
    "doses": "doses?",
    "districts": "districts",
    "regions": "regions|provinces|states|counties|departements|zobas",
    "hospitals": "hospitals|hopitaux",
    "laboratories": "laboratories|labs|laboratoires",
    "points_of_entry": "points of entry|poes?|points d.entree",
}
"""Names of factors (those of the cost builders where they have one) and the words for them.

Places count in the plural only: in “2 state officers” the state is no quantity.
"""

EVENTS = ("trainings", "sessions", "workshops", "meetings", "visits", "campaigns", "exercises", "times")
"""Units that are a frequency when they are counted per year."""

DURATIONS_ONLY = frozenset({"years", "times"})
"""Units that say nothing without another one beside them."""

RATES = {
    "biennial(?:ly)?|every (?:two|2|second|other) years?|tous les (?:deux|2) ans": Decimal("0.5"),
    "semi-?annual(?:ly)?|half[- ]?yearly|bi ?-? ?annual(?:ly)?|semestriel(?:le)?s?|every (?:six|6) months"
    "|tous les (?:six|6) mois|chaque semestre": Decimal(2),
    "tri-?annual(?:ly)?|every (?:four|4) months|tous les (?:quatre|4) mois": Decimal(3),
    "quarterly|every (?:three|3) months|trimestriel(?:le)?s?|tous les (?:trois|3) mois": Decimal(4),
    "every (?:two|2|second|other) months?|alternate months?|tous les (?:deux|2) mois": Decimal(6),
    "monthly|mensuel(?:le)?s?|mensuellement|tous les mois": Decimal(12),
    "fortnightly|every (?:two|2) weeks": Decimal(26),
    "weekly|hebdomadaires?": Decimal(52),
    "annual(?:ly)?|anually|yearly|annuel(?:le)?s?|annuellement|tous les ans": Decimal(1),
}
"""How often a year something that “is monthly” happens."""

PERIODS = {"year|annum|yr|an|annee": 1, "semester|semestre": 2, "quarter|trimestre": 4, "month|mois": 12,
           "week|semaine": 52}  # fmt: skip
"""How many of a period a year has."""

NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4,
    "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "vingt": 20, "trente": 30,
}  # fmt: skip
ADVERBS = {"once": 1, "twice": 2, "thrice": 3}

JOINING_WORDS = (
    "of", "for", "in", "to", "per", "by", "and", "with", "x", "at", "on", "from", "or", "the", "each", "every", "over",
    "a", "an", "de", "des", "du", "d", "pour", "par", "et", "dans", "sur", "en", "avec", "pendant", "les",
    "le", "la", "no",
)  # fmt: skip
"""Words between quantities that carry no quantity themselves."""

NUMBERED_NAMES = (
    "year", "annee", "phase", "level", "niveau", "annex", "annexe", "article", "section", "bsl", "class", "version",
    "edition", "jee", "spar", "vision",
)  # fmt: skip
"""Words whose number is part of a name: “year 1”, “BSL-3”."""
