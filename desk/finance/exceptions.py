"""The charges that wait for a person, with what the record suggests of each."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from desk.actors import Actor
from models.finance.bills import CarrierBill, CarrierCharge
from models.finance.disputes import DisputedCharge
from models.finance.shipments import FreightShipment
from models.finance.verdicts import ChargeVerdict, MatchSuggestion
from rules.finance.claims import may_claim
from rules.finance.freight_words import BillState, ChargeClass, Verdict
from runtime.database import Database

SHOWN: Final = 50
MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A shipment that the charge may be for, how sure that is in percent, and by what."""

    shipment: int
    tracking: str
    booked_on: date
    certainty: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCharge:
    """One charge that waits; amounts without VAT. `mine`: the reader brought its bill in."""

    charge: int
    bill_id: uuid.UUID
    bill: str
    line: int
    carrier: str
    issued_on: date
    tracking: str
    reference: str
    charge_class: ChargeClass
    code: str
    text: str
    verdict: Verdict
    billed: Decimal
    expected: Decimal | None
    currency: str
    claimable: bool
    mine: bool
    suggestions: tuple[Suggestion, ...]

    @property
    def more(self) -> Decimal | None:
        """What is billed beyond the expected."""
        return None if self.expected is None else self.billed - self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictCount:
    """How many wait under one verdict, and their money."""

    verdict: Verdict
    charges: int
    money: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionPage:
    """A page of what waits, oldest bill first, how much waits in all, and the next page."""

    items: tuple[OpenCharge, ...]
    waiting: tuple[VerdictCount, ...]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionFilter:
    """Which charges are asked for; empty fields ask for any. `after` is the last one seen."""

    verdict: str = ""
    carrier: str = ""
    bill: str = ""
    after: int = 0


def list_exceptions(
    database: Database, actor: Actor, wanted: ExceptionFilter, *, limit: int = SHOWN
) -> ExceptionPage:
    """What waits for a person, in the order in which it was taken (NotAllowed)."""
    actor.require("see finance")
    size = min(max(limit, 1), MOST_SHOWN)
    with database.as_tenant(actor.tenant_id) as session:
        asked = waiting(wanted).where(CarrierCharge.id > wanted.after)
        rows = session.execute(asked.order_by(CarrierCharge.id).limit(size + 1)).all()
        shown = rows[:size]
        guesses = suggestions_of(session, [charge.id for _, charge, _ in shown])
        return ExceptionPage(
            items=tuple(
                row_of(verdict, charge, bill, guesses.get(charge.id, ()), actor)
                for verdict, charge, bill in shown
            ),
            waiting=counts_of(session),
            next=shown[-1][1].id if len(rows) > size else None,
        )


def waiting(wanted: ExceptionFilter) -> Select[ChargeVerdict, CarrierCharge, CarrierBill]:
    """The charges of matched bills of which nobody has said what is paid."""
    asked = (
        select(ChargeVerdict, CarrierCharge, CarrierBill)
        .join(CarrierCharge, CarrierCharge.id == ChargeVerdict.charge_id)
        .join(CarrierBill, CarrierBill.id == CarrierCharge.bill_id)
        .where(is_open())
    )
    if wanted.verdict in set(Verdict):
        asked = asked.where(ChargeVerdict.verdict == Verdict(wanted.verdict))
    if wanted.carrier:
        asked = asked.where(CarrierBill.carrier == wanted.carrier)
    return asked.where(CarrierBill.number == wanted.bill) if wanted.bill else asked


def is_open() -> ColumnElement[bool]:
    """A current verdict that leaves it to a person, and no dispute has taken it up."""
    claimed = exists().where(
        DisputedCharge.charge_id == ChargeVerdict.charge_id, DisputedCharge.released_at.is_(None)
    )
    return (
        ChargeVerdict.superseded_at.is_(None)
        & ChargeVerdict.agreed.is_(None)
        & (CarrierBill.state == BillState.MATCHED)
        & ~claimed
    )


def open_exceptions(session: Session, through: date) -> int:
    """How many charges of bills issued until that day wait for a person."""
    asked = waiting(ExceptionFilter()).where(CarrierBill.issued_on <= through)
    return session.execute(select(func.count()).select_from(asked.subquery())).scalar_one()


def counts_of(session: Session) -> tuple[VerdictCount, ...]:
    """How much waits under each verdict."""
    asked = waiting(ExceptionFilter()).with_only_columns(
        ChargeVerdict.verdict, func.count(), func.sum(ChargeVerdict.billed)
    )
    rows = session.execute(asked.group_by(ChargeVerdict.verdict).order_by(ChargeVerdict.verdict))
    return tuple(
        VerdictCount(verdict=verdict, charges=charges, money=money or Decimal(0))
        for verdict, charges, money in rows
    )


def suggestions_of(
    session: Session, charge_ids: Collection[int]
) -> dict[int, tuple[Suggestion, ...]]:
    """The shipments suggested for these charges, the surest first."""
    found: dict[int, tuple[Suggestion, ...]] = {}
    rows = session.execute(
        select(MatchSuggestion, FreightShipment)
        .join(FreightShipment, FreightShipment.id == MatchSuggestion.shipment_id)
        .where(MatchSuggestion.charge_id.in_(charge_ids))
        .order_by(
            MatchSuggestion.charge_id, MatchSuggestion.certainty.desc(), MatchSuggestion.shipment_id
        )
    )
    for one, shipment in rows:
        suggestion = Suggestion(
            shipment=shipment.id,
            tracking=shipment.tracking,
            booked_on=shipment.booked_on,
            certainty=one.certainty,
            because=one.because,
        )
        found[one.charge_id] = (*found.get(one.charge_id, ()), suggestion)
    return found


def row_of(
    verdict: ChargeVerdict,
    charge: CarrierCharge,
    bill: CarrierBill,
    suggestions: tuple[Suggestion, ...],
    actor: Actor,
) -> OpenCharge:
    """One line of the list."""
    return OpenCharge(
        charge=charge.id,
        bill_id=bill.id,
        bill=bill.number,
        line=charge.line,
        carrier=bill.carrier,
        issued_on=bill.issued_on,
        tracking=charge.tracking,
        reference=charge.reference or charge.customer_reference,
        charge_class=charge.charge_class,
        code=charge.code,
        text=charge.text,
        verdict=verdict.verdict,
        billed=charge.net,
        expected=verdict.expected,
        currency=charge.currency,
        claimable=may_claim(verdict.verdict, charge.net, verdict.expected),
        mine=bill.taken_by == actor.name,
        suggestions=suggestions,
    )
