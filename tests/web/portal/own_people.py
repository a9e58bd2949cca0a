"""Customers under four programmes, each with a person who asks in its own language."""

import re
import uuid
from datetime import date
from html import unescape

from desk.founding import ContractForm, add_contract, add_customer
from desk.people import add_account
from models.parties import Customer, ResellerRelation, Role
from runtime.database import Database
from tests.builders import TestDesk
from tests.web.console.front_desk import PASSWORD, FrontDesk, email_of, hidden

#: Customer, language, contract, programme, tier and what the contract sets.
SIGNED: tuple[tuple[str, str, str, str, str, dict[str, object]], ...] = (
    ("smartlab", "en", "C-310", "smartoptics_smart_care", "smart_care", {}),
    ("alpes", "fr", "C-320", "exer_cst", "premium", {}),
    ("dacia", "ro", "C-330", "opswat", "gold", {"zone": "Europe/Bucharest"}),
    ("dacia", "ro", "C-331", "opswat", "hardware", {"zone": "Europe/Bucharest"}),
    ("meteor", "en", "C-340", "emetrotel_assurance", "standard", {}),
)
#: The person's name, and whose person it is.
PEOPLE = {
    "sam": "smartlab",
    "aline": "alpes",
    "doina": "dacia",
    "mel": "meteor",
    "rene": "phonehouse",
    "kajsa": "fabrikam",
}


def settle_people(record: Database, desk: TestDesk) -> None:
    """The customers with their contracts, a reseller, and everybody's account."""
    with record.as_tenant(desk.tenant_id) as session:
        customers: dict[str, Customer] = {}
        for code, locale, number, programme, tier, settings in SIGNED:
            if code not in customers:
                name = code.title()
                customers[code] = add_customer(session, desk.tenant_id, code, name, locale)
            form = contract_form(number, programme, tier, settings)
            add_contract(session, customers[code], form)
        reseller = add_customer(session, desk.tenant_id, "phonehouse", "Phonehouse", "en")
        reseller.is_reseller = True
        session.flush()
        session.add(relation(desk, reseller, customers["meteor"]))
        for who, code in PEOPLE.items():
            add_account(
                session, desk.tenant_id, email_of(who), who.title(), Role.CUSTOMER, code, PASSWORD
            )


def open_account(record: Database, desk: TestDesk, customer: str, who: str = "approver") -> str:
    """An account under the address of the customer's contact of that name; returns the address."""
    email = f"{who}@{customer}.example"
    with record.as_tenant(desk.tenant_id) as session:
        add_account(session, desk.tenant_id, email, who.title(), Role.CUSTOMER, customer, PASSWORD)
    return email


def contract_form(
    number: str, programme: str, tier: str, settings: dict[str, object]
) -> ContractForm:
    """The contract with the figures its programme leaves open."""
    figures: dict[str, object] = {}
    if programme == "emetrotel_assurance":
        classes = ("galaxy_mini", "ucx250", "ucx450", "ucx1000", "digital_gateway")
        products = (*classes, "infinity_telephone")
        figures = {
            "surcharge": "150",
            "hourly_rate": "95",
            "products": {name: {"max_total_months": 60} for name in products},
        }
    elif programme == "smartoptics_smart_care":
        figures = {"products": {"dcp": {"standard_term_months": 24}}}
    elif programme == "opswat":
        figures = {"holidays": "RO-public"}
    return ContractForm(
        number=number,
        programme=programme,
        tier=tier,
        starts_on=date(2026, 1, 1),
        ends_on=date(2029, 1, 1),
        settings={**figures, **settings},
    )


def relation(desk: TestDesk, reseller: Customer, customer: Customer) -> ResellerRelation:
    return ResellerRelation(
        tenant_id=desk.tenant_id,
        reseller_id=reseller.id,
        customer_id=customer.id,
        since=date(2026, 1, 1),
        until=None,
    )


def a_ticket(**changes: str) -> dict[str, str]:
    """A ticket as the form sends it, under Smart Lab's contract."""
    fields = {
        "key": uuid.uuid4().hex,
        "contract": "C-310",
        "step": "open",
        "need": "incident",
        "severity": "minor",
        "serial": f"OWN-{uuid.uuid4().hex[:8]}",
        "model": "KIOSK-K1",
        "fault": "The link is down since this morning.",
        "name": "Smart Lab",
        "street": "Storgatan 12",
        "postcode": "111 51",
        "city": "Stockholm",
        "country": "SE",
    }
    return {**fields, **{name.replace("__", "."): value for name, value in changes.items()}}


def opened(front: FrontDesk, who: str = "sam", **changes: str) -> str:
    """The number of a ticket that was opened through the form."""
    answer = front.post("/my/new", a_ticket(**changes), who=who)
    assert answer.status_code == 303, text_of(answer.text)
    return str(answer.headers["location"]).rpartition("/")[2]


def text_of(page: str) -> str:
    """What a page says, without its tags."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def error_at(page: str, field: str) -> str:
    found = re.search(rf'id="{field}-error"[^>]*>([^<]*)', page)
    return unescape(found[1]).strip() if found else ""


__all__ = ["a_ticket", "error_at", "hidden", "open_account", "opened", "settle_people", "text_of"]
