"""Signing a contract: its term, its way of paying and its fee, checked against the programme."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.contract_terms import programme_now
from desk.actors import Actor
from desk.agreed import find_customer
from desk.contract_refusals import (
    BillingNotSold,
    ContractEndsTooEarly,
    ContractNumberTaken,
    ContractWithoutEnd,
)
from desk.contract_rows import follow_again
from desk.founding import ContractForm, add_contract
from desk.people_to_reach import ContactForm, keep_contact
from desk.request_keys import Answer, answer_once, database_clock
from models.contracts import Contract
from models.parties import Customer
from rules.coverage_days import add_months
from rules.fees import require_price
from rules.renewals import term_months
from rules.service_words import Billing
from rules.terms import Terms, terms_under
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningForm:
    """A contract to sign; its expiry date follows from the term in years where none is given.

    Without a price it is the contract's setting, else the one the programme publishes. Dates and
    fees before `followed_from` were told and billed elsewhere.
    """

    number: str
    customer: str
    programme: str
    tier: str
    starts_on: date
    ends_on: date | None = None
    term_years: int | None = None
    billing: Billing | None = None
    price: Decimal | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    contact: ContactForm | None = None
    followed_from: date | None = None
    at: datetime | None = None


def sign_contract(database: Database, actor: Actor, form: SigningForm, key: str) -> Answer:
    """Put a contract on record, once per key, and have its dates followed.

    Raises UnknownCustomer, ContractNumberTaken, ContractWithoutEnd, ContractEndsTooEarly,
    TermNotSold, BillingNotSold, FeeNotPositive, and what the programme refuses of its tier and
    settings.
    """
    actor.require("manage contracts")
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        return answer_once(
            session,
            actor,
            f"sign:{key}" if key else "",
            asdict(form),
            at,
            lambda: keep_contract(session, actor, form, at),
        )


def keep_contract(session: Session, actor: Actor, form: SigningForm, at: datetime) -> Answer:
    """The contract's row, checked, and the word to its workflow."""
    customer = find_customer(session, actor, form.customer, at)
    known = session.scalars(select(Contract.id).where(Contract.number == form.number)).first()
    if known is not None:
        raise ContractNumberTaken(form.number)
    programme = programme_now(session, actor.tenant_id, form.programme)
    terms = terms_under(programme, form.tier, form.settings)
    contract = add_contract(session, customer, to_keep(session, actor, customer, form, terms))
    follow_again(session, actor, contract, at)
    return {
        "contract": contract.number,
        "customer": customer.code,
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
    }


def to_keep(
    session: Session, actor: Actor, customer: Customer, form: SigningForm, terms: Terms
) -> ContractForm:
    """The row's values, each checked against what the tier is sold for."""
    amount, approximate = fee_of(form, terms)
    contact = keep_contact(session, actor, customer, form.contact) if form.contact else None
    return ContractForm(
        number=form.number,
        programme=form.programme,
        tier=form.tier,
        starts_on=form.starts_on,
        ends_on=end_of(form, terms),
        settings=form.settings,
        contact_id=contact,
        term_years=form.term_years,
        billing=billing_of(form, terms),
        fee_amount=amount,
        fee_currency=terms.currency if amount is not None else "",
        fee_approximate=approximate,
        followed_from=form.followed_from,
    )


def end_of(form: SigningForm, terms: Terms) -> date:
    """The expiry date: the term added once to the first day, or as given."""
    months = term_months(terms.offer, form.term_years) if form.term_years else None
    if form.ends_on is not None:
        if form.ends_on <= form.starts_on:
            raise ContractEndsTooEarly(form.number, form.starts_on, form.ends_on)
        return form.ends_on
    if months is None:
        raise ContractWithoutEnd(form.number)
    return add_months(form.starts_on, months)


def billing_of(form: SigningForm, terms: Terms) -> Billing | None:
    """The way of paying, if the tier is sold that way (fact 3)."""
    sold = terms.offer.sale.billing if terms.offer.sale else ()
    if form.billing is not None and sold and form.billing not in sold:
        raise BillingNotSold(terms.offer, form.billing, sold)
    return form.billing


def fee_of(form: SigningForm, terms: Terms) -> tuple[Decimal | None, bool]:
    """The fee and whether it is approximate: only the published guide is (A31)."""
    agreed = terms.figures.price if form.price is None else form.price
    require_price(agreed)
    published = terms.offer.sale.price if terms.offer.sale else None
    if agreed is not None or published is None:
        return agreed, False
    return published.amount, published.approximate
