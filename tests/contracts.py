"""Contracts to test with: an invented programme with warranty, extension, renewal and fees."""

from datetime import UTC, date, datetime
from typing import Any

from desk.contract_signing import SigningForm, sign_contract
from desk.coverage import CoveredDeviceForm, add_covered_device
from desk.devices import DeviceForm
from desk.founding import ModelForm, add_model
from desk.people_to_reach import ContactForm
from desk.programme_versions import load_version
from models.devices import BatteryClass
from programmes.programme_file import programme_from
from rules.programme import Programme
from runtime.database import Database
from tests.builders import TestDesk

#: Far enough ahead of any machine's clock: a workflow's own time only goes forward.
SIGNED = date(2040, 2, 29)
NOON = datetime(2040, 2, 29, 11, 0, tzinfo=UTC)
OWNER = ContactForm(name="Contract Owner", email="owner@fabrikam.example", locale="sv")
CARE: dict[str, Any] = {
    "programme": {
        "id": "care",
        "version": "1",
        "vendor": "Invented",
        "timezone": "Europe/Stockholm",
        "locale": "en_GB",
        "currency": "USD",
    },
    "calendars": {},
    "tiers": {"gold": {"label": "Gold Care"}},
    "coverage": {
        "warranty": {
            "measure": "like_for_like",
            "source": "a year of warranty",
            "product_classes": ["system", "telephone"],
            "base_months": 12,
            "max_total_months": 24,
            "extensions": [
                {"months": 12, "source": "a further year", "excluded_classes": ["telephone"]}
            ],
        },
        "repair": {
            "measure": "repair",
            "source": "up to 7 years from purchase",
            "product_classes": ["switch"],
            "with_contract": True,
            "max_total_months": 84,
        },
    },
    "sales": [
        {
            "source": "for 1 or 3 years",
            "term_years": [1, 3],
            "billing": ["yearly", "up_front", "monthly"],
            "renewal_months": 12,
            "price": {
                "amount": "19",
                "per": "user_month",
                "source": "about 19",
                "approximate": True,
            },
        }
    ],
    "expired": [{"tiers": ["gold"], "require": [], "source": "a surcharge", "surcharge": True}],
}


def care(**sections: Any) -> Programme:
    """The invented programme, with whole sections of its file changed."""
    return programme_from({**CARE, **sections})


def a_model(product_class: str) -> ModelForm:
    return ModelForm(
        code=f"M-{product_class}",
        name=f"Model {product_class}",
        weight_g=900,
        length_mm=200,
        width_mm=200,
        height_mm=100,
        battery_class=BatteryClass.NONE,
        product_class=product_class,
    )


def found_care(record: Database, desk: TestDesk, programme: Programme | None = None) -> None:
    """The programme on record, and a model of each class of product."""
    with record.as_tenant(desk.tenant_id) as session:
        load_version(session, desk.tenant_id, programme or care(), NOON, "person-1")
        for product_class in ("system", "telephone", "switch"):
            add_model(session, desk.tenant_id, a_model(product_class))


def sign(record: Database, desk: TestDesk, number: str, **changes: Any) -> None:
    """A contract of three years with notices 90 and 30 days before each end."""
    given: dict[str, Any] = {
        "number": number,
        "customer": "fabrikam",
        "programme": "care",
        "tier": "gold",
        "starts_on": SIGNED,
        "term_years": 3,
        "settings": {"notice_days": [90, 30]},
        "contact": OWNER,
        "at": NOON,
    }
    sign_contract(record, desk.clerk, SigningForm(**(given | changes)), f"sign {number}")


def cover(
    record: Database,
    desk: TestDesk,
    number: str,
    serial: str,
    *,
    product_class: str = "system",
    bought: date = SIGNED,
) -> None:
    form = CoveredDeviceForm(
        device=DeviceForm(serial=serial, model=f"M-{product_class}"), invoiced_on=bought, at=NOON
    )
    add_covered_device(record, desk.clerk, number, form, f"cover {serial}")
