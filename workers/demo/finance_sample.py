"""What finance needs before its first month: people, rates, a chart, parties and claim rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum import luhn

from activities.finance.chart_files import sample_chart
from desk.actors import Actor
from desk.finance.billing_parties import PartyForm, set_party
from desk.finance.chart import open_books
from desk.finance.claim_rules import load_claim_rules
from desk.finance.rate_cards import load_rate_card
from desk.people import handle_of
from models.finance.rates import RateCard
from models.finance.statements import BillingParty
from models.parties import Customer, Role, StaffAccount
from rules.finance.money_words import FinanceDuty
from runtime.database import Database
from workers.demo.sample import DEPOT, TENANT

FILES: Final = Path(__file__).parent / "finance"
CLAIMS: Final = Path(__file__).parents[2] / "programmes" / "sample" / "claims.yaml"
RATES: Final = ("practice_buy.yaml", "practice_sell.yaml", "practice_fuel.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceTeam:
    """Who brings bills in, who approves and who closes."""

    importer: Actor
    approver: Actor
    closer: Actor


def lay_finance(database: Database, clerk: Actor, admin: Actor) -> FinanceTeam:
    """Everything that is missing of it; what is there stays as it is."""
    with database.as_tenant(clerk.tenant_id) as session:
        lay_rates(session, clerk)
        team = {duty: actor_of(session, clerk, duty) for duty in FinanceDuty}
    lay_parties(database, admin)
    claims = CLAIMS.read_text(encoding="utf-8")
    load_claim_rules(database, team[FinanceDuty.APPROVER], claims, "claims", datetime.now(UTC))
    return FinanceTeam(
        importer=team[FinanceDuty.IMPORTER],
        approver=team[FinanceDuty.APPROVER],
        closer=team[FinanceDuty.CLOSER],
    )


def actor_of(session: Session, clerk: Actor, duty: FinanceDuty) -> Actor:
    """The person of that duty, in whose name the demo acts."""
    account = session.scalars(select(StaffAccount).where(StaffAccount.duty == duty)).one()
    return Actor(
        tenant_id=clerk.tenant_id,
        tenant=TENANT,
        name=handle_of(account.id),
        role=Role.FINANCE,
        duty=duty,
    )


def lay_rates(session: Session, clerk: Actor) -> None:
    """What the carrier asks, what customers are asked, and the chart of accounts."""
    if session.scalars(select(RateCard.id).limit(1)).first() is not None:
        return
    now = datetime.now(UTC)
    for name in RATES:
        text = (FILES / name).read_text(encoding="utf-8")
        load_rate_card(session, clerk.tenant_id, text, clerk.name, now, file=name)
    open_books(session, clerk.tenant_id, sample_chart("bas"), now, clerk.name)


def lay_parties(database: Database, admin: Actor) -> None:
    """The provider as seller, and every customer as a Swedish company at 25 % VAT."""
    with database.as_tenant(admin.tenant_id) as session:
        known = session.scalars(select(BillingParty.customer_id)).all()
        customers = session.scalars(select(Customer).order_by(Customer.code)).all()
        missing = [one for one in customers if one.id not in known]
    forms = [] if None in known else [seller()]
    for form in (*forms, *buyers(missing)):
        set_party(database, admin, form, f"party/{form.customer or TENANT}")


def seller() -> PartyForm:
    """The provider, as its invoices name it."""
    return PartyForm(
        valid_from=date(2020, 1, 1),
        legal_name="Acme Support Center AB",
        registration="556677-8899",
        vat_number="SE556677889901",
        endpoint_scheme="0007",
        endpoint="5566778899",
        street=DEPOT.street,
        postcode=DEPOT.postcode,
        city=DEPOT.city,
        country=DEPOT.country,
        locale="sv",
        iban="SE3550000000054910000003",
        bic="ESSESESS",
    )


def buyers(customers: list[Customer]) -> Iterator[PartyForm]:
    """A party for each customer; their numbers are made up and have their check digits."""
    for customer in customers:
        number = organisation_number(customer.code)
        yield PartyForm(
            customer=customer.code,
            valid_from=date(2020, 1, 1),
            legal_name=customer.name,
            registration=f"{number[:6]}-{number[6:]}",
            vat_number=f"SE{number}01",
            endpoint_scheme="0007",
            endpoint=number,
            street="Storgatan 12",
            postcode="111 51",
            city="Stockholm",
            country="SE",
            buyer_reference=f"{customer.code}-it",
            email=f"payables@{customer.code}.example",
            locale=customer.locale,
            vat_percent=Decimal(25),
        )


def organisation_number(code: str) -> str:
    """Ten digits that are nobody's, the same for a code at every run."""
    body = f"559{sum(ord(letter) * 31**place for place, letter in enumerate(code)) % 10**6:06d}"
    return body + luhn.calc_check_digit(body)
