"""Disputes with carriers: opened, handed in, answered, withdrawn; each change once per key."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.dispute_events import owe_look, standing_of
from activities.finance.dispute_verdicts import agree_disputed, let_go
from activities.finance.disputes import mark_sent, release_charges
from activities.own_label import next_number
from desk.actors import Actor
from desk.finance.dispute_changes import Change, change_dispute, reason_of
from desk.finance.dispute_claims import Claims, claims_on
from desk.finance.dispute_refusals import (
    AlreadySent,
    AmountImpossible,
    BillNotDisputable,
    NoAnswer,
    UnknownBill,
)
from desk.request_keys import Answer, answer_once
from desk.suppliers import prefixed
from models.finance.bills import CarrierBill
from models.finance.disputes import Dispute, DisputedCharge
from rules.finance.claims import pay_mode_for
from rules.finance.dispute_words import ANSWERS, DisputeWord
from rules.finance.freight_words import BillState, DisputeState, PayMode
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerForm:
    """What the carrier answers: accepted, partial with an amount without VAT, or rejected."""

    number: str
    answer: str
    amount: Decimal | None = None
    reference: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInForm:
    """A person has handed the claim in, where the carrier takes none by mail."""

    number: str
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawForm:
    """The claim is taken back."""

    number: str
    because: str


def open_dispute(  # noqa: PLR0913 - what is disputed, why, by whom, under which key, when
    database: Database,
    actor: Actor,
    bill_id: uuid.UUID,
    charge_ids: Collection[int],
    because: str,
    key: str,
    now: datetime,
    *,
    pay_mode: PayMode = PayMode.PAY_AND_CLAIM,
) -> Answer:
    """Claim charges of one bill, once per key; without any named all that wait and can be claimed.

    Their verdicts are agreed as the pay mode says. The dispute's workflow mails the claim. Raises
    NotAllowed, WhyDisputed, UnknownBill, BillNotDisputable, ShortPayRefused and what
    `desk.finance.dispute_claims.claims_on` does.
    """
    actor.require("approve finance")
    body = {"bill": bill_id, "charges": sorted(charge_ids), "because": because, "mode": pay_mode}
    with database.as_tenant(actor.tenant_id) as session:

        def act() -> Answer:
            reason, bill = reason_of(because), bill_to_dispute(session, bill_id)
            claims = claims_on(session, bill, charge_ids, now)
            mode = pay_mode_for(pay_mode, claims.pay_modes, bill.carrier)
            dispute = add_dispute(session, bill, claims, Opening(actor=actor, at=now, mode=mode))
            agree_disputed(session, dispute, actor.name)
            change = Change(session=session, actor=actor, dispute=dispute, before={}, at=now)
            change.note(change.happened(DisputeWord.OPENED, reason, bill=bill.number))
            owe_look(session, dispute, "opened", now)
            return standing_of(dispute)

        return answer_once(session, actor, prefixed("dispute", key), body, now, act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """By whom, when, and how the bill is paid meanwhile."""

    actor: Actor
    at: datetime
    mode: PayMode


def add_dispute(session: Session, bill: CarrierBill, claims: Claims, opening: Opening) -> Dispute:
    """The dispute with its charges, numbered without gaps in the year."""
    tenant_id, at, first = opening.actor.tenant_id, opening.at, claims.first
    series = f"dispute/{at.year}"
    dispute = Dispute(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        number=f"DS-{at.year}-{next_number(session, tenant_id, series):05d}",
        bill_id=bill.id,
        rule_id=first.rule.id,
        carrier=bill.carrier,
        verdict=first.verdict,
        state=DisputeState.DRAFT,
        pay_mode=opening.mode,
        claimed=claims.claimed,
        credited=Decimal(0),
        currency=bill.currency,
        deadline=first.deadline,
        next_at=at,
        opened_at=at,
        opened_by=opening.actor.name,
    )
    session.add(dispute)
    session.flush()
    session.add_all(
        DisputedCharge(
            tenant_id=tenant_id,
            id=uuid.uuid4(),
            dispute_id=dispute.id,
            charge_id=one.charge.id,
            claimed=one.claimed,
        )
        for one in claims.items
    )
    session.flush()
    return dispute


def hand_in_dispute(
    database: Database, actor: Actor, form: HandInForm, key: str, now: datetime
) -> Answer:
    """Write down that a person handed the claim in (NotAllowed, UnknownDispute, AlreadySent)."""

    def act(change: Change) -> None:
        dispute = change.dispute
        if dispute.state is not DisputeState.DRAFT:
            raise AlreadySent(dispute.number, dispute.state)
        dispute.carrier_reference = form.reference.strip()
        sent = change.happened(DisputeWord.SENT, reference=dispute.carrier_reference)
        mark_sent(change.session, dispute, sent, change.before)

    return change_dispute(database, actor, form, prefixed("dispute-sent", key), now, act)


def answer_dispute(
    database: Database, actor: Actor, form: AnswerForm, key: str, now: datetime
) -> Answer:
    """Write down what the carrier answers; a rejected claim is over.

    Raises NotAllowed, UnknownDispute, DisputeEnded, NoAnswer, AmountImpossible, WhyDisputed.
    """

    def act(change: Change) -> None:
        dispute, answer = change.dispute, answer_of(form)
        dispute.accepted = accepted_of(dispute, form, answer)
        because = reason_of(form.because) if answer is DisputeState.REJECTED else form.because
        dispute.state, dispute.alerted_at = answer, None
        dispute.answered_at, dispute.answered_by = change.at, change.actor.name
        dispute.carrier_reference = form.reference.strip() or dispute.carrier_reference
        dispute.because = because.strip()
        if answer is not DisputeState.REJECTED and dispute.credited >= dispute.accepted:
            end(dispute, DisputeState.CREDITED, change.at)
            let_go(change.session, dispute, change.at)
        amount = f"{dispute.accepted:.2f} {dispute.currency}"
        told = {"accepted": amount, "reference": dispute.carrier_reference}
        change.note(change.happened(ANSWERS[answer], dispute.because, **told))
        if answer is DisputeState.REJECTED:
            end(dispute, answer, change.at)
            release_charges(change.session, dispute, change.actor.name, change.at)

    return change_dispute(database, actor, form, prefixed("dispute-answer", key), now, act)


def withdraw_dispute(
    database: Database, actor: Actor, form: WithdrawForm, key: str, now: datetime
) -> Answer:
    """Take the claim back; its workflow tells the carrier what it has got.

    Raises NotAllowed, UnknownDispute, DisputeEnded, WhyDisputed.
    """

    def act(change: Change) -> None:
        dispute = change.dispute
        dispute.because = reason_of(form.because)
        end(dispute, DisputeState.WITHDRAWN, change.at)
        change.note(change.happened(DisputeWord.WITHDRAWN, dispute.because))
        release_charges(change.session, dispute, change.actor.name, change.at)

    return change_dispute(database, actor, form, prefixed("dispute-withdraw", key), now, act)


def end(dispute: Dispute, state: DisputeState, at: datetime) -> None:
    """Nothing more is to come of the dispute."""
    dispute.state, dispute.ended_at, dispute.next_at = state, at, None


def answer_of(form: AnswerForm) -> DisputeState:
    """The answer as a state (NoAnswer)."""
    known = next((one for one in ANSWERS if one == form.answer), None)
    if known is None:
        raise NoAnswer(form.answer)
    return known


def accepted_of(dispute: Dispute, form: AnswerForm, answer: DisputeState) -> Decimal:
    """What the carrier accepts of the claim (AmountImpossible)."""
    if answer is DisputeState.PARTIAL:
        if form.amount is None or not 0 < form.amount < dispute.claimed:
            raise AmountImpossible(dispute.claimed, dispute.currency)
        return form.amount
    if form.amount is not None:
        raise AmountImpossible(dispute.claimed, dispute.currency)
    return dispute.claimed if answer is DisputeState.ACCEPTED else Decimal("0.00")


def bill_to_dispute(session: Session, bill_id: uuid.UUID) -> CarrierBill:
    """The bill, held, while its charges may be disputed (UnknownBill, BillNotDisputable)."""
    bill = session.scalars(
        select(CarrierBill).where(CarrierBill.id == bill_id).with_for_update(key_share=True)
    ).one_or_none()
    if bill is None:
        raise UnknownBill(str(bill_id))
    if bill.state is not BillState.MATCHED:
        raise BillNotDisputable(bill.number, bill.state)
    return bill
