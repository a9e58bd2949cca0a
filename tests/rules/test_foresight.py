from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rules.case_facts import Told
from rules.case_state import CaseState, Fact, ReturnPlan
from rules.case_values import Standstill
from rules.case_words import Carried
from rules.foresight import Coming, Foreseen, Surroundings, foresee
from rules.way_back_terms import DayKind, ParcelCare, WayBack
from tests.rules.cases import (
    GRANT,
    OPEN,
    OPENED,
    PACK,
    SLIP,
    UNINSPECTED,
    a_case,
    a_fact,
    booked,
    carrier,
    delivered,
    handed_over,
    tell,
)

DAY = timedelta(days=1)
CHASED = ReturnPlan(
    remind_after_days=(5, 10),
    due_after_days=10,
    escalate_after_days=12,
    charge_after_days=20,
    review_after_days=30,
    charge=Decimal("450.00"),
    currency="SEK",
    care=UNINSPECTED,
)
DELIVERED = OPENED + timedelta(hours=20)


def count_days(since: datetime, days: int, stood: Sequence[Standstill]) -> datetime:
    """Every day works here, from midnight to midnight; standstills do not matter to these tests."""
    midnight = datetime.combine(since.date(), datetime.min.time(), tzinfo=UTC)
    return midnight + (days + 1 + len(stood)) * DAY


AROUND = Surroundings(count_days=count_days)


def days_on(found: Sequence[Foreseen], what: Coming, since: datetime = DELIVERED) -> list[int]:
    return [(one.at - since).days for one in found if one.what is what]


def test_every_reminder_the_escalation_and_the_charge_are_foreseen_on_their_days() -> None:
    found = foresee(delivered(plan=CHASED), OPENED + 60 * DAY, AROUND)
    assert days_on(found, Coming.REMINDER) == [5, 10]
    assert days_on(found, Coming.CHARGE) == [20]
    (charge,) = [one for one in found if one.what is Coming.CHARGE]
    assert (charge.details["amount"], charge.details["currency"]) == ("450.00", "SEK")
    (letter,) = [one for one in found if one.what is Coming.LETTER]
    assert (letter.details["letter"], letter.details["to"]) == ("return_escalated", "account")
    assert (letter.at - DELIVERED).days == 12


def test_nothing_is_foreseen_beyond_the_horizon() -> None:
    found = foresee(delivered(plan=CHASED), DELIVERED + 11 * DAY, AROUND)
    assert [(one.at - DELIVERED).days for one in found] == [5, 10, 10]


def test_nothing_is_foreseen_of_a_case_that_has_ended() -> None:
    state = delivered(plan=CHASED)
    ended = tell(
        state,
        a_fact(Told.RECEIPT_SCANNED, 50, unit_id="broken", serial="B-1"),
        a_fact(Told.LABEL_VOIDED, 51, direction="return", errand="return/1/void"),
    ).state
    assert ended.ended
    assert foresee(ended, OPENED + 60 * DAY, AROUND) == ()


def test_a_label_that_dies_is_made_anew_again_and_again() -> None:
    valid = (DELIVERED + 9 * DAY).isoformat()
    packed = tell(a_case(plan=CHASED), OPEN, GRANT, PACK, SLIP, booked("outbound")).state
    label = booked("return")
    label = replace(label, details={**label.details, "valid_until": valid})
    state = tell(packed, label, carrier("handed_over", hours=4), carrier("delivered", hours=20))
    found = foresee(state.state, DELIVERED + 30 * DAY, replace(AROUND, label_days=10))
    labels = [one for one in found if one.what is Coming.LABEL]
    assert [one.details["attempt"] for one in labels] == ["2", "3", "4"]
    assert {one.details["direction"] for one in labels} == {"return"}
    letters = [one.details["letter"] for one in found if one.what is Coming.LETTER]
    assert letters.count("new_return_label") == 3


def test_a_label_without_an_end_is_never_made_anew() -> None:
    found = foresee(delivered(plan=CHASED), OPENED + 60 * DAY, AROUND)
    assert days_on(found, Coming.LABEL) == []


def test_working_days_are_counted_as_the_record_counts_them() -> None:
    silent = ParcelCare(days=DayKind.WORKING, outbound_silent_after=3, lost_after_trace=2)
    plan = replace(CHASED, days=DayKind.WORKING, care=replace(UNINSPECTED, parcels=silent))
    state = handed_over(plan=plan)
    silence = count_days(OPENED + timedelta(hours=4), 3, ())
    counted = a_fact(Told.DAYS_COUNTED, 4, outbound_silence=silence.isoformat())
    found = foresee(tell(state, counted).state, OPENED + 30 * DAY, AROUND)
    letters = {one.details["letter"]: one.at for one in found if one.what is Coming.LETTER}
    assert letters["parcel_searched"] == silence
    assert letters["another_unit_goes"] == count_days(silence, 2, ())


def test_a_letter_that_is_queued_already_is_not_foreseen_again() -> None:
    known = frozenset({("return_reminder", "1")})
    found = foresee(delivered(plan=CHASED), OPENED + 60 * DAY, replace(AROUND, written=known))
    assert days_on(found, Coming.REMINDER) == [10]


def test_a_deadline_that_brings_nothing_but_a_persons_look_is_an_alarm() -> None:
    found = foresee(delivered(plan=CHASED), OPENED + 60 * DAY, AROUND)
    alarms = [one.deadline for one in found if one.what is Coming.ALARM]
    assert alarms[:2] == ["return_due", "charge_review"]
    assert "return_review" in alarms


def test_where_only_the_same_look_would_come_again_the_future_ends() -> None:
    quiet = ReturnPlan(remind_after_days=(), review_after_days=5, care=WayBack())
    found = foresee(delivered(plan=quiet), OPENED + 3650 * DAY, AROUND)
    assert [one.deadline for one in found][-2:] == ["return_review", "review"]


FACTS = st.one_of(
    st.builds(
        lambda said, leg, hours: carrier(said.value, leg, hours),
        st.sampled_from(Carried),
        st.sampled_from(["outbound", "return"]),
        st.integers(1, 800),
    ),
    st.builds(
        lambda battery, hours: a_fact(Told.BATTERY_ANSWERED, hours, battery=battery),
        st.sampled_from(["ok", "suspect", "unknown"]),
        st.integers(1, 800),
    ),
    st.builds(
        lambda told, hours: a_fact(told, hours, because="as it happens"),
        st.sampled_from([Told.CANCEL_ASKED, Told.DISPUTED, Told.SEND_AGAIN, Told.RELABELLED]),
        st.integers(1, 800),
    ),
    st.builds(
        lambda unit, hours: a_fact(Told.RECEIPT_SCANNED, hours, unit_id=unit, serial=unit),
        st.sampled_from(["broken", "fresh", "stranger"]),
        st.integers(1, 800),
    ),
)
PLANS = st.builds(
    replace,
    st.just(CHASED),
    days=st.sampled_from(DayKind),
    lends=st.booleans(),
    care=st.sampled_from([UNINSPECTED, WayBack()]),
    remind_after_days=st.sampled_from([(), (5,), (1, 2, 3)]),
)


AROUNDS = st.builds(
    Surroundings,
    count_days=st.just(count_days),
    label_days=st.sampled_from([None, 1, 5, 40]),
    unit_free=st.booleans(),
)


@given(PLANS, st.lists(FACTS, max_size=8), AROUNDS)
def test_looking_ahead_always_ends_and_changes_nothing(
    plan: ReturnPlan, facts: list[Fact], around: Surroundings
) -> None:
    state = lived(plan, facts)
    before = deepcopy(state)
    until = OPENED + 90 * DAY
    found = foresee(state, until, around)
    assert state == before
    assert all(one.at <= until for one in found)
    shorter = foresee(state, OPENED + 40 * DAY, around)
    assert shorter == found[: len(shorter)]


def lived(plan: ReturnPlan, facts: list[Fact]) -> CaseState:
    """A case to which all of this has happened, whether a desk would allow it or not."""
    return tell(delivered(plan=plan), *facts).state
