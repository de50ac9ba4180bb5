"""What is funded, and the gap"""

import datetime
from decimal import Decimal

from opennaphs.domain.funding.coins import split
from opennaphs.domain.funding.counting import CountingRule, counted_by_year, rule_sentence
from opennaphs.domain.funding.gaps import FundingCut, gap_table, whole_gap
from opennaphs.domain.funding.positions import funding_position
from opennaphs.domain.funding.sources import SourceKind
from opennaphs.domain.funding.supports import MoneyStage, SupportState
from opennaphs.domain.funding.tails import donor_exit, recurrent_tail
from opennaphs.domain.funding.warnings import funding_warnings
from tests.hand_costed_plans import (
    FIRST_YEAR,
    RATES,
    amount,
    create_activity,
    create_funded_plan,
    create_source,
    create_support,
    create_transaction,
    share,
)
from tests.spec.tables import examples, numbers

TODAY = datetime.date(2027, 6, 30)


def _amount(cell):
    """“-” is nothing said; “-30” takes back."""
    return None if cell == "-" else Decimal(cell)


def _stages(row, number="P"):
    """The five columns of amounts as transactions."""
    found = [(stage, _amount(row[str(stage)])) for stage in MoneyStage if _amount(row.get(str(stage), "-")) is not None]
    return [create_transaction(f"{number}-{stage}", money, stage=stage) for stage, money in found]


def test_what_counts_as_funding():
    """Pledged, committed, allocated, disbursed and spent are five different things. A counting rule says how far money must
    have come. What then counts of a piece of support in a year is the largest of the sums of that stage and of every
    later one, because money that was spent was committed, even when nobody wrote that down; and never less than nothing.
    The rule is said beside every figure.

    | pledge | commitment | allocation | disbursement | expenditure | rule         | counted |
    | ------ | ---------- | ---------- | ------------ | ----------- | ------------ | ------- |
    | 100    | 80         | -          | 50           | 30          | pledge       | 100     |
    | 100    | 80         | -          | 50           | 30          | commitment   | 80      |
    | 100    | 80         | -          | 50           | 30          | allocation   | 50      |
    | 100    | 80         | -          | 50           | 30          | expenditure  | 30      |
    | 100    | -          | -          | -            | -           | commitment   | 0       |
    | -      | -          | -          | -            | 40          | commitment   | 40      |
    | -      | 20         | -          | -            | 40          | commitment   | 40      |
    | 100    | -30        | -          | -            | -           | commitment   | 0       |
    """
    for row in examples(test_what_counts_as_funding):
        rule = CountingRule(MoneyStage(row["rule"]))
        found = counted_by_year(create_support("P", "one", *_stages(row)), rule, RATES, _basis())
        assert sum(one.money.amount for one in found) == Decimal(row["counted"]), row
        assert row["rule"] in str(rule_sentence(rule))


def _basis():
    return create_funded_plan([]).cost_basis


def test_whose_support_counts():
    """Only support that the secretariat has validated counts; a rule may count what is reported too, but never what was
    sent back. In-kind support counts at the money it is worth, unless the rule leaves it out. Whatever is not counted is
    named. Each support here brings 60 to an activity that costs 100.

    | state     | source  | reported too | in kind | counted | named |
    | --------- | ------- | ------------ | ------- | ------- | ----- |
    | validated | donor   | no           | yes     | 60      | no    |
    | reported  | donor   | no           | yes     | 0       | yes   |
    | reported  | donor   | yes          | yes     | 60      | no    |
    | sent back | donor   | yes          | yes     | 0       | yes   |
    | validated | in kind | no           | yes     | 60      | no    |
    | validated | in kind | no           | no      | 0       | yes   |
    """
    for row in examples(test_whose_support_counts):
        support = create_support("P", "one", 60, state=SupportState(row["state"]))
        sources = [create_source("one", SourceKind(row["source"]))]
        plan = create_funded_plan([create_activity("W", one_off=(100,))], sources, [support])
        rule = CountingRule(validated_only=row["reported too"] == "no", in_kind=row["in kind"] == "yes")
        position = funding_position(plan, rule)
        assert whole_gap(position).counted.amount == Decimal(row["counted"]), row
        assert bool(position.not_counted) == (row["named"] == "yes"), row


def test_money_in_another_currency():
    """The currency and price year in which money was given are kept. It counts in those of the plan, here USD of 2024,
    by the one set of rates of the plan: 1 USD is 4,000 UGX; USD of 2020 are worth 1.25 times as many of 2024. Where a
    rate is missing, the year of that support is not counted, and named; a rate is never taken as 1.

    | given  | currency | price year | counted |
    | ------ | -------- | ---------- | ------- |
    | 50     | USD      | 2024       | 50      |
    | 200000 | UGX      | 2024       | 50      |
    | 40     | USD      | 2020       | 50      |
    | 50     | XOF      | 2024       | -       |
    | 200000 | UGX      | 2020       | -       |
    """
    for row in examples(test_money_in_another_currency):
        paid = create_transaction("T", row["given"], currency=row["currency"], price=int(row["price year"]))
        plan = create_funded_plan(
            [create_activity("W", one_off=(100,))], [create_source("one")], [create_support("P", "one", paid)]
        )
        position = funding_position(plan)
        (year,) = position.supports
        assert (year.given[0].amount, year.given[0].currency) == (Decimal(row["given"]), row["currency"]), row
        assert (None if year.money is None else year.money.amount) == _amount(row["counted"]), row
        assert bool(position.not_counted) == (row["counted"] == "-"), row


def test_shares_are_whole_cents():
    """Money is divided to the cent by the largest remainder: everybody gets the whole cents of their share, and the cents
    that are left go to those whose share was cut most, the earlier first where two are alike. The parts are the whole.

    | cents | shares | parts     |
    | ----- | ------ | --------- |
    | 100   | 1 1 1  | 34 33 33  |
    | 101   | 1 1 1  | 34 34 33  |
    | 100   | 1 2 3  | 17 33 50  |
    | 1     | 1 3    | 0 1       |
    | 2     | 1 1 1  | 1 1 0     |
    """
    for row in examples(test_shares_are_whole_cents):
        weights = [int(one) for one in numbers(row["shares"])]
        assert split(int(row["cents"]), weights) == [int(one) for one in numbers(row["parts"])], row


def test_parts_of_a_support_by_amount():
    """A piece of support is divided by shares, which are 1 together, or by amounts. Amounts are held against all that the
    support brings, and what is left is not placed: it may pay for anything its source may pay for. Amounts that are more
    than the support brings shrink in proportion, and a warning says so. Here “one” costs 100 and “two” 300.

    | brings | for one | for two | paid of one | paid of two | warning |
    | ------ | ------- | ------- | ----------- | ----------- | ------- |
    | 100    | 60      | 40      | 60          | 40          | no      |
    | 100    | 60      | -       | 64.71       | 35.29       | no      |
    | 50     | 60      | 40      | 30          | 20          | yes     |
    """
    for row in examples(test_parts_of_a_support_by_amount):
        parts = {"one": _amount(row["for one"]), "two": _amount(row["for two"])}
        portions = tuple(amount(money, activity=number) for number, money in parts.items() if money is not None)
        activities = [create_activity("one", one_off=(100,)), create_activity("two", one_off=(300,))]
        support = create_support("P", "s", Decimal(row["brings"]), portions=portions)
        plan = create_funded_plan(activities, [create_source("s")], [support])
        position = funding_position(plan)
        found = {one.value: one.counted.amount for one in gap_table(position, FundingCut.ACTIVITY).rows}
        assert found == {"one": Decimal(row["paid of one"]), "two": Decimal(row["paid of two"])}, row
        warned = "over-committed" in {one.code for one in funding_warnings(plan, position, TODAY)}
        assert warned == (row["warning"] == "yes"), row


def test_what_money_is_put_to():
    """All counted money of a year is put to the plan's costs once, by one rule without chance, so that every cut adds up.
    Money tied to an activity goes first, then the money that may pay for the fewest things, then the order of the plan;
    each in proportion to what is still missing. Never is more counted than the work costs: what does not fit is left
    over and named. Where money stands in the way of other money but could pay for something else, it makes way, so that
    nothing is left over as long as it can be used.

    Area A has the work A1 (cost 100), area B the works B1 and B2 (cost 100 each). Money is written as amount and tie.

    | money                      | paid of A1 | paid of B1 | paid of B2 | left over |
    | -------------------------- | ---------- | ---------- | ---------- | --------- |
    | 60:A1                      | 60         | 0          | 0          | 0         |
    | 150:A1                     | 100        | 0          | 0          | 50        |
    | 60:B                       | 0          | 30         | 30         | 0         |
    | 60:any                     | 20         | 20         | 20         | 0         |
    | 60:any 40:A1               | 53.84      | 23.08      | 23.08      | 0         |
    | 60:any 60:B                | 25         | 47.50      | 47.50      | 0         |
    | 100:B 50:B1                | 0          | 83.33      | 66.67      | 0         |
    | 300:any 100:A1             | 100        | 100        | 100        | 100       |
    | 250:B 100:B1               | 0          | 100        | 100        | 150       |
    """
    for row in examples(test_what_money_is_put_to):
        position = funding_position(_three_works(row["money"]))
        found = {one.value: one.counted.amount for one in gap_table(position, FundingCut.ACTIVITY).rows}
        assert found == {work: Decimal(row[f"paid of {work}"]) for work in ("A1", "B1", "B2")}, row
        assert sum(one.money.amount for one in position.left_over) == Decimal(row["left over"]), row


def _three_works(written, regional=False):
    works = [create_activity(number, number[0], one_off=(100,)) for number in ("A1", "B1", "B2")]
    supports = []
    for place, entry in enumerate(numbers(written)):
        money, tie = entry.split(":")
        ties = {} if tie == "any" else {"activity": tie} if len(tie) > 1 else {"areas": (tie,)}
        whole = (share(1, **ties),)
        supports.append(create_support(f"P{place}", "s", Decimal(money), portions=whole, ours=not regional))
    return create_funded_plan(works, [create_source("s")], supports)


def test_places_of_work():
    """What an activity costs is split equally over its places, to the cent; an activity without places lies in the whole
    country. Money for a region pays for work in that region. For work of the whole country it pays only when it is tied
    to that activity.

    | places of the work | money for | tied to the work | paid |
    | ------------------ | --------- | ---------------- | ---- |
    | north south        | north     | no               | 50   |
    | north south        | north     | yes              | 50   |
    | north              | south     | no               | 0    |
    | -                  | north     | no               | 0    |
    | -                  | north     | yes              | 80   |
    """
    for row in examples(test_places_of_work):
        places = () if row["places of the work"] == "-" else tuple(numbers(row["places of the work"]))
        tie = {"activity": "W"} if row["tied to the work"] == "yes" else {}
        portions = (share(1, regions=(row["money for"],), **tie),)
        support = create_support("P", "s", 80, portions=portions)
        plan = create_funded_plan(
            [create_activity("W", places=places, one_off=(100,))], [create_source("s")], [support]
        )
        assert whole_gap(funding_position(plan)).counted.amount == Decimal(row["paid"]), row


def test_the_gap_and_how_sure_it_is():
    """The gap is cost less counted money. How much of each support counts is fixed; where it lies is known only as far as
    somebody said so. Most gap: without the money that could also lie elsewhere. Least gap: with all money that could lie
    here. For the whole plan the two are one number, unless money is regional and the country's share of it not known:
    that counts nothing for sure, and narrows the least gap by all it might bring. Costs as before: A 100, B 200.

    | money        | regional | row   | gap | least | most |
    | ------------ | -------- | ----- | --- | ----- | ---- |
    | 60:A1        | no       | A     | 40  | 40    | 40   |
    | 60:any       | no       | A     | 80  | 40    | 100  |
    | 60:any       | no       | B     | 160 | 140   | 200  |
    | 60:any       | no       | whole | 240 | 240   | 240  |
    | 60:B         | no       | B     | 140 | 140   | 140  |
    | 60:any 70:A1 | no       | A     | 22.18 | 0   | 30   |
    | 60:any       | yes      | whole | 300 | 240   | 300  |
    | 60:A         | yes      | A     | 100 | 40    | 100  |
    | 150:A        | yes      | whole | 300 | 200   | 300  |
    | 60:A         | yes      | B     | 200 | 200   | 200  |
    """
    for row in examples(test_the_gap_and_how_sure_it_is):
        position = funding_position(_three_works(row["money"], row["regional"] == "yes"))
        table = gap_table(position, FundingCut.AREA)
        found = {"whole": table.whole, **{one.value: one for one in table.rows}}[row["row"]]
        amounts = [one.amount for one in (found.gap, found.least, found.most)]
        assert amounts == [Decimal(row[name]) for name in ("gap", "least", "most")], row


def test_what_a_person_should_look_at():
    """Nothing of this stops anybody; each is said in a sentence. The support ends with 2027 and its source may pay until
    then, for area A only; amounts are of 2027.

    | pledge | commitment | disbursement | expenditure | for work | amounts for | warnings                     |
    | ------ | ---------- | ------------ | ----------- | -------- | ----------- | ---------------------------- |
    | -      | 100        | -            | -           | A1       | -           | -                            |
    | -      | 101        | -            | -           | A1       | -           | over-funded                  |
    | -      | 50         | -            | -           | A1       | 60          | over-committed               |
    | -      | 50         | 60           | -           | A1       | -           | disbursed-more               |
    | -      | 50         | 40           | 45          | A1       | -           | spent-more                   |
    | -      | 50         | -            | -           | B1       | -           | over-funded outside-earmark  |
    | -      | -          | -            | -           | A1       | -           | no-transaction               |
    | 100    | -          | -            | 45          | A1       | -           | -                            |
    """
    works = [create_activity(number, number[0], one_off=(100,)) for number in ("A1", "B1")]
    source = create_source("s", areas=("A",), until_day=datetime.date(2027, 12, 31))
    for row in examples(test_what_a_person_should_look_at):
        tie = {"activity": row["for work"]}
        portions = (share(1, **tie) if row["amounts for"] == "-" else amount(row["amounts for"], **tie),)
        support = create_support("P", "s", *_stages(row), portions=portions, ends=datetime.date(2027, 12, 31))
        plan = create_funded_plan(works, [source], [support])
        found = funding_warnings(plan, funding_position(plan), TODAY)
        wanted = [] if row["warnings"] == "-" else numbers(row["warnings"])
        assert [str(one.code) for one in found] == wanted, row


def test_money_that_may_be_entered_twice():
    """Two pieces of support may be the same money when two different people entered the same amount for the same work and
    year, under one source or one title.

    | source | title     | entered by | amount | for work | possible double entry |
    | ------ | --------- | ---------- | ------ | -------- | --------------------- |
    | s      | Labs      | agency     | 50     | A1       | yes                   |
    | t      | strong    | agency     | 50     | A1       | yes                   |
    | t      | Labs      | agency     | 50     | A1       | no                    |
    | s      | Labs      | ministry   | 50     | A1       | no                    |
    | s      | Labs      | agency     | 51     | A1       | no                    |
    | s      | Labs      | agency     | 50     | B1       | no                    |
    """
    works = [create_activity(number, number[0], one_off=(200,)) for number in ("A1", "B1")]
    first = create_support("P", "s", 50, title="Strong", reported_by="ministry", portions=(share(1, activity="A1"),))
    for row in examples(test_money_that_may_be_entered_twice):
        tied = (share(1, activity=row["for work"]),)
        about = {"title": row["title"], "reported_by": row["entered by"], "portions": tied}
        second = create_support("Q", row["source"], Decimal(row["amount"]), **about)
        plan = create_funded_plan(works, [create_source("s"), create_source("t")], [first, second])
        codes = {str(one.code) for one in funding_warnings(plan, funding_position(plan), TODAY)}
        assert ("double-entry" in codes) == (row["possible double entry"] == "yes"), row


def test_when_a_source_leaves():
    """When a source leaves, the gap of each year grows by what it pays in it, if nobody steps in. An area hangs on a
    source by its share of the counted money of that area. After the last year, what recurs comes every year: the bill
    is the recurrent cost of the last year. Work W costs 100 once and 10 every year; “donor” pays 60 in the first year and
    4 in the last, “treasury” 40 in the first.

    | source   | first year | last year | last year with money | share of the area | of the yearly bill |
    | -------- | ---------- | --------- | -------------------- | ----------------- | ------------------ |
    | donor    | 60         | 4         | 2031                 | 0.62              | 4                  |
    | treasury | 40         | 0         | 2027                 | 0.38              | 0                  |
    """
    last = FIRST_YEAR + 4
    work = create_activity("W", one_off=(100,), recurrent=(10,) * 5)
    supports = [
        create_support("P", "donor", 60, create_transaction("T", 4, last)),
        create_support("Q", "treasury", 40),
    ]
    plan = create_funded_plan([work], [create_source("donor"), create_source("treasury")], supports)
    position = funding_position(plan)
    exits, tail = {one.source: one for one in donor_exit(plan, position)}, recurrent_tail(plan, position)
    assert (tail.bill.amount, tail.unpaid.amount) == (10, 6)
    for row in examples(test_when_a_source_leaves):
        one = exits[row["source"]]
        years = {year: money.amount for year, money in one.by_year}
        assert (years[FIRST_YEAR], years[last]) == (Decimal(row["first year"]), Decimal(row["last year"])), row
        assert one.last_year == int(row["last year with money"]), row
        assert round(one.areas[0].share, 2) == Decimal(row["share of the area"]), row
        bill = sum(payer.money.amount for payer in tail.payers if payer.source == row["source"])
        assert bill == Decimal(row["of the yearly bill"]), row
