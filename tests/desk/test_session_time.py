"""What a remote session draws: prepaid minutes for a change, once, and nothing for a look."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from desk.decisions import DecisionForm, prepare
from desk.prepaid import PackForm, buy_pack
from models.cases import Case
from models.prepaid import PrepaidDraw
from rules.case_facts import Told
from rules.decision import Decision, Verdict
from rules.prepaid import NoPrepaidTimeLeft
from rules.service_words import Need
from runtime.database import Database
from tests.builders import TestDesk
from tests.desk.case_walk import CaseWalk
from tests.desk.service_cases import PREMIUM, a_support_case, sell_service

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def number(shared_record: Database, desk: TestDesk, walk: CaseWalk) -> str:
    """A case that gives help, under terms that sell changes by the hour."""
    sell_service(shared_record, desk)
    return walk.open(a_support_case(at=MONDAY))


def buy(record: Database, desk: TestDesk, hours: int, at: datetime = MONDAY) -> None:
    form = PackForm(
        customer="fabrikam", contract=PREMIUM, hours=hours, order_reference="PO-1", at=at
    )
    buy_pack(record, desk.clerk, form, f"pack-{hours}")


def hold(
    record: Database,
    desk: TestDesk,
    number: str,
    key: str,
    *,
    kind: str = "change",
    minutes: str = "90",
) -> None:
    answers = {"kind": kind, "minutes": minutes}
    form = DecisionForm(decision=Told.REMOTE_SESSION, answers=answers, at=MONDAY)
    prepare(record, desk.clerk, number, form, key)


def drawn(record: Database, desk: TestDesk, number: str) -> list[int]:
    """The minutes of each draw for the case."""
    with record.as_tenant(desk.tenant_id) as session:
        case = session.scalars(select(Case.id).where(Case.number == number)).one()
        return list(
            session.scalars(
                select(PrepaidDraw.minutes)
                .where(PrepaidDraw.case_id == case)
                .order_by(PrepaidDraw.seq)
            )
        )


def test_a_remote_change_draws_its_minutes_once_however_often_it_is_repeated(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    buy(shared_record, desk, 5)
    for key in ("first", "first", "second"):
        hold(shared_record, desk, number, key)
    assert drawn(shared_record, desk, number) == [90, 90]


def test_a_change_that_the_oldest_pack_cannot_pay_goes_on_with_the_next(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    buy(shared_record, desk, 1)
    buy(shared_record, desk, 5)
    hold(shared_record, desk, number, "first")
    assert drawn(shared_record, desk, number) == [60, 30]


@pytest.mark.parametrize(("hours", "left"), [(0, 0), (1, 60)])
def test_without_enough_hours_a_change_is_refused_with_what_is_left_and_draws_nothing(
    shared_record: Database, desk: TestDesk, number: str, hours: int, left: int
) -> None:
    if hours:
        buy(shared_record, desk, hours)
    with pytest.raises(NoPrepaidTimeLeft) as refused:
        hold(shared_record, desk, number, "first")
    assert refused.value.facts["left_minutes"] == left
    assert refused.value.facts["packs_hours"] == [1, 5, 10, 20]
    assert drawn(shared_record, desk, number) == []


def test_a_refused_change_may_be_repeated_under_its_key_once_hours_are_bought(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    with pytest.raises(NoPrepaidTimeLeft):
        hold(shared_record, desk, number, "first")
    buy(shared_record, desk, 5)
    hold(shared_record, desk, number, "first")
    assert drawn(shared_record, desk, number) == [90]


def test_a_look_draws_nothing(shared_record: Database, desk: TestDesk, number: str) -> None:
    buy(shared_record, desk, 1)
    hold(shared_record, desk, number, "first", kind="view", minutes="600")
    assert drawn(shared_record, desk, number) == []


@pytest.mark.usefixtures("number")
def test_hours_bought_just_after_midnight_pay_for_help_at_once(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    # Tuesday 00:30 in Paris is still Monday in UTC.
    night = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    buy(shared_record, desk, 1, night)
    form = a_support_case("FW-2", at=night)
    assert form.request is not None
    asked = replace(form.request, need=Need.CONFIGURATION)
    second = walk.open(replace(form, request=asked))
    with shared_record.as_tenant(desk.tenant_id) as session:
        stamp = session.scalars(select(Case.entitlement).where(Case.number == second)).one()
    assert Decision.from_json(stamp["decision"]).verdict is Verdict.COVERED
