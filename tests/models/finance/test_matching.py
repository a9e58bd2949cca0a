import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.finance.bills import CarrierBill, CarrierCharge
from models.finance.matching import VerdictSum, mark_unbilled, match_bills, match_charge_to
from models.finance.shipments import ExpectedCharge, FreightShipment
from models.finance.verdicts import ChargeVerdict, MatchSuggestion, ToleranceRule
from rules.finance.freight_words import (
    BillState,
    ChargeClass,
    ExpectedState,
    MatchKey,
    Needs,
    Verdict,
    Way,
)
from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.charges import a_bill, a_line
from tests.databases import copied, migrated
from tests.freight import a_shipment, load_sample_rates
from workers.stack.postgres import EmbeddedPostgres

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(days=10)
SCANNED = date(2026, 11, 11)
FREIGHT, SECURITY, FUEL = Decimal("99.00"), Decimal("2.25"), Decimal("14.68")
KEEPER = "rates@acme.example"


@pytest.fixture(scope="module")
def own_record(postgres: EmbeddedPostgres) -> Iterator[tuple[Database, TestDesk]]:
    """A database with the sample rates and a tolerance for every test."""
    with copied(postgres, migrated(postgres), "match") as url:
        database = Database(url.replace("swapdesk_owner", "swapdesk_runtime"))
        desk = found_desk(url, database)
        load_sample_rates(database, desk.tenant_id)
        yield database, desk
        database.close()


class Walk:
    """One tenant's shipments, bills and verdicts in a transaction that is rolled back."""

    def __init__(self, session: Session, tenant_id: uuid.UUID) -> None:
        self.session = session
        self.tenant_id = tenant_id

    def ship(self, **changes: Any) -> FreightShipment:
        return a_shipment(self.session, self.tenant_id, **{"scanned_on": SCANNED, **changes})

    def bill(self, *lines: dict[str, Any], **changes: Any) -> CarrierBill:
        return a_bill(self.session, self.tenant_id, *lines, **changes)

    def match(self, *bills: CarrierBill, at: datetime = AT) -> tuple[VerdictSum, ...]:
        return match_bills(self.session, [one.id for one in bills] or None, at)

    def verdicts(self, bill: CarrierBill) -> list[ChargeVerdict]:
        """The current one of each charge, by line."""
        asked = (
            select(ChargeVerdict)
            .join(CarrierCharge, CarrierCharge.id == ChargeVerdict.charge_id)
            .where(CarrierCharge.bill_id == bill.id, ChargeVerdict.superseded_at.is_(None))
            .order_by(CarrierCharge.line)
        )
        return list(self.session.scalars(asked))

    def words(self, bill: CarrierBill) -> list[Verdict]:
        return [one.verdict for one in self.verdicts(bill)]

    def judged(self, *lines: dict[str, Any], **changes: Any) -> list[Verdict]:
        """The verdicts on a bill of these lines."""
        bill = self.bill(*lines, **changes)
        self.match(bill)
        return self.words(bill)

    def tolerate(self, **changes: Any) -> None:
        values = {
            "sequence": 10,
            "currency": "SEK",
            "up_amount": Decimal("2.00"),
            "up_percent": Decimal(5),
            "down_amount": Decimal("10.00"),
            "down_percent": Decimal(50),
            "needs": Needs.ALL,
            "reason_over": "small_over",
            "reason_under": "small_under",
            "account_over": "5711",
            "account_under": "5712",
            "valid_from": date(2026, 1, 1),
            "set_at": AT,
            "set_by": KEEPER,
            **changes,
        }
        self.session.add(ToleranceRule(tenant_id=self.tenant_id, **values))
        self.session.flush()


@pytest.fixture
def walk(own_record: tuple[Database, TestDesk]) -> Iterator[Walk]:
    database, desk = own_record
    with database.as_tenant(desk.tenant_id) as session:
        yield Walk(session, desk.tenant_id)
        session.rollback()


def surcharge(net: str | Decimal, tracking: str, code: str) -> dict[str, Any]:
    return a_line(net, tracking, charge_class=ChargeClass.SURCHARGE, code=code)


def fuel(net: str | Decimal, tracking: str) -> dict[str, Any]:
    return a_line(net, tracking, charge_class=ChargeClass.FUEL, code="FSC")


def test_item_3_what_was_expected_to_the_cent_is_exact_and_agreed(walk: Walk) -> None:
    parcel = walk.ship()
    bill = walk.bill(
        a_line(FREIGHT, parcel.tracking),
        surcharge(SECURITY, parcel.tracking, "security"),
        fuel(FUEL, parcel.tracking),
    )
    assert walk.match(bill) == (VerdictSum(verdict=Verdict.EXACT, charges=3, money=bill.net),)
    found = walk.verdicts(bill)
    assert [one.agreed for one in found] == [FREIGHT, SECURITY, FUEL]
    assert {one.shipment_id for one in found} == {parcel.id}
    assert bill.state is BillState.MATCHED
    assert bill.matched_at == AT


def test_item_3_more_and_less_than_expected_wait_for_a_person(walk: Walk) -> None:
    one, two = walk.ship(), walk.ship()
    bill = walk.bill(a_line("120.00", one.tracking), a_line("80.00", two.tracking))
    walk.match(bill)
    assert walk.words(bill) == [Verdict.OVER, Verdict.UNDER]
    assert [one.agreed for one in walk.verdicts(bill)] == [None, None]
    assert [one.expected for one in walk.verdicts(bill)] == [FREIGHT, FREIGHT]


def test_item_3_more_weight_and_dearer_is_rerated(walk: Walk) -> None:
    one, two = walk.ship(), walk.ship()
    assert walk.judged(
        a_line("149.00", one.tracking, billed_g=4000),
        a_line("149.00", two.tracking, billed_g=2000),  # less than what was booked counts not
    ) == [Verdict.RERATED, Verdict.OVER]


def test_item_3_a_surcharge_nobody_expected_is_named(walk: Walk) -> None:
    parcel = walk.ship()
    assert walk.judged(surcharge("35.00", parcel.tracking, "remote_area")) == [
        Verdict.SURCHARGE_UNEXPECTED
    ]


def test_item_3_fuel_at_another_rate_is_told_from_fuel_on_dearer_freight(walk: Walk) -> None:
    one, two = walk.ship(), walk.ship()
    found = walk.judged(
        a_line(FREIGHT, one.tracking),
        fuel("20.25", one.tracking),  # 20 % of what 14.5 % was expected of
        a_line("149.00", two.tracking, billed_g=4000),
        a_line("21.93", two.tracking, charge_class=ChargeClass.FUEL, billed_g=4000),
    )
    assert found == [Verdict.EXACT, Verdict.FUEL_RATE, Verdict.RERATED, Verdict.RERATED]


def test_item_3_nobody_knows_the_shipment(walk: Walk) -> None:
    assert walk.judged(a_line("99.00", "ZZ99")) == [Verdict.UNKNOWN]


def test_item_3_another_carriers_number_is_not_ours(walk: Walk) -> None:
    parcel = walk.ship()
    assert walk.judged(a_line(FREIGHT, parcel.tracking), carrier="other") == [Verdict.UNKNOWN]


def test_item_3_a_voided_label_is_not_to_be_billed(walk: Walk) -> None:
    parcel = walk.ship(scanned_on=None)
    parcel.voided_at = AT
    walk.session.execute(
        update(ExpectedCharge)
        .where(ExpectedCharge.shipment_id == parcel.id)
        .values(state=ExpectedState.VOID)
    )
    bill = walk.bill(a_line(FREIGHT, parcel.tracking))
    walk.match(bill)
    assert walk.words(bill) == [Verdict.VOID_BILLED]
    assert walk.verdicts(bill)[0].expected is None


def test_item_3_a_return_costs_when_it_is_scanned(walk: Walk) -> None:
    unused = walk.ship(scanned_on=None, way=Way.RETURN, service="standard")
    used = walk.ship(way=Way.RETURN, service="standard")
    cost = walk.session.scalars(
        select(ExpectedCharge.amount).where(
            ExpectedCharge.shipment_id == used.id,
            ExpectedCharge.charge_class == ChargeClass.FREIGHT,
        )
    ).one()
    assert walk.judged(a_line(cost, unused.tracking), a_line(cost, used.tracking)) == [
        Verdict.RETURN_ON_SCAN,
        Verdict.EXACT,
    ]


def test_item_3_the_wrong_account_and_the_wrong_currency_are_named(walk: Walk) -> None:
    one, two = walk.ship(), walk.ship()
    assert walk.judged(a_line(FREIGHT, one.tracking), account="900900") == [Verdict.WRONG_ACCOUNT]
    assert walk.judged(a_line("9.00", two.tracking), currency="EUR") == [Verdict.CURRENCY]


def test_item_3_vat_that_is_not_its_percentage_is_named(walk: Walk) -> None:
    one, two = walk.ship(), walk.ship()
    right = {"vat": Decimal("24.75"), "vat_percent": Decimal(25)}
    wrong = {"vat": Decimal("19.80"), "vat_percent": Decimal(25)}
    assert walk.judged(
        a_line(FREIGHT, one.tracking, **right), a_line(FREIGHT, two.tracking, **wrong)
    ) == [Verdict.EXACT, Verdict.VAT]


def test_item_3_credits_duty_fees_and_adjustments_have_their_own_verdicts(walk: Walk) -> None:
    parcel = walk.ship()
    bill = walk.bill(
        a_line("-20.00", parcel.tracking),
        a_line("310.00", parcel.tracking, charge_class=ChargeClass.DUTY, code="import"),
        a_line("45.00", charge_class=ChargeClass.FEE, code="weekly"),
        a_line("45.00", charge_class=ChargeClass.FEE, code="weekly"),  # two weeks, not twice
        a_line("12.00", parcel.tracking, charge_class=ChargeClass.ADJUSTMENT, code="address"),
        a_line("0.00", parcel.tracking, code="note"),
    )
    walk.match(bill)
    assert walk.words(bill) == [
        Verdict.CREDIT,
        Verdict.DUTY,
        Verdict.ACCOUNT_FEE,
        Verdict.ACCOUNT_FEE,
        Verdict.ADJUSTMENT,
        Verdict.EXACT,
    ]
    assert walk.verdicts(bill)[0].agreed == Decimal("-20.00")


def test_item_3_a_duplicate_in_the_file_leaves_the_first_exact(walk: Walk) -> None:
    parcel = walk.ship()
    bill = walk.bill(a_line(FREIGHT, parcel.tracking), a_line(FREIGHT, parcel.tracking))
    walk.match(bill)
    assert walk.words(bill) == [Verdict.EXACT, Verdict.DUPLICATE]
    assert [one.expected for one in walk.verdicts(bill)] == [FREIGHT, None]


def test_item_3_a_duplicate_on_a_later_bill_or_under_a_new_number_is_found(walk: Walk) -> None:
    parcel = walk.ship()
    lines = (a_line(FREIGHT, parcel.tracking), surcharge("35.00", parcel.tracking, "remote_area"))
    walk.match(walk.bill(*lines))
    assert walk.judged(*lines) == [Verdict.DUPLICATE, Verdict.DUPLICATE]


def test_item_3_the_same_thing_for_another_amount_is_an_adjustment(walk: Walk) -> None:
    parcel = walk.ship()
    walk.match(walk.bill(a_line(FREIGHT, parcel.tracking)))
    assert walk.judged(a_line("120.00", parcel.tracking)) == [Verdict.ADJUSTMENT]


def test_item_3_what_no_bill_has_is_unbilled_until_one_has(walk: Walk) -> None:
    parcel, unscanned = walk.ship(), walk.ship(scanned_on=None)
    assert mark_unbilled(walk.session, date(2026, 11, 1), AT) == 3
    assert mark_unbilled(walk.session, date(2026, 11, 1), AT) == 0
    bill = walk.bill(a_line(FREIGHT, parcel.tracking), a_line(FREIGHT, unscanned.tracking))
    walk.match(bill, at=LATER)
    assert walk.words(bill) == [Verdict.EXACT, Verdict.EXACT]
    of_freight = list(
        walk.session.execute(
            select(ChargeVerdict.verdict, ChargeVerdict.superseded_at)
            .join(ExpectedCharge, ExpectedCharge.id == ChargeVerdict.expected_id)
            .where(
                ExpectedCharge.shipment_id == parcel.id,
                ExpectedCharge.charge_class == ChargeClass.FREIGHT,
            )
            .order_by(ChargeVerdict.id)
        )
    )
    assert [tuple(one) for one in of_freight] == [(Verdict.UNBILLED, LATER), (Verdict.EXACT, None)]


def test_item_3_every_charge_has_one_current_verdict_and_their_sum_is_the_bill(walk: Walk) -> None:
    parcel = walk.ship()
    bill = walk.bill(
        a_line(FREIGHT, parcel.tracking),
        a_line(FREIGHT, parcel.tracking),
        fuel("15.00", parcel.tracking),
        a_line("7.77", "ZZ98"),
        a_line("-3.33"),
    )
    sums = walk.match(bill)
    assert len(walk.verdicts(bill)) == bill.charges
    assert sum(one.money for one in sums) == bill.net
    again = walk.match(bill, at=LATER)
    assert again == sums
    assert {one.decided_at for one in walk.verdicts(bill)} == {AT}


def test_item_4_the_number_counts_however_it_is_written(walk: Walk) -> None:
    parcel = walk.ship(tracking="PX 000-123 SE")
    bill = walk.bill(a_line(FREIGHT, "px000123se"))
    walk.match(bill)
    assert [(one.verdict, one.matched_by) for one in walk.verdicts(bill)] == [
        (Verdict.EXACT, MatchKey.TRACKING)
    ]
    assert walk.verdicts(bill)[0].shipment_id == parcel.id


def test_item_4_a_number_that_came_again_is_the_last_one_booked(walk: Walk) -> None:
    old = walk.ship(booked_on=date(2025, 3, 3), key="old", tracking="AGAIN0001SE")
    new = walk.ship(key="new", tracking="AGAIN0001SE")
    bill = walk.bill(a_line(FREIGHT, "AGAIN0001SE"))
    walk.match(bill)
    assert [one.shipment_id for one in walk.verdicts(bill)] == [new.id]
    assert old.id != new.id


def test_item_4_a_prefix_is_found_when_one_shipment_only_fits(walk: Walk) -> None:
    walk.ship(tracking="73500123456789")
    bill = walk.bill(a_line(FREIGHT, "00373500123456789"))
    walk.match(bill)
    assert [(one.verdict, one.matched_by) for one in walk.verdicts(bill)] == [
        (Verdict.EXACT, MatchKey.PREFIX)
    ]
    walk.ship(tracking="A98765432101")
    walk.ship(tracking="B98765432101")
    assert walk.judged(a_line(FREIGHT, "98765432101")) == [Verdict.UNKNOWN]


def test_item_4_our_reference_finds_what_the_number_does_not(walk: Walk) -> None:
    parcel = walk.ship(reference="RMA-1")
    bill = walk.bill(a_line(FREIGHT, "NOT-OURS", reference="RMA-1"))
    walk.match(bill)
    found = walk.verdicts(bill)[0]
    assert (found.verdict, found.matched_by) == (Verdict.EXACT, MatchKey.REFERENCE)
    assert found.shipment_id == parcel.id


def test_item_4_a_reference_of_both_ways_is_only_suggested(walk: Walk) -> None:
    out = walk.ship(reference="RMA-2")
    walk.ship(reference="RMA-2", way=Way.RETURN, service="standard")
    bill = walk.bill(a_line(FREIGHT, "NOT-OURS", reference="RMA-2", billed_g=2500))
    walk.match(bill)
    found = walk.verdicts(bill)[0]
    assert (found.verdict, found.matched_by) == (Verdict.UNKNOWN, MatchKey.SUGGESTED)
    best = walk.session.scalars(
        select(MatchSuggestion)
        .where(MatchSuggestion.charge_id == found.charge_id)
        .order_by(MatchSuggestion.certainty.desc())
    ).first()
    assert best is not None
    assert (best.shipment_id, best.certainty) == (out.id, 95)
    assert best.because == "reference, day, weight, amount"


def test_item_4_a_customers_reference_is_only_suggested_and_less_for_another_day(
    walk: Walk,
) -> None:
    walk.ship(reference="PO-77")
    near = a_line(FREIGHT, customer_reference="PO-77", billed_g=2500)
    far = {**near, "shipped_on": date(2026, 11, 22), "billed_g": 9000}
    bill = walk.bill(near, far)
    walk.match(bill)
    assert walk.words(bill) == [Verdict.UNKNOWN, Verdict.UNKNOWN]
    certainty = {
        one.charge_id: one.certainty for one in walk.session.scalars(select(MatchSuggestion))
    }
    assert [certainty[one.charge_id or 0] for one in walk.verdicts(bill)] == [95, 70]


def test_item_4_a_person_confirms_a_shipment_and_the_charge_is_judged_as_its(walk: Walk) -> None:
    parcel = walk.ship(reference="PO-78")
    bill = walk.bill(a_line("120.00", customer_reference="PO-78"))
    walk.match(bill)
    before = walk.verdicts(bill)[0]
    charge = before.charge_id or 0
    match_charge_to(
        walk.session, charge, parcel.id, by="approver@acme.example", because="seen", at=LATER
    )
    after = walk.verdicts(bill)[0]
    assert (after.verdict, after.matched_by, after.expected) == (
        Verdict.OVER,
        MatchKey.PERSON,
        FREIGHT,
    )
    assert after.instead_of == before.id
    assert not walk.session.scalars(select(MatchSuggestion)).all()


def test_item_4_two_equal_surcharges_on_two_pieces_are_not_duplicates(walk: Walk) -> None:
    first, second = walk.ship(reference="TWO"), walk.ship(reference="TWO")
    apart = [surcharge(SECURITY, one.tracking, "security") for one in (first, second)]
    assert walk.judged(*apart) == [Verdict.EXACT, Verdict.EXACT]


def test_item_4_pieces_under_one_number_or_one_reference_are_counted(walk: Walk) -> None:
    lead, other = walk.ship(reference="LEAD"), walk.ship(reference="LEAD")
    bill = walk.bill(*(surcharge(SECURITY, lead.tracking, "security") for _ in range(3)))
    walk.match(bill)
    assert walk.words(bill) == [Verdict.EXACT, Verdict.EXACT, Verdict.DUPLICATE]
    assert [one.shipment_id for one in walk.verdicts(bill)][:2] == [lead.id, other.id]
    walk.ship(reference="BOTH"), walk.ship(reference="BOTH")
    named = [a_line(FREIGHT, reference="BOTH") for _ in range(3)]
    assert walk.judged(*named) == [Verdict.EXACT, Verdict.EXACT, Verdict.DUPLICATE]


def test_item_6_a_value_on_its_limit_is_let_pass_with_reason_and_account(walk: Walk) -> None:
    walk.tolerate()
    on, beyond, below = walk.ship(), walk.ship(), walk.ship()
    bill = walk.bill(
        a_line("101.00", on.tracking),
        a_line("101.01", beyond.tracking),
        a_line("89.00", below.tracking),
    )
    walk.match(bill)
    found = walk.verdicts(bill)
    assert [one.verdict for one in found] == [
        Verdict.TOLERANCE,
        Verdict.OVER,
        Verdict.TOLERANCE,
    ]
    assert [(one.reason, one.account, one.agreed) for one in found] == [
        ("small_over", "5711", Decimal("101.00")),
        ("", "", None),
        ("small_under", "5712", Decimal("89.00")),
    ]


def test_item_6_the_first_rule_by_sequence_that_fits_is_the_one_that_judges(walk: Walk) -> None:
    walk.tolerate(sequence=20, up_amount=Decimal(100), up_percent=Decimal(100))
    walk.tolerate(sequence=10, charge_class=ChargeClass.FREIGHT, up_amount=Decimal(0))
    parcel = walk.ship()
    assert walk.judged(
        a_line("100.00", parcel.tracking), surcharge("3.00", parcel.tracking, "security")
    ) == [Verdict.OVER, Verdict.TOLERANCE]


def test_item_6_any_needs_one_limit_only(walk: Walk) -> None:
    walk.tolerate(up_amount=Decimal("0.10"), up_percent=Decimal(10), needs=Needs.ANY)
    parcel = walk.ship()
    assert walk.judged(a_line("105.00", parcel.tracking)) == [Verdict.TOLERANCE]


def test_item_6_a_bill_is_let_off_so_much_and_no_more(walk: Walk) -> None:
    walk.tolerate(document_cap=Decimal("3.00"))
    parcels = [walk.ship() for _ in range(4)]
    nets = ("101.00", "90.00", "100.00", "100.00")
    bill = walk.bill(*(a_line(net, one.tracking) for net, one in zip(nets, parcels, strict=True)))
    walk.match(bill)
    assert walk.words(bill) == [
        Verdict.TOLERANCE,
        Verdict.TOLERANCE,
        Verdict.TOLERANCE,
        Verdict.OVER,
    ]
    walk.match(bill, at=LATER)
    assert walk.words(bill)[-1] is Verdict.OVER


def test_what_became_clear_meanwhile_is_judged_again(walk: Walk) -> None:
    unused = walk.ship(scanned_on=None, way=Way.RETURN, service="standard")
    cost = walk.session.scalars(
        select(ExpectedCharge.amount).where(
            ExpectedCharge.shipment_id == unused.id,
            ExpectedCharge.charge_class == ChargeClass.FREIGHT,
        )
    ).one()
    bill = walk.bill(a_line(cost, unused.tracking))
    walk.match(bill)
    unused.scanned_on, unused.scanned_at = SCANNED, AT
    walk.session.flush()
    walk.match(at=LATER)
    assert walk.words(bill) == [Verdict.EXACT]
    walk.session.execute(delete(MatchSuggestion))
