from datetime import date
from decimal import Decimal

from sqlalchemy import delete, select, update

from models.finance.matching import VerdictSum, mark_unbilled
from models.finance.shipments import ExpectedCharge
from models.finance.verdicts import ChargeVerdict, MatchSuggestion
from rules.finance.freight_words import (
    BillState,
    ChargeClass,
    ExpectedState,
    Verdict,
    Way,
)
from tests.charges import a_line
from tests.matching import AT, FREIGHT, FUEL, LATER, SCANNED, SECURITY, Walk, fuel, surcharge


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
