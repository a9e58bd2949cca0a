import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest

from documents.finance.dispute_packet import draw_dispute_packet
from documents.finance.dispute_table import dispute_table
from documents.finance.dispute_words import MOST_SCANS, told_of
from documents.finance.disputed import (
    Booked,
    DisputedItem,
    DisputePacket,
    EmptyClaim,
    Rated,
    Scanned,
)
from documents.language import Language, phrases_written
from rules.case_words import Carried
from rules.finance.claims import ALL_OF_IT, EXCESS
from rules.finance.freight_words import ChargeClass, Verdict

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SCANS = (
    Scanned(at=NOON + 5 * HOUR, status=Carried.HANDED_OVER, place="Arlandastad"),
    Scanned(at=NOON + 21 * HOUR, status=Carried.DELIVERED, place="Stockholm"),
)
BOOKED = Booked(
    at=NOON,
    service="express",
    weight_g=420,
    length_mm=180,
    width_mm=110,
    height_mm=60,
    scans=SCANS,
)
HEAVIER = DisputedItem(
    line=12,
    tracking="PRAC0000012345SE",
    reference="SE-2026-000123",
    shipped_on=date(2026, 11, 23),
    charge_class=ChargeClass.FREIGHT,
    code="FRT",
    text="Express 2.5 kg",
    verdict=Verdict.RERATED,
    billed=Decimal("129.00"),
    expected=Decimal("89.00"),
    claimed=Decimal("40.00"),
    billed_g=2500,
    booked=BOOKED,
    rated=Rated(card="practice-buy 2026-1", amount=Decimal("89.00"), chargeable_g=500),
)
VOIDED = replace(
    HEAVIER,
    line=13,
    tracking="PRAC0000012346SE",
    verdict=Verdict.VOID_BILLED,
    expected=None,
    claimed=Decimal("129.00"),
    billed_g=None,
    booked=replace(BOOKED, voided_at=NOON + HOUR, scans=()),
    rated=None,
)
STRANGER = replace(
    HEAVIER,
    line=14,
    tracking="",
    reference="",
    text="=HYPERLINK(1)",
    verdict=Verdict.UNKNOWN,
    shipped_on=None,
    expected=None,
    claimed=Decimal("129.00"),
    booked=None,
    rated=None,
)


def packet(*items: DisputedItem, **changes: Any) -> DisputePacket:
    usual: dict[str, Any] = {
        "number": "DS-2026-00001",
        "issuer": "Acme Support Center",
        "carrier": "practice",
        "account": "4711",
        "bill": "F-2026-881",
        "issued_on": date(2026, 11, 30),
        "last_day": date(2026, 12, 10),
        "timezone": "Europe/Stockholm",
        "currency": "SEK",
        "locale": "en",
        "items": items or (HEAVIER, VOIDED, STRANGER),
    }
    return DisputePacket(**usual | changes)


def pages_of(paper: bytes) -> list[str]:
    """The text of each page, blanks and line ends as single spaces."""
    pdf = pypdfium2.PdfDocument(paper)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]


def table_of(packet: DisputePacket) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(dispute_table(packet).decode("utf-8-sig"))))


def test_item_7_a_packet_gives_tracking_date_reason_and_evidence_of_each_charge() -> None:
    [text] = pages_of(draw_dispute_packet(packet()))
    for told in (
        "Claim on a freight bill",
        "DS-2026-00001",
        "F-2026-881",
        "10 December 2026",
        "298.00 SEK",
        "PRAC0000012345SE",
        "Shipped 23 November 2026.",
        "not that of the parcel we booked",
        "Billed 129.00 SEK, expected 89.00 SEK, claimed 40.00 SEK.",
        "Booked 23 November 2026 12:00 as express: 0.42 kg, 180 x 110 x 60 mm.",
        "Billed weight: 2.5 kg.",
        "card practice-buy 2026-1, chargeable weight 0.5 kg, 89.00 SEK",
        "2026-11-23 17:00 handed over, Arlandastad",
        "Delivered 24 November 2026 09:00.",
        "The label was voided 23 November 2026 13:00.",
        "You have told us of no scan.",
        "Our record has no shipment with this number.",
    ):
        assert told in text


def test_item_7_the_same_evidence_is_a_table_that_programs_read() -> None:
    heavier, voided, stranger = table_of(packet())
    assert heavier["tracking"] == "PRAC0000012345SE"
    assert (heavier["billed"], heavier["expected"], heavier["claimed"]) == (
        "129.00",
        "89.00",
        "40.00",
    )
    assert (heavier["reason"], heavier["shipped_on"]) == ("rerated", "2026-11-23")
    assert (heavier["billed_g"], heavier["booked_g"], heavier["chargeable_g"]) == (
        "2500",
        "420",
        "500",
    )
    assert heavier["rate_card"] == "practice-buy 2026-1"
    assert heavier["first_scan_at"] == "2026-11-23T16:00:00Z"
    assert heavier["delivered_at"] == "2026-11-24T08:00:00Z"
    assert "handed_over Arlandastad | 2026-11-24T08:00:00Z delivered" in heavier["scans"]
    assert (voided["voided_at"], voided["scans"]) == ("2026-11-23T12:00:00Z", "")
    assert (stranger["booked_at"], stranger["expected"]) == ("", "")
    assert stranger["text"] == "'=HYPERLINK(1)"


def test_the_fuel_that_was_agreed_is_named_in_percent() -> None:
    rated = Rated(
        card="practice-buy 2026-1",
        amount=Decimal("8.90"),
        chargeable_g=500,
        percent=Decimal("10.0000"),
    )
    fuel = replace(HEAVIER, verdict=Verdict.FUEL_RATE, rated=rated)
    [text] = pages_of(draw_dispute_packet(packet(fuel)))
    assert "card practice-buy 2026-1, 10 % of fuel, 8.90 SEK" in text


@pytest.mark.parametrize("locale", list(Language))
def test_every_reason_is_said_in_every_language(locale: Language) -> None:
    reasons = phrases_written(locale, "disputes_paper")["reason"]
    assert set(reasons) == ALL_OF_IT | EXCESS
    items = [
        replace(HEAVIER, line=number, verdict=verdict)
        for number, verdict in enumerate(sorted(reasons), start=1)
    ]
    text = " ".join(pages_of(draw_dispute_packet(packet(*items, locale=locale))))
    for reason in reasons.values():
        assert " ".join(reason.split()[:4]) in text


def test_many_charges_go_over_many_pages_and_none_is_left_out() -> None:
    items = [
        replace(HEAVIER, line=number, tracking=f"PRAC{number:010d}SE") for number in range(1, 61)
    ]
    pages = pages_of(draw_dispute_packet(packet(*items)))
    assert len(pages) > 4
    assert f"Page 1 of {len(pages)}" in pages[0]
    assert all(f"PRAC{number:010d}SE" in " ".join(pages) for number in range(1, 61))


def test_the_same_claim_gives_the_same_bytes() -> None:
    assert draw_dispute_packet(packet()) == draw_dispute_packet(packet())


def test_of_a_long_journey_the_beginning_and_the_end_are_told() -> None:
    journey = [Scanned(at=NOON + n * HOUR, status=Carried.IN_TRANSIT) for n in range(30)]
    told = told_of(journey[::-1])
    assert len(told) == MOST_SCANS
    assert (told[0], told[-1]) == (journey[0], journey[-1])


def test_a_claim_of_nothing_is_no_claim() -> None:
    with pytest.raises(EmptyClaim):
        packet(items=())
