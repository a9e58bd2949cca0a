from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from desk.actors import Actor
from desk.finance.billing_parties import PartyForm, party_versions, set_party
from desk.finance.statement_refusals import BillingPartyInvalid, BillingPartyKnown
from desk.refusals import NotAllowed, UnknownCustomer
from models.finance.closing import FinanceEvent
from models.parties import Role
from rules.finance.money_words import VatCategory
from runtime.database import Database
from tests.builders import TestDesk
from tests.statements import BEGUN, FRENCH, SELLER, SWEDISH


@pytest.fixture
def finance(desk: TestDesk) -> Actor:
    return replace(desk.clerk, name="finance@acme.example", role=Role.FINANCE)


def a_form(**said: Any) -> PartyForm:
    usual: dict[str, Any] = {"customer": "fabrikam", "valid_from": BEGUN, **SWEDISH}
    return PartyForm(**{**usual, **said})


def test_a_party_is_named_from_a_day_on_version_by_version(
    shared_record: Database, finance: Actor
) -> None:
    set_party(shared_record, finance, a_form(email="payables@fabrikam.example"), "k1")
    later = a_form(valid_from=date(2026, 7, 1), legal_name="Fabrikam Group AB", because="Renamed.")
    set_party(shared_record, finance, later, "k2")
    newest, first = party_versions(shared_record, finance, "fabrikam")
    assert (newest.valid_from, newest.said["legal_name"]) == (later.valid_from, later.legal_name)
    assert (first.email, first.set_by) == ("payables@fabrikam.example", finance.name)
    with shared_record.as_tenant(finance.tenant_id) as session:
        query = select(FinanceEvent).order_by(FinanceEvent.at)
        event = session.scalars(query).all()[-1]
    assert (event.by, event.because, event.before["legal_name"], event.after["legal_name"]) == (
        finance.name,
        "Renamed.",
        "Fabrikam AB",
        "Fabrikam Group AB",
    )


def test_the_tenant_itself_is_a_party_without_a_customer(
    shared_record: Database, finance: Actor
) -> None:
    written = {**SELLER, "iban": "SE35 5000 0000 0549 1000 0003", "vat_number": "se 556677889901"}
    set_party(shared_record, finance, PartyForm(valid_from=BEGUN, **written), "k1")
    [own] = party_versions(shared_record, finance)
    assert own.said["iban"] == "SE3550000000054910000003"
    assert own.said["vat_number"] == "SE556677889901"
    assert party_versions(shared_record, finance, "fabrikam") == ()


def test_the_same_request_is_one_version_and_the_same_day_is_no_second(
    shared_record: Database, finance: Actor
) -> None:
    for _ in range(2):
        set_party(shared_record, finance, a_form(), "k1")
    with pytest.raises(BillingPartyKnown):
        set_party(shared_record, finance, a_form(city="Malmö"), "k2")
    assert len(party_versions(shared_record, finance, "fabrikam")) == 1


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("vat_number", "SE556677889902"),
        ("vat_number", "FR44732829320"),
        ("vat_number", "556677889901"),
        ("endpoint_scheme", "7"),
        ("endpoint_scheme", "9999999"),
        ("endpoint", "5566778898"),
        ("endpoint", ""),
        ("iban", "SE3550000000054910000004"),
        ("bic", "NO BANK"),
        ("country", "Sweden"),
        ("currency", "KRONOR"),
        ("locale", "swedish"),
        ("legal_name", " "),
        ("registration", ""),
        ("postcode", "1" * 17),
        ("payment_days", -1),
        ("grace_days", 366),
        ("vat_percent", Decimal(0)),
        ("vat_percent", Decimal(101)),
        ("buyer_reference", "x" * 81),
        ("email", "nobody"),
    ],
)
def test_what_an_invoice_cannot_say_is_refused_with_its_field(
    shared_record: Database, finance: Actor, field: str, said: object
) -> None:
    with pytest.raises(BillingPartyInvalid) as refused:
        set_party(shared_record, finance, a_form(**{field: said}), "k1")
    assert refused.value.facts["field"] == field


def test_reverse_charge_has_no_percentage_and_needs_a_number(
    shared_record: Database, finance: Actor
) -> None:
    french = a_form(**FRENCH)
    for wrong in (replace(french, vat_number=""), replace(french, vat_percent=Decimal(20))):
        with pytest.raises(BillingPartyInvalid):
            set_party(shared_record, finance, wrong, "k1")
    set_party(shared_record, finance, french, "k2")
    [version] = party_versions(shared_record, finance, "fabrikam")
    assert version.said["vat_category"] == VatCategory.REVERSE_CHARGE


@pytest.mark.parametrize(
    ("country", "number"),
    [("NO", "NO995525828MVA"), ("GR", "EL094259216"), ("US", "US123456")],
)
def test_each_country_s_own_number_is_taken(
    shared_record: Database, finance: Actor, country: str, number: str
) -> None:
    set_party(shared_record, finance, a_form(country=country, vat_number=number), "k1")
    assert party_versions(shared_record, finance, "fabrikam")[0].said["vat_number"] == number


def test_an_address_of_another_scheme_keeps_its_dashes(
    shared_record: Database, finance: Actor
) -> None:
    form = a_form(endpoint_scheme="0204", endpoint="04011000-12345-03")
    set_party(shared_record, finance, form, "k1")
    [version] = party_versions(shared_record, finance, "fabrikam")
    assert version.said["endpoint"] == "04011000-12345-03"


def test_only_finance_and_admins_say_who_is_billed(
    shared_record: Database, desk: TestDesk, finance: Actor
) -> None:
    with pytest.raises(NotAllowed):
        set_party(shared_record, desk.clerk, a_form(), "k1")
    with pytest.raises(NotAllowed):
        party_versions(shared_record, desk.clerk)
    with pytest.raises(UnknownCustomer):
        set_party(shared_record, finance, a_form(customer="nobody"), "k2")
