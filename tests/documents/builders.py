from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from documents.cost_lines import ProposalLine
from documents.cost_proposal import CostProposal, IfDeclined
from documents.danger_note import DangerNote
from documents.parcel_label import ParcelLabel
from documents.service_slip import ServiceSlip
from documents.wipe_certificate import WipeCertificate
from rules.battery import BatteryState
from rules.case_words import Direction
from rules.sanitization import BackedUp, SanitizationMethod, WipeRecord

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def a_label(**said: Any) -> ParcelLabel:
    usual: dict[str, Any] = {
        "sender": ("Swapdesk Depå", "Lagervägen 4", "195 61 Arlandastad", "Sverige"),
        "recipient": ("Fabrikam AB", "Storgatan 12", "111 51 Stockholm", "Sverige"),
        "case_number": "SE-2026-000123",
        "leg": 1,
        "direction": Direction.OUTBOUND,
        "parcel_no": 1,
        "parcels": 1,
        "sscc": "373123450000000015",
        "tracking_no": "PRAC0000012345SE",
        "weight_g": 412,
        "service": "Next working day",
        "locale": "sv-SE",
    }
    return ParcelLabel(**{**usual, **said})


def a_slip(**said: Any) -> ServiceSlip:
    usual: dict[str, Any] = {
        "case_number": "SE-2026-000123",
        "customer": "Fabrikam AB",
        "contact": "Ștefan Țăranu",
        "device_model": "Phone X2 128 GB",
        "serial": "F2LX90ABCD12",
        "imei": "490154203237518",
        "fault": "The screen flickers.",
        "return_address": ("Swapdesk Retur", "Lagervägen 4", "195 61 Arlandastad"),
        "locale": "sv",
    }
    return ServiceSlip(**{**usual, **said})


def a_certificate(**said: Any) -> WipeCertificate:
    usual: dict[str, Any] = {
        "certificate_number": "SE-2026-000123-W1",
        "issuer": "Swapdesk Depå",
        "case_number": "SE-2026-000123",
        "manufacturer": "Contoso",
        "model": "Phone X2 128 GB",
        "serial": "F2LX90ABCD12",
        "imei": "490154203237518",
        "media_type": "flash memory",
        "backed_up": BackedUp.UNKNOWN,
        "wipe": WipeRecord(
            method=SanitizationMethod.PURGE,
            technique="factory reset with cryptographic erase",
            tool="recovery mode, system 18.2",
            verification="set-up screen, no user data",
        ),
        "destination": "swap stock",
        "performed_by": "bench.sthlm",
        "role": "technician",
        "performed_at": datetime(2026, 6, 9, 14, 5, tzinfo=STOCKHOLM),
        "verified_by": "bench.lead",
        "notes": "The screen was replaced first.",
        "locale": "sv",
    }
    return WipeCertificate(**{**usual, **said})


def a_note(**said: Any) -> DangerNote:
    usual: dict[str, Any] = {
        "case_number": "SE-2026-000123",
        "issuer": "Swapdesk Depå",
        "device": "Phone X2 128 GB",
        "serial": "F2LX90ABCD12",
        "state": BatteryState.DAMAGED,
        "decided_by": "safety.nord",
        "decided_at": datetime(2026, 6, 9, 14, 5, tzinfo=STOCKHOLM),
        "collection": "A van comes on Friday between 9 and 12.",
        "locale": "sv",
    }
    return DangerNote(**{**usual, **said})


def a_cost_line(
    text: str = "Display, fitted", quantity: str = "1", price: str = "1234.50"
) -> ProposalLine:
    return ProposalLine(text=text, quantity=Decimal(quantity), unit_price=Decimal(price))


def a_proposal(**said: Any) -> CostProposal:
    lines = said.get("lines", (a_cost_line(), a_cost_line("Work, hours", "1.5", "850")))
    usual: dict[str, Any] = {
        "proposal_number": "SE-2026-000123-Q1",
        "issuer": "Swapdesk Depå",
        "case_number": "SE-2026-000123",
        "dated": date(2026, 6, 9),
        "valid_until": date(2026, 6, 23),
        "customer": "Ștefan Țăranu & Åsa AB",
        "device_model": "Phone X2 128 GB",
        "serial": "F2LX90ABCD12",
        "found": "The display is broken.\nThe frame is bent.",
        "why_not_covered": "Damage by force from outside is excluded.",
        "lines": lines,
        "total": sum((line.amount for line in lines), Decimal(0)),
        "currency": "SEK",
        "if_declined": IfDeclined.RETURN_UNREPAIRED,
        "estimate_fee": Decimal(450),
        "link": "https://desk.example.org/answer/eyJxIjo0Mn0.aB3$_~x?lang=sv",
        "locale": "sv",
    }
    return CostProposal(**{**usual, **said})
