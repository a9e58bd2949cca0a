"""What the demo's customers ask for: a swap, a lent phone, an advance replacement."""

from dataclasses import replace
from datetime import datetime

from desk.devices import DeviceForm
from desk.intake import CaseForm
from desk.people_to_reach import AddressForm, ContactForm
from rules.battery import BatteryState
from rules.case_words import Remedy
from workers.demo import sample


def a_swap(serial: str, at: datetime) -> CaseForm:
    """A phone with a definite fault and a sound battery."""
    return CaseForm(
        customer="fabrikam",
        remedy=Remedy.SWAP,
        device=DeviceForm(serial=serial, model=sample.PHONE_MODEL.code),
        contact=ContactForm(name="Service Contact", email="service@fabrikam.example", locale="sv"),
        address=AddressForm(
            name="Fabrikam AB",
            street="Storgatan 12",
            postcode="111 51",
            city="Stockholm",
            country="SE",
        ),
        fault="The screen stays black.",
        definite_fault=True,
        battery=BatteryState.OK,
        at=at,
    )


def a_loan(serial: str, at: datetime) -> CaseForm:
    """A phone whose replacement is lent until it is mended."""
    return replace(
        a_swap(serial, at),
        customer="litware",
        contact=ContactForm(name="Service Contact", email="service@litware.example", locale="sv"),
        address=AddressForm(
            name="Litware AB",
            street="Norra Vägen 3",
            postcode="722 14",
            city="Västerås",
            country="SE",
        ),
        fault="Nobody hears the user.",
    )


def an_advance_replacement(serial: str, at: datetime) -> CaseForm:
    """An appliance that does not start, still to be diagnosed."""
    return CaseForm(
        customer="northwind",
        remedy=Remedy.ADVANCE_REPLACEMENT,
        device=DeviceForm(serial=serial, model=sample.KIOSK_MODEL.code),
        contact=ContactForm(name="IT Contact", email="it@northwind.example", locale="ro"),
        address=AddressForm(
            name="Northwind SRL",
            street="Strada Republicii 7",
            postcode="300159",
            city="Timișoara",
            country="RO",
        ),
        fault="It does not start.",
        battery=BatteryState.OK,
        at=at,
    )
