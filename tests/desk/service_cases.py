"""Support and repair cases to look at: contracts with targets, and requests under them."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from desk.asked import RequestForm
from desk.devices import DeviceForm
from desk.founding import ContractForm, add_contract
from desk.intake import CaseForm
from models.parties import Customer
from rules.battery import BatteryState
from rules.case_words import Remedy
from rules.service_words import Asker, ChannelKind, Need, ScopeFact
from runtime.database import Database
from tests.builders import CONTACT, HOME, TestDesk

PREMIUM, MAINTENANCE, CARE = "S-PREMIUM", "S-MAINTENANCE", "S-CARE"
#: The contracts: programme, tier, and what the documents leave open.
SOLD: dict[str, tuple[str, str, dict[str, Any]]] = {
    PREMIUM: ("exer_cst", "premium", {}),
    MAINTENANCE: ("exer_cst", "maintenance", {}),
    CARE: (
        "smartoptics_smart_care",
        "smart_care",
        {
            "products": {"switch": {"standard_term_months": 12}},
            "policies": {"pause_states": ["waiting_for_customer"]},
        },
    ),
}


def sell_service(record: Database, desk: TestDesk) -> None:
    """Give the phone customer contracts with targets on its calendars."""
    with record.as_tenant(desk.tenant_id) as session:
        customer = session.scalars(select(Customer).where(Customer.code == "fabrikam")).one()
        for number, (programme, tier, settings) in SOLD.items():
            add_contract(
                session,
                customer,
                ContractForm(
                    number=number,
                    programme=programme,
                    tier=tier,
                    starts_on=date(2026, 1, 1),
                    ends_on=date(2028, 1, 1),
                    settings=settings,
                ),
            )


def a_support_case(
    serial: str = "FW-1", *, contract: str = PREMIUM, severity: str = "4", **changes: object
) -> CaseForm:
    """Help with an incident, asked for by a reseller of a device that meets every condition."""
    form = CaseForm(
        customer="fabrikam",
        remedy=Remedy.SUPPORT,
        contract=contract,
        device=DeviceForm(serial=serial, model="KIOSK-K1"),
        contact=CONTACT,
        address=HOME,
        fault="The tunnel drops every hour.",
        battery=BatteryState.OK,
        request=RequestForm(
            need=Need.INCIDENT,
            severity=severity,
            who=Asker.RESELLER,
            channel=ChannelKind.PORTAL if contract != MAINTENANCE else ChannelKind.EMAIL,
            scope=dict.fromkeys(ScopeFact, True),
        ),
    )
    return replace(form, **changes)  # type: ignore[arg-type]


def a_moment(text: str) -> datetime:
    """A moment with its offset."""
    return datetime.fromisoformat(text)
