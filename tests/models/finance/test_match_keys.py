from datetime import date

from sqlalchemy import select

from models.finance.matching import match_charge_to
from models.finance.verdicts import MatchSuggestion
from rules.finance.freight_words import (
    MatchKey,
    Verdict,
    Way,
)
from tests.charges import a_line
from tests.matching import FREIGHT, LATER, SECURITY, Walk, surcharge


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
