from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from desk.finance.dispute_refusals import ChargeDisputed
from models.finance.disputes import DisputeCredit, DisputedCharge
from rules.finance.freight_words import BillKind, ChargeClass, DisputeState, Verdict
from runtime.database import Database
from tests.builders import found_desk
from tests.disputes import DAY, DEADLINE, MONDAY, Charged, DisputeDesk, credit, dispute_desk, over

LATER = MONDAY + 10 * DAY


@pytest.fixture
def finance(empty_database: str, record: Database) -> DisputeDesk:
    return dispute_desk(record, found_desk(empty_database, record))


def links(finance: DisputeDesk) -> list[str]:
    """How much each credit has paid back, in the order of writing."""
    with finance.record.as_tenant(finance.desk.tenant_id) as session:
        found = select(DisputeCredit.amount).order_by(DisputeCredit.amount)
        return [f"{amount:.2f}" for amount in session.scalars(found)]


def test_item_7_a_credit_on_a_later_bill_closes_the_dispute_by_itself(
    finance: DisputeDesk,
) -> None:
    tracking = finance.shipment()
    number = finance.open(finance.bill(over(tracking)))
    finance.turn(number, MONDAY)
    later = finance.bill(credit(tracking, "40.00"), over(finance.shipment()))
    assert finance.credit(later) == 1
    found = finance.view(number)
    assert (found.state, found.credited, found.rest) == (
        DisputeState.CREDITED,
        Decimal("40.00"),
        Decimal("0.00"),
    )
    assert (found.ended_at, found.next_at) == (LATER, None)
    assert found.story[0].sentence == (
        f"It was credited on a later bill. Bill: {later.number}. Credited so far: 40.00 SEK."
    )
    assert finance.turn(number, LATER).state == "credited"


def test_item_7_a_credit_is_counted_once_however_often_it_is_looked_for(
    finance: DisputeDesk,
) -> None:
    tracking = finance.shipment()
    number = finance.open(finance.bill(over(tracking)))
    later = finance.bill(credit(tracking, "15.00"))
    assert [finance.credit(later) for _ in range(3)] == [1, 0, 0]
    assert finance.view(number).credited == Decimal("15.00")
    assert links(finance) == ["15.00"]


def test_item_7_the_rest_stays_open_until_another_bill_brings_it(finance: DisputeDesk) -> None:
    tracking = finance.shipment()
    number = finance.open(finance.bill(over(tracking)))
    finance.turn(number, MONDAY)
    finance.credit(finance.bill(credit(tracking, "15.00")))
    found = finance.view(number)
    assert (found.state, found.rest) == (DisputeState.PARTIAL, Decimal("25.00"))
    assert finance.turn(number, DEADLINE + DAY).state == "partial"
    finance.credit(finance.bill(credit(tracking, "25.00")), LATER + DAY)
    assert finance.view(number).state is DisputeState.CREDITED
    assert finance.words(number) == ["opened", "sent", "partly_credited", "credited"]


def test_a_part_that_was_agreed_ends_the_dispute_when_it_has_come(finance: DisputeDesk) -> None:
    tracking = finance.shipment()
    number = finance.open(finance.bill(over(tracking)))
    finance.answer(number, "partial", amount=Decimal("30.00"))
    finance.credit(finance.bill(credit(tracking, "30.00")))
    found = finance.view(number)
    assert (found.state, found.credited, found.claimed) == (
        DisputeState.CREDITED,
        Decimal("30.00"),
        Decimal("40.00"),
    )


def test_an_answer_after_all_of_it_was_credited_ends_the_dispute(finance: DisputeDesk) -> None:
    tracking = finance.shipment()
    number = finance.open(finance.bill(over(tracking)))
    finance.credit(finance.bill(credit(tracking, "30.00")))
    finance.answer(number, "partial", amount=Decimal("30.00"), at=LATER + DAY)
    assert finance.view(number).state is DisputeState.CREDITED


def test_a_credit_note_that_names_the_bill_pays_its_disputed_charges_in_order(
    finance: DisputeDesk,
) -> None:
    bill = finance.bill(over(finance.shipment()), over(finance.shipment(), billed="199.00"))
    number = finance.open(bill)
    note = finance.bill(
        credit("", "120.00", code="CRED", charge_class=ChargeClass.ADJUSTMENT),
        kind=BillKind.CREDIT_NOTE,
        credits_number=bill.number,
    )
    assert finance.credit(note) == 1
    found = finance.view(number)
    assert (found.state, found.rest) == (DisputeState.PARTIAL, Decimal("20.00"))
    assert links(finance) == ["40.00", "80.00"]


def test_a_credit_that_names_the_claim_is_its(finance: DisputeDesk) -> None:
    number = finance.open(finance.bill(over(finance.shipment())))
    other = finance.open(finance.bill(over(finance.shipment())))
    finance.credit(finance.bill(credit("", "40.00", reference=number)))
    assert finance.view(number).state is DisputeState.CREDITED
    assert finance.view(other).credited == 0


def test_of_two_claims_on_one_parcel_the_one_of_that_amount_is_credited(
    finance: DisputeDesk,
) -> None:
    tracking = finance.shipment()
    small = finance.open(finance.bill(over(tracking)))
    large = finance.open(
        finance.bill(Charged(verdict=Verdict.DUPLICATE, billed="99.00", tracking=tracking))
    )
    finance.credit(finance.bill(credit(tracking, "99.00")))
    assert finance.view(large).state is DisputeState.CREDITED
    assert finance.view(small).credited == 0


def test_credits_of_other_things_are_left_alone(finance: DisputeDesk) -> None:
    tracking = finance.shipment()
    number = finance.open(finance.bill(over(tracking)))
    for stranger in (
        finance.bill(credit(finance.shipment(), "40.00")),
        finance.bill(credit(tracking, "40.00", charge_class=ChargeClass.FUEL, code="FUEL")),
        finance.bill(credit("", "40.00")),
        finance.bill(credit(tracking, "40.00"), carrier="another"),
        finance.bill(credit(tracking, "40.00"), currency="EUR"),
        finance.bill(over(tracking, verdict=Verdict.DUPLICATE, expected=None)),
    ):
        assert finance.credit(stranger) == 0
    assert finance.view(number).credited == 0


def test_what_a_credit_has_too_much_stays_an_ordinary_credit(finance: DisputeDesk) -> None:
    tracking = finance.shipment()
    number = finance.open(finance.bill(over(tracking)))
    finance.credit(finance.bill(credit(tracking, "55.00")))
    assert finance.view(number).credited == Decimal("40.00")
    assert links(finance) == ["40.00"]


def test_a_credit_that_comes_too_late_is_still_ours(finance: DisputeDesk) -> None:
    tracking = finance.shipment()
    number = finance.open(finance.bill(over(tracking)))
    finance.turn(number, DEADLINE)
    finance.credit(finance.bill(credit(tracking, "15.00")), DEADLINE + DAY)
    assert finance.view(number).state is DisputeState.EXPIRED
    finance.credit(finance.bill(credit(tracking, "25.00")), DEADLINE + 2 * DAY)
    found = finance.view(number)
    assert (found.state, found.credited) == (DisputeState.CREDITED, Decimal("40.00"))
    assert found.ended_at == DEADLINE + 2 * DAY
    assert timedelta(0) < found.ended_at - DEADLINE


def test_what_was_credited_is_let_go_and_never_claimed_again(finance: DisputeDesk) -> None:
    tracking = finance.shipment()
    bill = finance.bill(over(tracking))
    number = finance.open(bill)
    finance.answer(number, "partial", amount=Decimal("30.00"))
    finance.credit(finance.bill(credit(tracking, "30.00")))
    with finance.record.as_tenant(finance.desk.tenant_id) as session:
        [held] = session.scalars(select(DisputedCharge.released_at))
    assert held == LATER
    assert finance.agreed(bill) == ["139.00"]
    with pytest.raises(ChargeDisputed, match=number):
        finance.open(bill, *bill.charges)
