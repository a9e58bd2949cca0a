"""What a person says of a charge: what of it is paid, and which shipment it is for."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.finance.bill_refusals import ReasonMissing, SecondLookMissing
from desk.finance.dispute_claims import refuse_disputed
from desk.finance.events import note
from desk.finance.verdict_refusals import (
    AgreedImpossible,
    BillSettled,
    NoSuchCharge,
    NoSuchShipment,
    NothingExpected,
    VerdictImpossible,
)
from desk.request_keys import Answer, answer_once
from desk.suppliers import prefixed
from models.finance.bills import CarrierBill, CarrierCharge
from models.finance.matching import match_charge_to
from models.finance.shipments import FreightShipment
from models.finance.verdicts import ChargeVerdict
from rules.finance.freight_words import BillState, Verdict
from rules.finance.rounding import cents
from runtime.database import Database

LONGEST_REASON: Final = 2000
BILLED, EXPECTED = "billed", "expected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is agreed of a charge, and why: "billed", "expected" or an amount without VAT.

    `verdict` is given where the rules named the wrong one.
    """

    agreed: str
    because: str
    verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A charge with its bill and its current verdict, all held."""

    bill: CarrierBill
    charge: CarrierCharge
    verdict: ChargeVerdict


def decide_charge(
    database: Database,
    actor: Actor,
    charge_id: int,
    decision: Decision,
    key: str,
    now: datetime,
) -> Answer:
    """Agree what is paid of a charge, once per key; the verdict before stays on record.

    Raises NotAllowed, ReasonMissing, NoSuchCharge, BillSettled, SecondLookMissing, ChargeDisputed,
    NothingExpected, AgreedImpossible, VerdictImpossible.
    """

    def act(session: Session, found: Judged) -> None:
        agreed = amount_of(decision.agreed, found)
        verdict = verdict_of(decision.verdict, found.verdict)
        because = reason_of(decision.because)
        supersede(session, found, agreed, verdict, Deciding(by=actor.name, because=because, at=now))

    body = {"charge": charge_id, **asdict(decision)}
    return settle(database, actor, charge_id, body, Asked(key=key, at=now, act=act))


def confirm_shipment(
    database: Database,
    actor: Actor,
    charge_id: int,
    shipment_id: int,
    because: str,
    key: str,
    now: datetime,
) -> Answer:
    """Say which shipment a charge is for, once per key; the rules judge it anew as that one's.

    Raises NotAllowed, ReasonMissing, NoSuchCharge, NoSuchShipment, BillSettled, SecondLookMissing,
    ChargeDisputed.
    """

    def act(session: Session, found: Judged) -> None:
        shipment = session.get(FreightShipment, (actor.tenant_id, shipment_id))
        if shipment is None or shipment.carrier != found.bill.carrier:
            raise NoSuchShipment(shipment_id, found.bill.carrier)
        why = reason_of(because)
        match_charge_to(session, charge_id, shipment_id, by=actor.name, because=why, at=now)

    body = {"charge": charge_id, "shipment": shipment_id, "because": because}
    return settle(database, actor, charge_id, body, Asked(key=key, at=now, act=act))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Under which key and when something is done to a charge, and what."""

    key: str
    at: datetime
    act: Callable[[Session, Judged], None]


def settle(
    database: Database, actor: Actor, charge_id: int, body: dict[str, Any], asked: Asked
) -> Answer:
    """Do it to the charge while its bill may be decided on, and keep who, why, before and after."""
    actor.require("approve finance")
    with database.as_tenant(actor.tenant_id) as session:

        def act() -> Answer:
            found = charge_to_decide(session, actor, charge_id)
            before = standing_of(found.verdict)
            asked.act(session, found)
            after = current_verdict(session, charge_id)
            note(
                session,
                actor,
                found.bill.id,
                "charge_decided",
                asked.at,
                because=reason_of(body["because"]),
                before={"charge": charge_id, **before},
                after=standing_of(after),
            )
            return {"charge": charge_id, "bill": found.bill.number, **standing_of(after)}

        return answer_once(session, actor, prefixed("charge", asked.key), body, asked.at, act)


def charge_to_decide(session: Session, actor: Actor, charge_id: int) -> Judged:
    """The charge, held, while it may be decided on by this person."""
    charge = session.get(CarrierCharge, (actor.tenant_id, charge_id))
    if charge is None:
        raise NoSuchCharge(charge_id)
    bill = session.scalars(
        select(CarrierBill).where(CarrierBill.id == charge.bill_id).with_for_update()
    ).one()
    if bill.state is not BillState.MATCHED:
        raise BillSettled(bill.number, bill.state)
    if bill.taken_by == actor.name:
        raise SecondLookMissing("bill")
    refuse_disputed(session, [charge])
    return Judged(bill=bill, charge=charge, verdict=current_verdict(session, charge_id))


def current_verdict(session: Session, charge_id: int) -> ChargeVerdict:
    """What the charge is held to be now (NoSuchCharge)."""
    found = session.scalars(
        select(ChargeVerdict)
        .where(ChargeVerdict.charge_id == charge_id, ChargeVerdict.superseded_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NoSuchCharge(charge_id)
    return found


def amount_of(said: str, found: Judged) -> Decimal:
    """What is agreed: between nothing and what is billed (NothingExpected, AgreedImpossible)."""
    charge, expected = found.charge, found.verdict.expected
    if said == BILLED:
        return charge.net
    if said == EXPECTED and expected is None:
        raise NothingExpected(charge.id)
    try:
        agreed = Decimal(said) if expected is None or said != EXPECTED else expected
    except InvalidOperation:
        raise AgreedImpossible(said, charge.net, charge.currency) from None
    least, most = sorted((Decimal(0), charge.net))
    if not agreed.is_finite() or not least <= agreed <= most or agreed != cents(agreed):
        raise AgreedImpossible(said, charge.net, charge.currency)
    return agreed


def verdict_of(said: str, before: ChargeVerdict) -> Verdict:
    """The verdict a person gives, or the one before (VerdictImpossible)."""
    if not said:
        return before.verdict
    if said not in set(Verdict) or said == Verdict.UNBILLED:
        raise VerdictImpossible(said)
    return Verdict(said)


def reason_of(because: str) -> str:
    """The reason as it is kept (ReasonMissing)."""
    if not 0 < len(because.strip()) <= LONGEST_REASON:
        raise ReasonMissing
    return because.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """By whom, why and when."""

    by: str
    because: str
    at: datetime


def supersede(
    session: Session, found: Judged, agreed: Decimal, verdict: Verdict, deciding: Deciding
) -> None:
    """A verdict in the person's name instead of the one before, which stays."""
    before = found.verdict
    before.superseded_at = deciding.at
    session.flush()
    session.add(
        ChargeVerdict(
            tenant_id=before.tenant_id,
            bill_id=before.bill_id,
            charge_id=before.charge_id,
            expected_id=before.expected_id,
            shipment_id=before.shipment_id,
            verdict=verdict,
            matched_by=before.matched_by,
            expected=before.expected,
            billed=before.billed,
            agreed=agreed,
            reason=before.reason,
            account=before.account,
            decided_at=deciding.at,
            decided_by=deciding.by,
            because=deciding.because,
            instead_of=before.id,
        )
    )
    session.flush()


def standing_of(verdict: ChargeVerdict) -> dict[str, Any]:
    """How a charge stands, in an answer and in what is kept of a decision."""
    return {
        "verdict": verdict.verdict.value,
        "matched_by": verdict.matched_by.value,
        "billed": said(verdict.billed),
        "expected": said(verdict.expected),
        "agreed": said(verdict.agreed),
        "shipment": verdict.shipment_id,
    }


def said(amount: Decimal | None) -> str | None:
    """An amount with two decimals, as JSON carries it."""
    return None if amount is None else f"{amount:.2f}"
