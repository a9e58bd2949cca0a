"""The charges that wait for finance, the oldest first."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.decisions import DecisionForm
from models.cases import Case
from models.charges import CaseCharge
from models.devices import Unit
from models.parties import Customer
from rules.case_facts import Told
from rules.case_values import ChargeKind, ChargeState
from runtime.database import Database

CENTS = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedCharge:
    """A charge finance has to decide; `about` names it in the decision, `what` for people."""

    case: str
    customer: str
    customer_name: str
    kind: ChargeKind
    about: str
    what: str
    amount: Decimal | None
    currency: str
    proposed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeForm:
    """Finance's word on one proposal; the amount only where the proposal has none, or another."""

    verdict: str
    because: str
    kind: str = ""
    about: str = ""
    amount: str = ""
    at: datetime | None = None

    @property
    def decision(self) -> DecisionForm:
        """The decision on the case that it is."""
        said = {
            "verdict": self.verdict,
            "because": self.because,
            "kind": self.kind,
            "about": self.about,
            "amount": self.amount,
        }
        answers = {name: value.strip() for name, value in said.items() if value.strip()}
        return DecisionForm(decision=Told.CHARGE_DECIDED, answers=answers, at=self.at)


def proposed_charges(
    database: Database, actor: Actor, *, customer: str = ""
) -> tuple[ProposedCharge, ...]:
    """Every charge that is put before finance, the oldest first; raises NotAllowed."""
    actor.require("decide charges")
    of_case = and_(Case.tenant_id == CaseCharge.tenant_id, Case.id == CaseCharge.case_id)
    of_customer = and_(Customer.tenant_id == Case.tenant_id, Customer.id == Case.customer_id)
    query = (
        select(CaseCharge, Case.number, Customer.code, Customer.name)
        .join_from(CaseCharge, Case, of_case)
        .join(Customer, of_customer)
        .where(CaseCharge.state == ChargeState.PROPOSED)
        .order_by(CaseCharge.proposed_at, Case.number, CaseCharge.about)
    )
    if customer:
        query = query.where(Customer.code == customer)
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(query).all()
        serials = serials_of(session, (charge.about for charge, *_ in rows))
        return tuple(
            ProposedCharge(
                case=number,
                customer=code,
                customer_name=name,
                kind=charge.kind,
                about=charge.about,
                what=serials.get(charge.about, charge.about) or "the part",
                amount=in_cents(charge.amount),
                currency=charge.currency,
                proposed_at=charge.proposed_at,
            )
            for charge, number, code, name in rows
        )


def in_cents(amount: Decimal | None) -> Decimal | None:
    """The amount as it is billed: the record keeps more decimals than a bill has."""
    return None if amount is None else amount.quantize(CENTS)


def serials_of(session: Session, abouts: Iterable[str]) -> Mapping[str, str]:
    """The serial of each thing that is a unit on record, by its id."""
    units = [known for known in map(as_unit, abouts) if known is not None]
    rows = session.execute(select(Unit.id, Unit.serial).where(Unit.id.in_(units)))
    return {str(unit_id): serial for unit_id, serial in rows}


def as_unit(about: str) -> uuid.UUID | None:
    """The unit's id, or None for an accessory or a proposal."""
    try:
        return uuid.UUID(about)
    except ValueError:
        return None
