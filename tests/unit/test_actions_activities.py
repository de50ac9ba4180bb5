"""What is done to activities: by whom, in which state of the plan, all or nothing, and with a trace."""

from decimal import Decimal

import pytest

from opennaphs.actions.activities.change_activities import change_activities
from opennaphs.actions.activities.cost_lines import Wanted, line_of, with_changed, with_line, without_line
from opennaphs.actions.activities.create_activity import create_activity
from opennaphs.actions.activities.duplicate_activity import duplicate_activity
from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.actions.activities.edit_cost_lines import edit_cost_lines
from opennaphs.actions.activities.merge_activities import merge_activities
from opennaphs.actions.activities.move_activity import move_activity
from opennaphs.actions.activities.remove_activities import remove_activities
from opennaphs.actions.activities.report_progress import report_progress
from opennaphs.actions.activities.restore_activity import restore_activity
from opennaphs.actions.activities.row_changes import ChangedMeanwhile, RowChange
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.costing import ActivityCost, CostState
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Builder, Driver, EconomicType
from opennaphs.domain.lifecycle import EditRefused
from opennaphs.domain.plan_document import activity_of
from opennaphs.store.activities import Narrowing, list_rows, mark_of, narrowed, ordered, sums_of
from opennaphs.store.models import AuditEvent, PlanRecord
from opennaphs.store.versions import document_at
from tests.costed_plans import create_costed_plan, with_lines
from tests.workbench import create_country, create_person, create_plan, draft, first_activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


@pytest.fixture
def costed(lead):
    return create_costed_plan(lead)


def rows(plan):
    return list(plan.activities.filter(removed=False))


def seen(row, **fields):
    return RowChange(row.pk, row.version, fields)


def state(plan, name):
    PlanRecord.objects.filter(pk=plan.pk).update(state=name)
    plan.refresh_from_db()


# --- editing -------------------------------------------------------------------------------------------------------


def test_an_activity_cannot_wait_for_itself_by_a_way_round(lead, plan):
    first, second, third = [row for row in rows(plan) if not row.content["needs"]][:3]
    edit_activity(activity=first, fields={"details": {"after": [second.number]}}, version=1, by=lead)
    edit_activity(activity=second, fields={"details": {"after": [third.number]}}, version=1, by=lead)
    way = f"{third.number} → {first.number} → {second.number} → {third.number}"
    with pytest.raises(NaphsError, match=way):
        edit_activity(activity=third, fields={"details": {"after": [first.number]}}, version=1, by=lead)


def test_what_the_library_needs_first_counts_as_waiting_too(lead, plan):
    by_action = {row.content["action_id"]: row for row in rows(plan)}
    later = next(row for row in rows(plan) if set(row.content["needs"]) & set(by_action))
    first = by_action[next(need for need in later.content["needs"] if need in by_action)]
    with pytest.raises(NaphsError, match=f"{first.number} → {later.number} → {first.number}"):
        edit_activity(activity=first, fields={"details": {"after": [later.number]}}, version=1, by=lead)


def test_an_activity_waits_only_for_activities_of_the_plan(lead, plan):
    with pytest.raises(NaphsError, match="no activity Z-1"):
        edit_activity(activity=first_activity(plan), fields={"details": {"after": ["Z-1"]}}, version=1, by=lead)


def test_money_follows_an_activity_into_another_year(lead, costed):
    row = with_lines(costed)
    before = activity_of(row.content)
    edit_activity(activity=row, fields={"first_year": 2029}, version=1, by=lead)
    row.refresh_from_db()
    after = activity_of(row.content)
    for was, line in zip(before.cost.lines, after.cost.lines, strict=True):
        start = before.first_year - 2027
        assert line.by_year[2] == was.by_year[start]
        assert line.by_year[0].amount == line.by_year[1].amount == 0


def test_an_activity_does_not_begin_outside_the_plan(lead, plan):
    with pytest.raises(NaphsError, match="cannot begin in 2031"):
        edit_activity(activity=first_activity(plan), fields={"first_year": 2031}, version=1, by=lead)


def test_costs_are_not_edited_in_passing(lead, costed):
    row = with_lines(costed)
    with pytest.raises(NaphsError, match="cost pages"):
        edit_activity(activity=row, fields={"cost": {}}, version=1, by=lead)


def test_a_text_of_nothing_is_refused(lead, plan):
    with pytest.raises(NaphsError, match="needs a text"):
        edit_activity(activity=first_activity(plan), fields={"text": "  "}, version=1, by=lead)


def test_progress_is_reported_once_the_plan_is_launched_and_nothing_else_is_edited(lead, plan):
    row = first_activity(plan)
    state(plan, "launched")
    report_progress(activity=row, status=ActivityStatus.IN_PROGRESS, percent_done=0, version=1, by=lead)
    row.refresh_from_db()
    assert (row.status, row.content["details"]["percent_done"]) == ("in progress", 0)
    with pytest.raises(EditRefused):
        edit_activity(activity=row, fields={"owner": "Head"}, version=2, by=lead)
    state(plan, "closed")
    with pytest.raises(EditRefused):
        report_progress(activity=row, status=ActivityStatus.COMPLETED, percent_done=100, version=2, by=lead)


# --- many at once --------------------------------------------------------------------------------------------------


def test_many_activities_are_changed_in_one_go_each_with_its_event(lead, plan):
    some = rows(plan)[:3]
    wanted = {"owner": "Director", "details": {"impact": 4}}
    outcome = change_activities(plan=plan, changes=[seen(row, **wanted) for row in some], why="agreed", by=lead)
    assert len(outcome.changed) == 3
    for row in some:
        row.refresh_from_db()
        assert (row.owner, row.impact, row.version, row.changed_by) == ("Director", 4, 2, str(lead))
        assert document_at(row, 1)["content"]["owner"] is None
    assert AuditEvent.objects.filter(action="change_activities", why="agreed").count() == 3


def test_rows_changed_by_others_are_named_and_nothing_is_written_first(lead, plan):
    first, second = rows(plan)[:2]
    edit_activity(activity=first, fields={"owner": "Somebody else"}, version=1, by=lead)
    changes = [seen(first, owner="Director"), seen(second, owner="Director")]
    with pytest.raises(ChangedMeanwhile) as refused:
        change_activities(plan=plan, changes=changes, by=lead)
    assert [row.number for row in refused.value.rows] == [first.number]
    second.refresh_from_db()
    assert second.owner == ""
    outcome = change_activities(plan=plan, changes=changes, leave_changed=True, by=lead)
    assert [row.number for row in outcome.changed] == [second.number]
    assert [row.number for row in outcome.left] == [first.number]
    first.refresh_from_db()
    assert first.owner == "Somebody else"


def test_a_fault_in_one_row_leaves_all_as_they_were(lead, plan):
    first, second = rows(plan)[:2]
    with pytest.raises(NaphsError):
        change_activities(plan=plan, changes=[seen(first, owner="A"), seen(second, first_year=1999)], by=lead)
    first.refresh_from_db()
    assert first.owner == ""
    assert not AuditEvent.objects.filter(action="change_activities").exists()


def test_a_technical_lead_changes_many_only_within_their_area(plan):
    person = create_person("technical-lead", "UGA", "jee-3.D1")
    mine = next(row for row in rows(plan) if row.area == "jee-3.D1")
    other = next(row for row in rows(plan) if row.area == "jee-3.P1")
    change_activities(plan=plan, changes=[seen(mine, owner="Me")], by=person)
    mine.refresh_from_db()
    with pytest.raises(NotAllowed):
        change_activities(plan=plan, changes=[seen(mine, owner="Us"), seen(other, owner="Us")], by=person)
    mine.refresh_from_db()
    assert mine.owner == "Me"


def test_only_a_status_is_set_in_bulk_once_the_plan_is_launched(lead, plan):
    row = first_activity(plan)
    state(plan, "launched")
    change_activities(plan=plan, changes=[seen(row, details={"status": "in progress"})], by=lead)
    row.refresh_from_db()
    with pytest.raises(EditRefused):
        change_activities(plan=plan, changes=[seen(row, details={"status": "completed", "impact": 3})], by=lead)


def test_an_activity_of_another_plan_is_not_changed_through_this_one(lead, plan):
    other = first_activity(create_plan(lead, title="Other"))
    with pytest.raises(NaphsError, match="not in this plan"):
        change_activities(plan=plan, changes=[seen(other, owner="X")], by=lead)


# --- making, removing, ordering ------------------------------------------------------------------------------------


def test_an_own_activity_gets_the_next_number_and_stands_behind_its_area(lead, plan):
    last = [row for row in rows(plan) if row.area == "jee-3.D1"][-1]
    row = create_activity(plan=plan, area="jee-3.D1", text="Our own work", fields={"owner": "Head"}, by=lead)
    assert int(row.number.removeprefix("D1-")) == int(last.number.removeprefix("D1-")) + 1
    order = [one.number for one in rows(plan)]
    assert order.index(row.number) == order.index(last.number) + 1
    assert (row.cost_state, row.cost, row.owner) == ("not costed", None, "Head")


def test_the_number_of_a_removed_activity_is_never_used_again(lead, plan):
    row = create_activity(plan=plan, area="jee-3.D1", text="First", fields={}, by=lead)
    remove_activities(plan=plan, changes=[seen(row)], why="a mistake", by=lead)
    again = create_activity(plan=plan, area="jee-3.D1", text="Second", fields={}, by=lead)
    assert int(again.number.removeprefix("D1-")) == int(row.number.removeprefix("D1-")) + 1


def test_an_activity_is_removed_with_a_reason_and_restored_as_it_was(lead, plan):
    row = first_activity(plan)
    with pytest.raises(NaphsError, match="why"):
        remove_activities(plan=plan, changes=[seen(row)], why=" ", by=lead)
    remove_activities(plan=plan, changes=[seen(row)], why="doubled", by=lead)
    row.refresh_from_db()
    assert row.removed
    with pytest.raises(Stale):
        restore_activity(activity=row, version=1, by=lead)
    restore_activity(activity=row, version=2, by=lead)
    row.refresh_from_db()
    assert not row.removed
    assert row.document() == document_at(row, 1)


def test_a_copy_has_words_and_costs_but_no_progress(lead, costed):
    row = with_lines(costed)
    report_progress(activity=row, status=ActivityStatus.IN_PROGRESS, percent_done=40, version=1, by=lead)
    copy = duplicate_activity(activity=row, by=lead)
    row.refresh_from_db()
    assert (copy.text, copy.cost, copy.status) == (row.text, row.cost, "not started")
    assert copy.number != row.number
    order = [one.pk for one in rows(costed)]
    assert order.index(copy.pk) == order.index(row.pk) + 1


def test_an_activity_moves_and_no_other_row_is_touched(lead, plan):
    first, second, third = rows(plan)[:3]
    move_activity(activity=third, after=first, by=lead)
    assert [row.pk for row in rows(plan)][:3] == [first.pk, third.pk, second.pk]
    assert [row.version for row in rows(plan)][:3] == [1, 2, 1]
    move_activity(activity=third, after=None, by=lead)
    assert rows(plan)[0].pk == third.pk


def test_moving_to_the_same_place_again_and_again_always_finds_room(lead, plan):
    expected = [row.pk for row in rows(plan)]
    for turn in range(60):
        order = rows(plan)
        moved = order[-1 - turn % 2]
        move_activity(activity=moved, after=order[0], by=lead)
        expected.remove(moved.pk)
        expected.insert(1, moved.pk)
        assert [row.pk for row in rows(plan)] == expected
    positions = [row.position for row in rows(plan)]
    assert positions == sorted(set(positions))


def test_only_who_sets_the_order_of_plans_moves_activities(plan):
    person = create_person("technical-lead", "UGA", "jee-3.D1")
    with pytest.raises(NotAllowed):
        move_activity(activity=first_activity(plan), after=None, by=person)


# --- costs ---------------------------------------------------------------------------------------------------------


def own_line(plan, price="100.50", **about):
    told = {
        "unit_cost": "own line",
        "title": "Fuel",
        "builder": Builder.SERVICE_CONTRACT,
        "unit": "litre",
        "price": Decimal(price),
        "quantities": {"quantity": Decimal(3)},
        "per": Driver.DISTRICT,
        "count": Decimal(10),
        "share": Decimal("0.5"),
        "times_a_year": Decimal(2),
        "economic_type": EconomicType.RECURRENT,
    }
    return line_of(plan, Wanted(**{**told, **about}))


def test_the_amounts_of_a_line_are_computed_whatever_it_says(lead, costed):
    row = with_lines(costed)
    cost = with_line(activity_of(row.content).cost, own_line(costed))
    edit_cost_lines(activity=row, cost=cost, version=1, by=lead)
    row.refresh_from_db()
    line = activity_of(row.content).cost.lines[-1]
    start = row.first_year - 2027
    by_hand = Decimal("100.50") * 3 * 5 * 2
    assert [money.amount for money in line.by_year] == [by_hand if year >= start else 0 for year in range(5)]
    assert row.cost == sum((one.total.amount for one in activity_of(row.content).cost.lines), Decimal(0))


def test_a_line_of_zero_is_a_cost_of_zero_and_not_a_missing_one(lead, costed):
    row = next(one for one in rows(costed) if not one.content["cost"]["lines"])
    cost = with_line(ActivityCost(CostState.NOT_COSTED, "x"), own_line(costed, "0"))
    edit_cost_lines(activity=row, cost=cost, version=1, by=lead)
    row.refresh_from_db()
    assert (row.cost_state, row.cost) == ("costed", Decimal(0))


def test_a_menu_line_changed_by_hand_keeps_what_it_replaces(lead, costed):
    row = with_lines(costed)
    cost = activity_of(row.content).cost
    menu = cost.lines[0]
    wanted = Wanted(
        menu.template.unit_cost, menu.title, menu.builder, menu.unit, menu.unit_price.amount + 1,
        menu.template.quantities, menu.template.per, menu.count, menu.template.share,
        menu.template.times_a_year, menu.template.economic_type,
    )  # fmt: skip
    edit_cost_lines(activity=row, cost=with_changed(cost, 0, line_of(costed, wanted)), version=1, by=lead)
    row.refresh_from_db()
    line = activity_of(row.content).cost.lines[0]
    assert line.replaces == menu
    assert line.variance is not None
    assert line.variance.amount > 0


def test_a_line_saved_as_it_was_is_no_change(lead, costed):
    row = with_lines(costed)
    cost = activity_of(row.content).cost
    menu = cost.lines[0]
    wanted = Wanted(
        menu.template.unit_cost, menu.title, menu.builder, menu.unit, menu.unit_price.amount,
        menu.template.quantities, menu.template.per, menu.count, menu.template.share,
        menu.template.times_a_year, menu.template.economic_type,
    )  # fmt: skip
    edit_cost_lines(activity=row, cost=with_changed(cost, 0, line_of(costed, wanted)), version=1, by=lead)
    row.refresh_from_db()
    assert row.version == 1


def test_the_last_line_taken_out_leaves_a_reason(lead, costed):
    row = with_lines(costed)
    cost = activity_of(row.content).cost
    for _ in cost.lines:
        cost = without_line(cost, 0, "paid by a partner")
    edit_cost_lines(activity=row, cost=cost, version=1, by=lead)
    row.refresh_from_db()
    assert (row.cost_state, row.cost, row.content["cost"]["reason"]) == ("not costed", None, "paid by a partner")


@pytest.mark.parametrize(
    ("cost", "sentence"),
    [
        (ActivityCost(CostState.COSTED), "exactly when it has cost lines"),
        (ActivityCost(CostState.NO_EXTRA_COST), "why the activity has no cost lines"),
    ],
)
def test_state_lines_and_reason_go_together(lead, costed, cost, sentence):
    with pytest.raises(NaphsError, match=sentence):
        edit_cost_lines(activity=with_lines(costed), cost=cost, version=1, by=lead)


def test_a_plan_without_a_cost_basis_takes_no_lines(lead, plan):
    with pytest.raises(NaphsError, match="no cost basis"):
        own_line(plan)


def test_a_contributor_edits_no_costs(costed):
    person = create_person("contributor", "UGA")
    with pytest.raises(NotAllowed):
        edit_cost_lines(activity=with_lines(costed), cost=ActivityCost(CostState.NOT_COSTED, "x"), version=1, by=person)


# --- merging -------------------------------------------------------------------------------------------------------


def test_merged_activities_leave_the_plan_and_what_waited_for_them_waits_for_the_kept_one(lead, costed):
    keep = next(row for row in rows(costed) if row.content["cost"]["lines"] and row.area == "jee-3.D1")
    other = next(row for row in rows(costed) if row.content["cost"]["lines"] and row.area == "jee-3.P1")
    waiting = next(
        row for row in rows(costed)
        if row.pk not in {keep.pk, other.pk} and not set(row.content["needs"]) & {keep.content["action_id"]}
    )  # fmt: skip
    edit_activity(activity=waiting, fields={"details": {"after": [other.number]}}, version=1, by=lead)
    result = merge_activities(
        plan=costed, keep=keep.number, merged=[other.number], paid_once=True,
        versions={keep.number: 1, other.number: 1}, why="one law", by=lead,
    )  # fmt: skip
    assert result.saved is not None
    assert result.saved.amount == other.cost
    for row in (keep, other, waiting):
        row.refresh_from_db()
    assert other.removed
    assert keep.content["details"]["serves"] == ["jee-3.P1"]
    assert waiting.content["details"]["after"] == [keep.number]
    events = AuditEvent.objects.filter(action="merge_activities", why="one law")
    assert {event.subject_id for event in events} >= {str(keep.pk), str(other.pk), str(waiting.pk)}


def test_an_activity_somebody_changed_is_not_merged_unseen(lead, costed):
    keep, other = rows(costed)[0], rows(costed)[-1]
    edit_activity(activity=other, fields={"owner": "New"}, version=1, by=lead)
    with pytest.raises(Stale):
        merge_activities(
            plan=costed, keep=keep.number, merged=[other.number], paid_once=False,
            versions={keep.number: 1, other.number: 1}, by=lead,
        )  # fmt: skip
    other.refresh_from_db()
    assert not other.removed


# --- lists ---------------------------------------------------------------------------------------------------------


def test_a_list_is_narrowed_and_added_up_without_contents(lead, costed, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = list(narrowed(list_rows(costed), Narrowing(area="jee-3.D1")))
        assert {row.area for row in found} == {"jee-3.D1"}
        assert all(row.get_deferred_fields() for row in found)
        assert [str(row) for row in found]
    sums = sums_of(narrowed(list_rows(costed), Narrowing(area="jee-3.D1")))
    assert sums.count == len(found)
    assert sums.cost == sum(row.cost for row in found if row.cost is not None)


def test_a_list_without_cost_lines_costs_nothing_known_rather_than_zero(plan):
    assert sums_of(list_rows(plan)).cost is None
    assert sums_of(list_rows(plan)).not_costed == len(rows(plan))


def test_what_has_no_value_stands_last_whichever_way_a_list_is_sorted(lead, plan):
    some = rows(plan)
    ratings = {"details": {"impact": 5, "feasibility": 5, "risk": 5}}
    change_activities(plan=plan, changes=[seen(some[2], **ratings)], by=lead)
    for sort in ("priority", "-priority"):
        assert ordered(list_rows(plan), sort)[0].pk == some[2].pk


def test_every_word_of_a_search_must_be_found(plan):
    row = first_activity(plan)
    words = row.text.split()
    found = narrowed(list_rows(plan), Narrowing(words=f"{words[0].upper()} {row.number}"))
    assert [one.pk for one in found] == [row.pk]
    assert not narrowed(list_rows(plan), Narrowing(words=f"{words[0]} zzzz")).exists()


def test_the_mark_of_a_plan_changes_with_each_of_its_activities(lead, plan):
    before = mark_of(plan)
    edit_activity(activity=first_activity(plan), fields={"owner": "X"}, version=1, by=lead)
    assert mark_of(plan) != before


def test_a_draft_holds_what_these_tests_rely_on():
    assert {one.area for one in draft().activities} == {"jee-3.D1", "jee-3.P1"}
