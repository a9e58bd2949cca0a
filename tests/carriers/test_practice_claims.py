import dataclasses
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from carriers.errors import ClaimImpossible
from carriers.port import (
    Claimed,
    ClaimReason,
    Price,
    Rejected,
    TrackingStatus,
    Unknown,
)
from tests.carriers.builders import PracticeProcess, a_claim, an_order, booked
from workers.practice_carrier.steering import EntryKind, FaultKind, Operation

HANDED_OVER = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
LAST_MOMENT = datetime(2026, 4, 4, 23, 59, 59, tzinfo=UTC)
EUR_800 = Price(amount=Decimal(800), currency="EUR")


def lost(practice: PracticeProcess, reference: str) -> str:
    number = booked(practice.carrier().book(an_order(reference))).tracking_no
    practice.steering.move(number, TrackingStatus.HANDED_OVER, HANDED_OVER)
    practice.steering.move(number, TrackingStatus.LOST, HANDED_OVER + timedelta(days=8))
    return number


def claims(practice: PracticeProcess, number: str) -> int:
    return sum(entry.tracking_no == number for entry in practice.entries(EntryKind.CLAIMED))


def word_of(said: object) -> str:
    assert isinstance(said, Rejected), said
    return said.code


def test_a_lost_parcel_is_claimed_once_however_often_it_is_asked(
    shared_practice: PracticeProcess,
) -> None:
    carrier, number = shared_practice.carrier(), lost(shared_practice, "c/lost")
    said = carrier.claim(number, a_claim("c/lost/claim"))
    assert isinstance(said, Claimed)
    assert (said.carrier, said.tracking_no) == ("practice", number)
    assert carrier.claim(number, a_claim("c/lost/claim")) == said
    assert claims(shared_practice, number) == 1


def test_the_carrier_writes_down_what_was_claimed_and_when(
    shared_practice: PracticeProcess,
) -> None:
    number = lost(shared_practice, "c/written")
    at = datetime(2026, 3, 16, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    shared_practice.carrier().claim(number, a_claim("c/written/claim", at=at))
    (entry,) = (
        each for each in shared_practice.entries(EntryKind.CLAIMED) if each.tracking_no == number
    )
    assert entry.facts["claimed_at"] == "2026-03-16T08:00:00+00:00"
    assert entry.facts["claim"] == {
        "reference": "c/written/claim",
        "reason": "lost",
        "amount": {"amount": "799", "currency": "EUR"},
        "contents": "One phone in its box",
    }


def test_a_later_ask_of_the_same_claim_is_the_same_claim_even_after_the_limit(
    shared_practice: PracticeProcess,
) -> None:
    carrier, number = shared_practice.carrier(), lost(shared_practice, "c/later")
    said = carrier.claim(number, a_claim("c/later/claim", at=LAST_MOMENT))
    same = Price(amount=Decimal("799.0"), currency="EUR")
    later = a_claim("c/later/claim", at=LAST_MOMENT + timedelta(days=9), amount=same)
    assert isinstance(said, Claimed)
    assert carrier.claim(number, later) == said


@pytest.mark.parametrize(
    "change",
    [
        {"amount": EUR_800},
        {"amount": None},
        {"reason": ClaimReason.DAMAGED},
        {"contents": "Two phones"},
    ],
)
def test_one_reference_never_stands_for_two_claims(
    shared_practice: PracticeProcess, change: dict[str, object]
) -> None:
    carrier, name = shared_practice.carrier(), f"c/differs/{sorted(change)}/{change}"[:80]
    number = lost(shared_practice, name)
    claim = a_claim(name)
    assert isinstance(carrier.claim(number, claim), Claimed)
    assert word_of(carrier.claim(number, dataclasses.replace(claim, **change))) == "claim_differs"  # type: ignore[arg-type]
    assert claims(shared_practice, number) == 1


def test_a_reference_of_another_parcels_claim_is_refused(
    shared_practice: PracticeProcess,
) -> None:
    carrier = shared_practice.carrier()
    mine, other = (lost(shared_practice, f"c/crossed/{n}") for n in (1, 2))
    assert isinstance(carrier.claim(mine, a_claim("c/crossed/claim")), Claimed)
    assert word_of(carrier.claim(other, a_claim("c/crossed/claim"))) == "claim_differs"
    assert claims(shared_practice, other) == 0


def test_a_parcel_is_not_paid_for_twice_under_two_references(
    shared_practice: PracticeProcess,
) -> None:
    carrier, number = shared_practice.carrier(), lost(shared_practice, "c/twice")
    first = carrier.claim(number, a_claim("c/twice/claim"))
    assert isinstance(first, Claimed)
    assert carrier.claim(number, a_claim("c/twice/again")) == Rejected(
        carrier="practice",
        code="already_claimed",
        reason=f"{first.claim_no} is open for it under another reference",
    )
    assert claims(shared_practice, number) == 1


def test_the_limit_is_the_one_that_the_capabilities_tell_and_its_last_day_is_in_time(
    shared_practice: PracticeProcess,
) -> None:
    carrier = shared_practice.carrier()
    within = carrier.capabilities().claim_within_days
    assert within is not None
    assert HANDED_OVER.date() + timedelta(days=within) == LAST_MOMENT.date()
    in_time, late = (lost(shared_practice, f"c/limit/{n}") for n in (1, 2))
    assert isinstance(carrier.claim(in_time, a_claim("c/limit/1", at=LAST_MOMENT)), Claimed)
    too_late = a_claim("c/limit/2", at=LAST_MOMENT + timedelta(seconds=1))
    assert carrier.claim(late, too_late) == Rejected(
        carrier="practice",
        code="claim_too_late",
        reason="a claim had to be filed within 30 days of the first scan, until 2026-04-04",
    )
    assert claims(shared_practice, late) == 0


def test_the_limit_runs_from_the_first_scan_also_when_it_was_reported_last(
    shared_practice: PracticeProcess,
) -> None:
    carrier, number = shared_practice.carrier(), lost(shared_practice, "c/first-scan")
    earlier = HANDED_OVER - timedelta(days=1)
    shared_practice.steering.move(number, TrackingStatus.IN_TRANSIT, earlier)
    said = carrier.claim(number, a_claim("c/first-scan/claim", at=LAST_MOMENT))
    assert word_of(said) == "claim_too_late"


def test_nothing_is_paid_for_a_parcel_that_is_unknown_or_was_never_handed_over(
    shared_practice: PracticeProcess,
) -> None:
    carrier = shared_practice.carrier()
    assert word_of(carrier.claim("PX1", a_claim("c/unknown"))) == "unknown_parcel"
    number = booked(carrier.book(an_order("c/unused"))).tracking_no
    assert word_of(carrier.claim(number, a_claim("c/unused/claim"))) == "not_handed_over"
    assert claims(shared_practice, number) == 0


def test_a_delivered_parcel_is_not_lost_but_may_be_damaged(
    shared_practice: PracticeProcess,
) -> None:
    carrier, number = shared_practice.carrier(), lost(shared_practice, "c/damaged")
    there = HANDED_OVER + timedelta(days=9)
    shared_practice.steering.move(number, TrackingStatus.DELIVERED, there, "Malmö")
    assert carrier.claim(number, a_claim("c/damaged/lost")) == Rejected(
        carrier="practice", code="delivered", reason="it was delivered in Malmö on 2026-03-14"
    )
    damaged = a_claim("c/damaged/claim", reason=ClaimReason.DAMAGED)
    assert isinstance(carrier.claim(number, damaged), Claimed)


@pytest.mark.parametrize("end", [TrackingStatus.DELIVERED, TrackingStatus.RETURNED])
def test_a_claimed_parcel_that_turns_up_is_reported_and_its_claim_keeps_its_number(
    shared_practice: PracticeProcess, end: TrackingStatus
) -> None:
    carrier, number = shared_practice.carrier(), lost(shared_practice, f"c/found/{end}")
    said = carrier.claim(number, a_claim(f"c/found/{end}/claim"))
    assert isinstance(said, Claimed)
    shared_practice.steering.move(number, end, HANDED_OVER + timedelta(days=20))
    assert carrier.track(number)[-1].status is end
    assert carrier.claim(number, a_claim(f"c/found/{end}/claim")) == said


@pytest.mark.parametrize(
    "change",
    [
        {"reference": ""},
        {"reference": "x" * 101},
        {"amount": Price(amount=Decimal("1e11"), currency="EUR")},
        {"amount": Price(amount=Decimal("0.00001"), currency="EUR")},
        {"amount": Price(amount=Decimal(1), currency="euro")},
    ],
)
def test_a_claim_with_a_wrong_part_is_rejected_and_not_written(
    shared_practice: PracticeProcess, change: dict[str, object]
) -> None:
    before = len(shared_practice.entries(EntryKind.CLAIMED))
    number = lost(shared_practice, "c/wrong")
    wrong = dataclasses.replace(a_claim("c/wrong/claim"), **change)  # type: ignore[arg-type]
    assert word_of(shared_practice.carrier().claim(number, wrong)) == "invalid_claim"
    assert len(shared_practice.entries(EntryKind.CLAIMED)) == before


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"at": datetime(2026, 3, 16, 9, 0)}, "at"),  # noqa: DTZ001 - the naive time is the point
        ({"amount": Price(amount=Decimal(0), currency="EUR")}, "amount"),
        ({"amount": Price(amount=Decimal(-1), currency="EUR")}, "amount"),
        ({"amount": Price(amount=Decimal("NaN"), currency="EUR")}, "amount"),
        ({"amount": Price(amount=Decimal("Infinity"), currency="EUR")}, "amount"),
        ({"contents": ""}, "contents"),
        ({"contents": "x" * 501}, "contents"),
    ],
)
def test_a_claim_that_no_carrier_can_take_is_never_made(
    change: dict[str, object], part: str
) -> None:
    with pytest.raises(ClaimImpossible, match=f"the claim's {part} should be"):
        a_claim("c/impossible", **change)


@pytest.mark.parametrize(
    "fault",
    [
        FaultKind.TIMEOUT_AFTER_EFFECT,
        FaultKind.ERROR_500_AFTER_EFFECT,
        FaultKind.MALFORMED_JSON,
        FaultKind.WRONG_TYPE,
        FaultKind.STALE_RESPONSE,
        FaultKind.TIMEOUT_BEFORE_EFFECT,
    ],
)
def test_a_claim_with_a_bad_answer_is_unknown_and_may_be_asked_again(
    shared_practice: PracticeProcess, fault: FaultKind
) -> None:
    number = lost(shared_practice, f"c/fault/{fault}")
    booked(shared_practice.carrier().book(an_order(f"c/other/{fault}")))
    claim = a_claim(f"c/fault/{fault}/claim")
    shared_practice.steering.arm(fault, on=Operation.CLAIM)
    assert isinstance(shared_practice.carrier(seconds=1.0).claim(number, claim), Unknown)
    assert isinstance(shared_practice.carrier().claim(number, claim), Claimed)
    assert claims(shared_practice, number) == 1
