"""The rows of one sheet of a resource mapping: every cell read, every doubt noted, nothing guessed."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from opennaphs.domain.funding import mapping_texts as said
from opennaphs.domain.funding.mapping_import import EMPTY_ROW, REFUSED, TOTAL_ROW
from opennaphs.domain.funding.mapping_rows import HEADINGS, NO, PLAIN, SEPARATOR, MappedRow, parts_of, plain_amount
from opennaphs.domain.sentences import Sentence
from opennaphs.sources.localised_numbers import currency_code
from opennaphs.sources.mapping_amounts import is_blank, quote, read_amount
from opennaphs.sources.mapping_cells import LONGEST, Doubt, RowCells
from opennaphs.sources.mapping_days import read_day, read_year
from opennaphs.sources.mapping_headings import MappingHeadings, plain
from opennaphs.sources.mapping_words import (
    ECONOMIC,
    KINDS,
    ROLES,
    STAGES,
    TICKS,
    UNITS,
    country_of,
    is_total,
    word_of,
)
from opennaphs.sources.matrix_cells import as_text

TOTAL_COLUMNS = ("source", "project", "area", "recipient", "activity")


class SheetRows(RowCells):
    """Reads the rows of one sheet below its headings."""

    def read(self) -> Iterator[MappedRow]:
        """Give every row that holds anything, one for each amount in it."""
        for number in range(self.headings.row + 1, len(self.rows)):
            if any(not is_blank(self._cell(number, key)) for key in self._keys()):
                yield from self._row(number)

    def _keys(self) -> tuple[str | int, ...]:
        return (*self.headings.columns, *self.headings.years)

    def _row(self, number: int) -> Iterator[MappedRow]:
        total = self._total(number)
        if total:
            self.find(number, "source", said.TOTAL_SAID, None, value=total)
            yield MappedRow(self._key(number), source=total[: LONGEST["source"]], left_out=TOTAL_ROW)
            return
        frame = self._frame(number)
        if self.headings.years:
            yield from self._years(number, frame)
        else:
            yield self._with_amount(number, "amount", replace(frame, year=self._year(number, frame)))

    def _key(self, number: int, year: int | None = None) -> str:
        return f"{self.sheet}!{number + 1}" + (f":{year}" if year is not None else "")

    def _years(self, number: int, frame: MappedRow) -> Iterator[MappedRow]:
        for year in self.headings.years:
            if not is_blank(self._cell(number, year)):
                row = replace(frame, key=self._key(number, year), year=year)
                yield self._with_amount(number, year, self._in_plan(number, row))

    def _total(self, number: int) -> str:
        """Give the words of a row that is a sum: “Total” in one of its texts, and nothing that only a payment has."""
        texts = {key: self.text(number, key) for key in TOTAL_COLUMNS}
        found = next((key for key in TOTAL_COLUMNS if is_total(texts[key])), None)
        if found is None or self.text(number, "stage") or self.text(number, "day"):
            return ""
        others = [key for key in ("source", "project", "recipient") if key != found and texts[key]]
        alone = plain(texts[found]) in {"total", "grand total", "sub total", "subtotal", "sous total"}
        return texts[found] if alone or not others else ""

    # --- what a row says beside its amount ---

    def _frame(self, number: int) -> MappedRow:
        source = self._limited(number, "source")
        its_id = self.text(number, "id")[:60]
        known = self.known.sources.get(plain(source))
        row = MappedRow(
            key=self._key(number),
            source=known[1] if known else source,
            source_id=known[0] if known else "",
            kind=self._word(number, "kind", KINDS),
            country=self._country(number),
            project=self._limited(number, "project"),
            recipient=self._limited(number, "recipient"),
            region=self._region(number),
            economic_type=self._several(number, "economic_type", ECONOMIC),
            stage=self._word(number, "stage", STAGES),
            day=self._day(number),
            currency=self._currency(number),
            price_year=self._price_year(number),
            ours=self._ours(number),
            role=self._word(number, "role", ROLES) or "support",
            note=self._limited(number, "note"),
            id=its_id,
        )
        return self._with_area(number, self._checked_source(number, row, known))

    def _checked_source(self, number: int, row: MappedRow, known: tuple[str, str, str] | None) -> MappedRow:
        if not row.source:
            return self._refused(number, "source", row, said.NO_SOURCE, said.WRITE_SOURCE)
        if known and row.kind and row.kind != known[2]:
            self.find(number, "kind", said.KIND_DIFFERS, said.NOTHING_TO_DO, source=known[1], known=Sentence(known[2]))
        if not row.project:
            self.find(number, "project", said.NO_PROJECT, None)
            return replace(row, project=row.source)
        return row

    def _country(self, number: int) -> str:
        text = self.text(number, "country")
        found = country_of(text) if text else None
        if text and found is None:
            self.find(number, "country", said.COUNTRY_UNKNOWN, said.CHECK_WORDS, value=quote(text))
        return found or ""

    def _region(self, number: int) -> str:
        """Give the regions, in the spelling of the plan where it knows them."""
        parts = parts_of(self._limited(number, "region"))
        kept = [self.known.regions.get(plain(part), part) for part in parts]
        for part in kept:
            if plain(part) not in self.known.regions:
                self.told.doubts.append(Doubt("region", part, self._key(number), {"whole": SEPARATOR.join(kept)}))
        return SEPARATOR.join(kept)

    def _ours(self, number: int) -> bool:
        text = self.text(number, "ours")
        found = word_of(text, TICKS) if text else None
        if text and found is None:
            column = Sentence(HEADINGS["ours"])
            self.find(number, "ours", said.UNKNOWN_WORD, said.CHECK_WORDS, value=quote(text), column=column)
        if found is None:
            self.told.without_ours.append(self._key(number))
        return found != NO

    def _with_area(self, number: int, row: MappedRow) -> MappedRow:
        area, activity = self._area(number), self._activity(number)
        if activity in self.known.activities:
            its_area = self.known.activities[activity][0]
            if area not in {"", its_area}:
                label = self.known.areas.label(its_area)
                self.find(number, "area", said.ACTIVITY_ELSEWHERE, None, activity=activity, area=label)
            area = its_area
        return replace(row, area=area, activity=activity)

    def _area(self, number: int) -> str:
        text = self.text(number, "area")
        parts = [self.known.areas.find(part) for part in parts_of(text)]
        whole = self.known.areas.find(text) if text else None
        if whole:
            return whole
        if text and None in parts:
            self.told.doubts.append(Doubt("area", quote(text), self._key(number), {"text": text}))
            return ""
        return SEPARATOR.join(one for one in parts if one)

    def _activity(self, number: int) -> str:
        text = self.text(number, "activity")
        if not text:
            return ""
        first = text.split()[0].rstrip(".:,")
        for candidate in (text, first):
            if candidate.upper() in self.known.activities:
                return candidate.upper()
        exact = next((one for one, (_, title) in self.known.activities.items() if plain(title) == plain(text)), None)
        if exact is None:
            self.told.doubts.append(Doubt("activity", quote(text), self._key(number), {"text": text}))
        return exact or ""

    # --- days, years, money ---

    def _day(self, number: int) -> str:
        read = read_day(self._cell(number, "day"))
        shown = quote(as_text(self._cell(number, "day")))
        if read.unread:
            self.find(number, "day", said.DAY_UNREAD, said.WRITE_DAY, value=shown)
        elif read.other is not None and read.day is not None:
            days = {"first": read.day.isoformat(), "second": read.other.isoformat()}
            self.told.doubts.append(Doubt("order", shown, self._key(number), days))
        elif read.as_text and read.day is not None and read.day.isoformat() != shown:
            self.find(number, "day", said.DAY_AS_TEXT, None, value=shown, day=read.day.isoformat())
        return "" if read.day is None else read.day.isoformat()

    def _year(self, number: int, frame: MappedRow) -> int | None:
        """Give the year a row says, else that of its day; what is no year is refused afterwards."""
        value = self._cell(number, "year")
        if isinstance(value, datetime.date):
            return value.year
        if not is_blank(value):
            return read_year(value)
        if frame.day:
            self.find(number, "year", said.YEAR_OF_DAY, None, year=frame.day[:4])
            return int(frame.day[:4])
        return None

    def _in_plan(self, number: int, row: MappedRow) -> MappedRow:
        years = self.known.plan.years
        if row.year is None:
            value = self._cell(number, "year")
            if is_blank(value):
                return self._refused(number, "year", row, said.NO_YEAR, said.WRITE_YEAR)
            return self._refused(number, "year", row, said.YEAR_UNCLEAR, said.WRITE_YEAR, value=quote(value))
        if row.year not in years and not row.id:
            about: dict[str, str | int | Sentence] = {"year": str(row.year), "first": str(years[0])}
            about["last"] = str(years[-1])
            return self._refused(number, "year", row, said.YEAR_OUTSIDE, said.YEAR_IN_PLAN, **about)
        return row

    def _currency(self, number: int) -> str:
        text = self.text(number, "currency")
        code = currency_code(text) if text else None
        if text and code is None:
            column = Sentence(HEADINGS["currency"])
            self.find(number, "currency", said.UNKNOWN_WORD, said.PICK_WORD, value=quote(text), column=column)
        return code or ""

    def _price_year(self, number: int) -> int | None:
        value = self._cell(number, "price_year")
        found = None if is_blank(value) else read_year(value)
        if not is_blank(value) and found is None:
            column = Sentence(HEADINGS["price_year"])
            self.find(number, "price_year", said.UNKNOWN_WORD, said.PICK_WORD, value=quote(value), column=column)
        return found

    def _units(self, number: int) -> str:
        text, heading = self.text(number, "units"), self.headings.units
        found = word_of(text, UNITS) if text else None
        if text and found is None:
            column = Sentence(HEADINGS["units"])
            self.find(number, "units", said.UNKNOWN_WORD, said.CHECK_WORDS, value=quote(text), column=column)
        if found and heading and found != heading:
            about = {"heading": Sentence(heading), "units": Sentence(found)}
            self.find(number, "units", said.UNITS_DIFFER, said.CHECK_WORDS, **about)
        return found or heading or PLAIN

    def _with_amount(self, number: int, column: str | int, row: MappedRow) -> MappedRow:
        """Add the amount; a row without one says nothing of money, one with a wrong one is refused."""
        value, place = self._cell(number, column), self._place(column)
        if (number, place) in self.uncomputed and is_blank(value):
            return self._refused(number, column, row, said.NOT_COMPUTED, said.COMPUTE)
        if number in self.blocked:
            return replace(row, left_out=REFUSED)
        if is_blank(value):
            if not row.id:
                self.find(number, column, said.EMPTY_SAID, None)
            return replace(row, left_out=row.left_out or EMPTY_ROW)
        return self._money(number, column, self._in_plan(number, row) if column == "amount" else row)

    def _money(self, number: int, column: str | int, row: MappedRow) -> MappedRow:
        value = self._cell(number, column)
        before = self.known.ours.get(row.id)
        if before is not None and _says(value, before.amount):
            return replace(row, amount=before.amount)
        read = read_amount(value, self._units(number), self.decimal_mark)
        if read.fault is not None or read.value is None:
            what, remedy = read.fault or (Sentence(said.NO_NUMBER, {"value": quote(value)}), Sentence(said.WRITE_MONEY))
            return self._refused_because(number, column, row, what, remedy)
        if not read.value:
            self.find(number, column, said.ZERO_SAID, None)
            return replace(row, left_out=row.left_out or EMPTY_ROW)
        if read.remark is not None:
            self.told.findings.append(self._finding(number, column, read.remark, None))
        if read.other is not None:
            about = {"large": plain_amount(read.value), "small": plain_amount(read.other)}
            self.told.doubts.append(Doubt("mark", quote(value), row.key, about))
        kept = replace(row, amount=plain_amount(read.value))
        if read.value < 0 and not row.id:
            about = {"amount": plain_amount(-read.value)}
            self.told.doubts.append(Doubt("negative", quote(value), row.key, about))
        return self._with_currency(number, column, kept, read.currency)

    def _with_currency(self, number: int, column: str | int, row: MappedRow, written: str) -> MappedRow:
        if written and row.currency and written != row.currency:
            about = {"first": written, "second": row.currency}
            return self._refused(number, column, row, said.CURRENCY_TWICE, said.ONE_CURRENCY, **about)
        currency = written or row.currency or self.headings.currency
        if not currency and self.carries_currency:
            shown = quote(self._cell(number, column))
            return self._refused(number, column, row, said.BARE_NUMBER, said.WRITE_CURRENCY, value=shown)
        return replace(row, currency=currency)


def _says(cell: Any, amount: str) -> bool:
    """Say whether a cell still holds the amount that was written into it, whatever that is."""
    if isinstance(cell, bool) or not amount:
        return False
    if isinstance(cell, (int, float)):
        return Decimal(f"{cell:.15g}" if isinstance(cell, float) else cell) == Decimal(amount)
    return bool(cell == amount)


def amounts_of(rows: Sequence[Sequence[Any]], headings: MappingHeadings) -> Iterator[Any]:
    """Give the cells of the amounts below the headings."""
    places = [headings.columns["amount"]] if "amount" in headings.columns else list(headings.years.values())
    for cells in rows[headings.row + 1 :]:
        yield from (cells[place] for place in places if place < len(cells))


def carries_currency(cell: Any) -> bool:
    """Say whether a cell of amounts names its own currency."""
    return isinstance(cell, str) and bool(
        read_amount(cell, PLAIN, ".").currency or read_amount(cell, PLAIN, ",").currency
    )
