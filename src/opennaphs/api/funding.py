"""Routes of the money of plans: funding sources, support, its transactions and its state."""

from decimal import Decimal
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from opennaphs.actions.funding.add_source import add_source
from opennaphs.actions.funding.add_support import add_support
from opennaphs.actions.funding.edit_source import edit_source
from opennaphs.actions.funding.edit_support import edit_support
from opennaphs.actions.funding.record_transaction import record_transaction
from opennaphs.actions.funding.remove_source import remove_source
from opennaphs.actions.funding.remove_support import remove_support
from opennaphs.actions.funding.send_back_support import send_back_support
from opennaphs.actions.funding.take_back_transaction import take_back_transaction
from opennaphs.actions.funding.validate_support import validate_support
from opennaphs.api.engagement import KEPT
from opennaphs.api.narrowing import LARGEST_NUMBER
from opennaphs.api.rows import CREATED, Body, Reasoned, Removal, Rows, RowSerializer, Values, Versioned
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.sources import SourceKind
from opennaphs.domain.funding.supports import MoneyStage, Portion, SupportRole, SupportState
from opennaphs.domain.library import AdministrativeLevel, EconomicType, Sector
from opennaphs.domain.money import Money
from opennaphs.store.funding import sources_of
from opennaphs.store.models import FundingSourceRecord, SupportRecord, TransactionRecord

MOST = 200
AMOUNT = {"max_digits": 17, "decimal_places": 2}
CODE = r"^[A-Z]{3}$"


def _names(length: int = 200) -> serializers.ListField:
    return serializers.ListField(required=False, child=serializers.CharField(max_length=length), max_length=MOST)


def _text(length: int | None = None) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=length)


def _words(words: Any) -> serializers.ListField:
    return serializers.ListField(
        required=False, child=serializers.ChoiceField(choices=tuple(map(str, words))), max_length=MOST
    )


class EarmarkBody(Body):
    """What money may pay for; what is left out, or empty, sets no bound."""

    areas = _names(40)
    economic_types = _words(EconomicType)
    places = _words(AdministrativeLevel)
    ministries = _words(Sector)
    regions = _names()
    recipients = _names()
    from_day = serializers.DateField(required=False, allow_null=True)
    until_day = serializers.DateField(required=False, allow_null=True)


def _earmark(values: Values) -> Earmark:
    listed = {name: tuple(values.get(name, ())) for name in ("areas", "places", "ministries", "regions", "recipients")}
    return Earmark(
        **listed,
        economic_types=tuple(map(EconomicType, values.get("economic_types", ()))),
        from_day=values.get("from_day"),
        until_day=values.get("until_day"),
    )


class SourceSerializer(RowSerializer):
    """Somebody who pays; number (S01) is its id in plan documents."""

    earmark = serializers.DictField(read_only=True)

    class Meta:
        """All that is kept."""

        model = FundingSourceRecord
        fields = ("id", "number", "title", "kind", "origin", "earmark", "note", *KEPT)


class SourceFields(Reasoned):
    """What is said of a funding source."""

    title = serializers.CharField(required=False, max_length=200)
    kind = serializers.ChoiceField(required=False, choices=tuple(map(str, SourceKind)))
    origin = serializers.RegexField(
        CODE, required=False, allow_blank=True, help_text="ISO 3166 alpha-3 of the country the money comes from"
    )
    earmark = EarmarkBody(required=False)
    note = _text()


class NewSource(SourceFields):
    """What a funding source begins with."""

    title = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=tuple(map(str, SourceKind)))


class SourceEdit(SourceFields, Versioned):
    """What of a funding source can be changed; what is left out stays. An earmark is given as a whole."""


def _source_fields(values: Values) -> Values:
    if "earmark" in values:
        values["earmark"] = _earmark(values["earmark"])
    return values


class FundingSources(Rows):
    """The funding sources of a country."""

    writes = Permission.MANAGE_FUNDING
    queryset = FundingSourceRecord.objects.filter(removed=False)
    serializer_class = SourceSerializer
    lookup_url_kwarg = "source_id"
    filterset_fields: ClassVar = {"number": ["exact"], "title": ["icontains"], "kind": ["exact"], "origin": ["exact"]}
    ordering_fields = ("id", "number", "title", "kind", "changed_at")
    file_name = "funding-sources"

    @extend_schema(request=NewSource, responses={201: SourceSerializer})
    def create(self, request: Any, iso3: str) -> Response:
        """Add a funding source."""
        values = _source_fields(self.wanted(NewSource))
        why = values.pop("why", "")
        return self.answer(add_source(country=iso3, fields=values, why=why, by=request.user), CREATED)

    @extend_schema(request=SourceEdit, responses=SourceSerializer)
    def partial_update(self, request: Any, iso3: str, source_id: int) -> Response:
        """Change fields of a funding source."""
        values, version = self.versioned(SourceEdit)
        why = values.pop("why", "")
        row = edit_source(source=self.row(), fields=_source_fields(values), version=version, why=why, by=request.user)
        return self.answer(row)

    @extend_schema(parameters=[Removal], responses={204: None})
    def destroy(self, request: Any, iso3: str, source_id: int) -> Response:
        """Take a funding source off the list; refused while support hangs on it."""
        why, version = self.removal()
        remove_source(source=self.row(), version=version, why=why, by=request.user)
        return Response(status=204)


class AmountBody(Body):
    """An amount of money."""

    amount = serializers.DecimalField(**AMOUNT)  # type: ignore[arg-type]
    currency = serializers.RegexField(CODE)
    price_year = serializers.IntegerField(min_value=1990, max_value=2100)


def _money(values: Values) -> Money:
    return Money(values["amount"], values["currency"], values["price_year"])


class PortionBody(Body):
    """One part of support and what it is for: its share (0.25 = a quarter) or its amount, never both."""

    share = serializers.DecimalField(
        required=False, allow_null=True, max_digits=13, decimal_places=12, min_value=Decimal(0), max_value=Decimal(1)
    )
    amount = AmountBody(required=False, allow_null=True)
    activity = serializers.CharField(required=False, allow_null=True, max_length=40, help_text="number, D1-001")
    areas = _names(40)
    regions = _names()
    economic_types = _words(EconomicType)


def _portion(values: Values) -> Portion:
    amount, share = values.get("amount"), values.get("share")
    return Portion(
        share=None if share is None else Decimal(f"{share.normalize():f}"),  # as it was written, without filling zeros
        amount=None if amount is None else _money(amount),
        activity=values.get("activity"),
        areas=tuple(values.get("areas", ())),
        regions=tuple(values.get("regions", ())),
        economic_types=tuple(map(EconomicType, values.get("economic_types", ()))),
    )


class SupportSerializer(RowSerializer):
    """One piece of support of a source to a plan; only validated support counts unless one asks otherwise."""

    portions = serializers.ListField(child=serializers.DictField(), read_only=True)

    class Meta:
        """All that is kept."""

        model = SupportRecord
        fields = (
            "id", "number", "source", "title", "recipient", "role", "state", "state_note", "ours", "starts", "ends",
            "portions", "reported_by", "note", *KEPT,
        )  # fmt: skip


class SupportFields(Reasoned):
    """What is said of a piece of support."""

    title = serializers.CharField(required=False, max_length=300)
    recipient = _text(200)
    role = serializers.ChoiceField(required=False, choices=tuple(map(str, SupportRole)))
    ours = serializers.BooleanField(
        required=False, help_text="false for a regional project whose share for the country is not known"
    )
    starts = serializers.DateField(required=False, allow_null=True)
    ends = serializers.DateField(required=False, allow_null=True)
    portions = serializers.ListField(required=False, child=PortionBody(), max_length=MOST)
    note = _text()


class NewSupport(SupportFields):
    """What a piece of support begins with."""

    source = serializers.IntegerField(  # type: ignore[assignment]  # its own name for where a value comes from
        min_value=1, max_value=LARGEST_NUMBER, help_text="number of the row of the source"
    )
    title = serializers.CharField(max_length=300)
    organisation = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="who reports it; partners need not say it unless they speak for several",
    )


class SupportEdit(SupportFields, Versioned):
    """What of a piece of support can be changed; what is left out stays. Portions are given all together."""


def _support_fields(values: Values) -> Values:
    if "portions" in values:
        values["portions"] = tuple(map(_portion, values["portions"]))
    return values


class Supports(Rows):
    """The support to a plan."""

    writes = Permission.REPORT_SUPPORT
    queryset = SupportRecord.objects.filter(removed=False, source__removed=False).select_related("plan", "source")
    serializer_class = SupportSerializer
    lookup_url_kwarg = "support_id"
    within: ClassVar = {"iso3": "plan__country", "plan_id": "plan_id"}
    filterset_fields: ClassVar = {
        "number": ["exact"],
        "source": ["exact"],
        "title": ["icontains"],
        "state": ["exact"],
        "role": ["exact"],
        "ours": ["exact"],
        "reported_by": ["exact"],
        "ends": ["gte", "lte", "isnull"],
    }
    ordering_fields = ("id", "number", "title", "state", "starts", "ends", "changed_at")
    file_name = "supports"

    @extend_schema(request=NewSupport, responses={201: SupportSerializer})
    def create(self, request: Any, iso3: str, plan_id: int) -> Response:
        """Add support; a partner's is “reported” until the secretariat validates it."""
        values, plan = _support_fields(self.wanted(NewSupport)), self.parent("plan_id")
        source = sources_of(iso3).filter(pk=values.pop("source")).first()
        if source is None:
            raise serializers.ValidationError({"source": ["The country has no such funding source."]})
        about = {"organisation": values.pop("organisation", ""), "why": values.pop("why", "")}
        return self.answer(add_support(plan=plan, source=source, fields=values, by=request.user, **about), CREATED)

    @extend_schema(request=SupportEdit, responses=SupportSerializer)
    def partial_update(self, request: Any, iso3: str, plan_id: int, support_id: int) -> Response:
        """Change fields of a piece of support; what a partner changes is validated again before it counts."""
        values, version = self.versioned(SupportEdit)
        why, fields = values.pop("why", ""), _support_fields(values)
        return self.answer(edit_support(support=self.row(), fields=fields, version=version, why=why, by=request.user))

    @extend_schema(parameters=[Removal], responses={204: None})
    def destroy(self, request: Any, iso3: str, plan_id: int, support_id: int) -> Response:
        """Take a piece of support out of the plan."""
        why, version = self.removal()
        remove_support(support=self.row(), version=version, why=why, by=request.user)
        return Response(status=204)


class SupportStateInput(Versioned):
    """Whether support is validated, or sent back with the reason as its note."""

    state = serializers.ChoiceField(choices=(str(SupportState.VALIDATED), str(SupportState.SENT_BACK)))
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    transactions = serializers.IntegerField(
        required=False, min_value=0, max_value=LARGEST_NUMBER, help_text="how many transactions you have read"
    )


class SupportStates(Supports):
    """Whether a piece of support has been validated."""

    writes = Permission.MANAGE_FUNDING

    @extend_schema(request=SupportStateInput, responses=SupportSerializer)
    def judge(self, request: Any, iso3: str, plan_id: int, support_id: int) -> Response:
        """Validate a piece of support, or send it back."""
        values, version = self.versioned(SupportStateInput)
        about = {"support": self.row(), "version": version, "by": request.user}
        if values["state"] == SupportState.SENT_BACK:
            return self.answer(send_back_support(reason=values.get("note", ""), **about))
        seen, note, why = values.get("transactions"), values.get("note", ""), values.get("why", "")
        return self.answer(validate_support(seen=seen, note=note, why=why, **about))


class TransactionSerializer(RowSerializer):
    """One dated movement of money; below zero takes back the transaction it names."""

    class Meta:
        """All that is kept."""

        model = TransactionRecord
        fields = (
            "id", "stage", "on", "year", "amount", "currency", "price_year", "note", "takes_back", "entered_by",
            "entered_at",
        )  # fmt: skip


class NewTransaction(AmountBody):
    """Money that moved."""

    stage = serializers.ChoiceField(choices=tuple(map(str, MoneyStage)))
    on = serializers.DateField(help_text="the day it happened")
    year = serializers.IntegerField(min_value=1990, max_value=2100, help_text="year of the plan it is meant for")
    note = _text(300)
    why = _text(500)


class Reversal(Body):
    """Why and on which day a transaction is taken back."""

    on = serializers.DateField()
    why = serializers.CharField(max_length=300)


class Transactions(Rows):
    """The transactions of a piece of support. They have no versions: they are never changed, only taken back."""

    writes = Permission.REPORT_SUPPORT
    queryset = TransactionRecord.objects.filter(support__removed=False).select_related("support__plan")
    serializer_class = TransactionSerializer
    lookup_url_kwarg = "transaction_id"
    within: ClassVar = {
        "iso3": "support__plan__country",
        "plan_id": "support__plan_id",
        "support_id": "support_id",
    }
    filterset_fields: ClassVar = {
        "stage": ["exact"],
        "on": ["exact", "gte", "lte"],
        "year": ["exact", "gte", "lte"],
        "currency": ["exact"],
    }
    ordering_fields = ("id", "stage", "on", "year", "amount")
    file_name = "transactions"

    @extend_schema(request=NewTransaction, responses={201: TransactionSerializer})
    def create(self, request: Any, iso3: str, plan_id: int, support_id: int) -> Response:
        """Record money of a piece of support."""
        values = self.wanted(NewTransaction)
        self.get_queryset()
        row = record_transaction(
            support=self.parent("support_id"),
            stage=MoneyStage(values["stage"]),
            on=values["on"],
            year=values["year"],
            money=_money(values),
            note=values.get("note", ""),
            why=values.get("why", ""),
            by=request.user,
        )
        return self.answer(row, CREATED)

    @extend_schema(request=Reversal, responses={201: TransactionSerializer})
    def reverse(self, request: Any, iso3: str, plan_id: int, support_id: int, transaction_id: int) -> Response:
        """Take a transaction back by its opposite; both stay in the list."""
        values = self.wanted(Reversal)
        row = take_back_transaction(transaction=self.row(), on=values["on"], why=values["why"], by=request.user)
        return self.answer(row, CREATED)
