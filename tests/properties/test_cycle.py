"""Whatever the facts: every stage has a reading, tasks are few and never doubled, and the record is left as it is."""

from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.cycle import StageRecord, StageState, suggest
from opennaphs.domain.cycle_stages import Stage
from opennaphs.domain.cycle_tasks import ALWAYS, MOST_TASKS, TaskCode, this_week
from opennaphs.domain.plan_states import PlanState
from tests.cycle_facts import TODAY, create_facts, days_ago

FIELDS = vars(create_facts())
VALUES = {
    name: st.integers(0, 4) for name, value in FIELDS.items() if isinstance(value, int) and not isinstance(value, bool)
}
VALUES |= {name: st.none() | st.integers(0, 500).map(days_ago) for name in ("latest_assessment", "last_review")}
facts = st.builds(create_facts, **VALUES, plan=st.none() | st.sampled_from(PlanState), review_open=st.booleans())
records = st.dictionaries(
    st.sampled_from(Stage), st.sampled_from(StageState).map(lambda state: StageRecord(state, "A reason."))
)


@given(facts, records)
def test_every_stage_is_read_and_the_record_stays_as_people_wrote_it(facts, recorded):
    views = suggest(facts, recorded, TODAY)
    assert [view.stage for view in views] == list(Stage)
    for view in views:
        assert view.record == recorded.get(view.stage, StageRecord(StageState.NOT_STARTED))
        assert view.reading.state is not StageState.SKIPPED
        assert "{" not in view.reading.finding.text() + view.reading.next_step.text()


@given(facts, records)
def test_tasks_are_few_in_order_of_urgency_and_each_is_said_once(facts, recorded):
    tasks = this_week(facts, recorded, TODAY)
    order = list(TaskCode)
    assert len(tasks) <= MOST_TASKS
    assert [order.index(task.code) for task in tasks] == sorted(order.index(task.code) for task in tasks)
    assert len({task.sentence.text() for task in tasks}) == len(tasks)


@given(facts, records)
def test_a_skipped_stage_asks_for_nothing(facts, recorded):
    skipped = {stage for stage, record in recorded.items() if record.state is StageState.SKIPPED}
    everything = this_week(facts, recorded, TODAY, most=100)
    assert not [task for task in everything if task.stage in skipped and task.code not in ALWAYS]


@given(facts, records, st.integers(0, 8))
def test_a_shorter_list_is_the_beginning_of_the_longer_one(facts, recorded, most):
    assert this_week(facts, recorded, TODAY, most) == this_week(facts, recorded, TODAY, 100)[:most]


@given(facts)
def test_while_a_stage_is_open_there_is_something_to_do(facts):
    assert this_week(facts, {}, TODAY)
