"""Routes of the discussion of a plan, of its review rounds and of what reviewers said."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from opennaphs.actions.reviews.close_review_round import close_review_round
from opennaphs.actions.reviews.open_review_round import open_review_round
from opennaphs.actions.reviews.sign_off_area import sign_off_area
from opennaphs.actions.talk.add_comment import add_comment
from opennaphs.actions.talk.reopen_comment import reopen_comment
from opennaphs.actions.talk.settle_comment import settle_comment
from opennaphs.actions.talk.withdraw_comment import withdraw_comment
from opennaphs.api.narrowing import LARGEST_NUMBER
from opennaphs.api.rows import CREATED, Body, Reasoned, Rows, RowSerializer, Versioned
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import Comment, ReviewRound, SignOff


class CommentSerializer(RowSerializer):
    """A word in the discussion of an activity; of the whole plan when activity is null."""

    class Meta:
        """All that is kept."""

        model = Comment
        fields = ("id", "activity", "author_name", "text", "written_at", "settled_at", "settled_by")


class NewComment(Body):
    """A word in the discussion; people named after an “@” get a mention."""

    text = serializers.CharField()
    activity = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=LARGEST_NUMBER,
        help_text="number of the row of an activity of the plan",
    )


class CommentSettling(Body):
    """Whether a comment is settled."""

    settled = serializers.BooleanField()


class Comments(Rows):
    """The discussion of a plan, without what was withdrawn. Comments have no versions: they are never changed."""

    writes = Permission.COMMENT
    queryset = Comment.objects.filter(withdrawn_at=None)
    serializer_class = CommentSerializer
    lookup_url_kwarg = "comment_id"
    within: ClassVar = {"iso3": "country", "plan_id": "plan_id"}
    filterset_fields: ClassVar = {
        "activity": ["exact", "isnull"],
        "author_name": ["exact"],
        "written_at": ["gte", "lte"],
        "settled_at": ["isnull"],
    }
    ordering_fields = ("id", "activity", "author_name", "written_at", "settled_at")
    file_name = "comments"

    @extend_schema(request=NewComment, responses={201: CommentSerializer})
    def create(self, request: Any, iso3: str, plan_id: int) -> Response:
        """Say something about a plan or one of its activities."""
        values, plan = self.wanted(NewComment), self.parent("plan_id")
        number = values.get("activity")
        activity = None if number is None else plan.activities.filter(pk=number, removed=False).first()
        if number is not None and activity is None:
            raise serializers.ValidationError({"activity": ["The plan has no such activity."]})
        return self.answer(add_comment(plan=plan, text=values["text"], activity=activity, by=request.user), CREATED)

    @extend_schema(request=CommentSettling, responses=CommentSerializer)
    def settle(self, request: Any, iso3: str, plan_id: int, comment_id: int) -> Response:
        """Mark a comment as settled, or as open again."""
        act = settle_comment if self.wanted(CommentSettling)["settled"] else reopen_comment
        return self.answer(act(comment=self.row(), by=request.user))

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Any, iso3: str, plan_id: int, comment_id: int) -> Response:
        """Withdraw one's own comment."""
        withdraw_comment(comment=self.row(), by=request.user)
        return Response(status=204)


class RoundSerializer(RowSerializer):
    """A round in which the areas of a plan are read; open while closed_at is null."""

    class Meta:
        """All that is kept."""

        model = ReviewRound
        fields = ("id", "number", "title", "opened_at", "closes_on", "closed_at", "version", "changed_at", "changed_by")


class NewRound(Reasoned):
    """What a round begins with."""

    title = serializers.CharField(required=False, allow_blank=True, max_length=200)
    closes_on = serializers.DateField(required=False, allow_null=True)


class Rounds(Rows):
    """The review rounds of a plan."""

    writes = Permission.MOVE_PLAN
    queryset = ReviewRound.objects.select_related("plan")
    serializer_class = RoundSerializer
    lookup_url_kwarg = "round_id"
    within: ClassVar = {"iso3": "plan__country", "plan_id": "plan_id"}
    filterset_fields: ClassVar = {"number": ["exact"], "closed_at": ["isnull"]}
    ordering_fields = ("id", "number", "opened_at", "closes_on", "closed_at")
    file_name = "review-rounds"

    @extend_schema(request=NewRound, responses={201: RoundSerializer})
    def create(self, request: Any, iso3: str, plan_id: int) -> Response:
        """Open the next round of a plan."""
        values = self.wanted(NewRound)
        return self.answer(open_review_round(plan=self.parent("plan_id"), by=request.user, **values), CREATED)

    @extend_schema(request=Versioned, responses=RoundSerializer)
    def close(self, request: Any, iso3: str, plan_id: int, round_id: int) -> Response:
        """Close a round: what was said stands."""
        values, version = self.versioned(Versioned)
        return self.answer(close_review_round(review=self.row(), version=version, by=request.user, **values))


class SignOffSerializer(RowSerializer):
    """What a reviewer says of an area; a later word replaces an earlier."""

    class Meta:
        """All that is kept."""

        model = SignOff
        fields = ("id", "area", "agreed", "note", "reviewer", "reviewer_role", "signed_at")


class NewSignOff(Body):
    """That an area stands, or what has to change in it."""

    area = serializers.CharField(max_length=40, help_text="full id, jee-3.D1")
    agreed = serializers.BooleanField()
    note = serializers.CharField(required=False, allow_blank=True, help_text="needed when it is sent back")


class SignOffs(Rows):
    """What reviewers said in a round."""

    writes = Permission.SIGN_OFF
    queryset = SignOff.objects.all()
    serializer_class = SignOffSerializer
    within: ClassVar = {"iso3": "round__plan__country", "plan_id": "round__plan_id", "round_id": "round_id"}
    filterset_fields: ClassVar = {"area": ["exact"], "agreed": ["exact"], "reviewer": ["exact"]}
    ordering_fields = ("id", "area", "reviewer", "signed_at")
    file_name = "sign-offs"

    @extend_schema(request=NewSignOff, responses={201: SignOffSerializer})
    def create(self, request: Any, iso3: str, plan_id: int, round_id: int) -> Response:
        """Sign an area off, or send it back with a note."""
        self.get_queryset()
        review = self.parent("round_id")
        return self.answer(sign_off_area(review=review, by=request.user, **self.wanted(NewSignOff)), CREATED)
