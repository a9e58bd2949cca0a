from typing import Any

from documents.parcel_label import ParcelLabel
from documents.service_slip import ServiceSlip
from rules.case_words import Direction


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
