"""The hands of a dispute's workflow: mail the packet, tell expiry and late credits, each once."""

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session
from temporalio import activity

from activities.finance.claim_terms import terms_of
from activities.finance.dispute_events import (
    DESK,
    Happened,
    locked_dispute,
    note_change,
    note_dispute,
    standing_of,
)
from activities.finance.dispute_letters import has_address, owe_dispute_letter
from activities.finance.dispute_packets import make_packet
from activities.finance.dispute_verdicts import let_go, reopen_verdicts
from documents.letters import LetterKind
from models.finance.disputes import ClaimRule, Dispute
from rules.coverage_dates import day_of
from rules.finance.claims import ClaimTerms
from rules.finance.dispute_words import AWAITING_CREDIT, UNANSWERED, DisputeWord
from rules.finance.freight_words import DisputeState
from rules.finance.month_orders import DisputeTurn
from rules.pool_orders import Turned
from runtime.database import Database
from runtime.killpoints import killpoint

_INSTANT = timedelta(microseconds=1)


class FreightDisputes:
    """The activity of a dispute with a carrier."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @activity.defn(name="turn_dispute")
    def turn_dispute(self, turn: DisputeTurn) -> Turned:
        """Write everything that is due by the instant; a repeat writes nothing."""
        with self.database.as_tenant(uuid.UUID(turn.dispute.tenant_id)) as session:
            dispute = locked_dispute(session, uuid.UUID(turn.dispute.dispute_id))
            turned = follow_dispute(session, dispute, turn.at)
            killpoint("dispute_turned")
        return turned


def follow_dispute(session: Session, dispute: Dispute, at: datetime) -> Turned:
    """Do what the dispute's state asks for by now, and name the next instant."""
    rule = session.get_one(ClaimRule, (dispute.tenant_id, dispute.rule_id))
    if dispute.state in UNANSWERED:
        dispute.next_at = follow_unanswered(session, dispute, terms_of(session, rule), at)
    elif dispute.state in AWAITING_CREDIT:
        dispute.next_at = tell_late_credit(session, dispute, terms_of(session, rule), at)
    else:
        dispute.next_at = None
        tell_withdrawn(session, dispute, at)
    session.flush()
    return Turned(state=dispute.state, next_at=dispute.next_at)


def follow_unanswered(
    session: Session, dispute: Dispute, terms: ClaimTerms, at: datetime
) -> datetime | None:
    """Mail it, tell that it will expire, and let it expire; returns what is due next."""
    if at >= dispute.deadline:
        expire(session, dispute)
        return None
    if dispute.state is DisputeState.DRAFT:
        send_claim(session, dispute, at)
    if dispute.alerted_at is None:
        due = terms.alert_at(last_day_of(dispute, terms))
        if due > at:
            return due
        tell_expiring(session, dispute, at)
    return dispute.deadline


def send_claim(session: Session, dispute: Dispute, at: datetime) -> None:
    """Make the packet and owe it to the claims desk; without an address a person hands it in."""
    make_packet(session, dispute, at)
    if not has_address(session, dispute):
        note_dispute(
            session, dispute, Happened(word=DisputeWord.NO_ADDRESS, key="no-address", at=at)
        )
        return
    before = standing_of(dispute)
    owe_dispute_letter(session, dispute, LetterKind.DISPUTE_SENT, at)
    mark_sent(session, dispute, Happened(word=DisputeWord.SENT, key="sent", at=at), before)


def mark_sent(
    session: Session, dispute: Dispute, sent: Happened, before: dict[str, object]
) -> None:
    """The claim is with the carrier."""
    dispute.state, dispute.sent_at = DisputeState.SENT, sent.at
    note_dispute(session, dispute, sent)
    note_change(session, dispute, sent, before)


def tell_expiring(session: Session, dispute: Dispute, at: datetime) -> None:
    """The dispute's list shows from now on that its claim will expire."""
    dispute.alerted_at = at
    details = {"deadline": dispute.deadline.isoformat()}
    told = Happened(word=DisputeWord.EXPIRING, key="expiring", at=at, details=details)
    note_dispute(session, dispute, told)


def expire(session: Session, dispute: Dispute) -> None:
    """Nobody answered in time: as of the deadline the claim is over, whenever this is written."""
    before, at = standing_of(dispute), dispute.deadline
    dispute.state, dispute.ended_at = DisputeState.EXPIRED, at
    expired = Happened(
        word=DisputeWord.EXPIRED,
        key="expired",
        at=at,
        because="The carrier did not answer in time.",
    )
    note_dispute(session, dispute, expired)
    note_change(session, dispute, expired, before)
    release_charges(session, dispute, DESK, at)


def release_charges(session: Session, dispute: Dispute, by: str, at: datetime) -> None:
    """The charges of a claim that brought nothing may be decided, or disputed, anew."""
    let_go(session, dispute, at)
    reopen_verdicts(session, dispute, by, at)


def tell_late_credit(
    session: Session, dispute: Dispute, terms: ClaimTerms, at: datetime
) -> datetime:
    """Tell once for each span of the rule's days that the agreed credit has not come."""
    counted_from = dispute.alerted_at or dispute.answered_at or at
    due = terms.deadline(day_of(counted_from, terms.timezone))
    if due > at:
        return due
    day = day_of(due, terms.timezone)
    owed = (dispute.accepted or dispute.claimed) - dispute.credited
    note_dispute(
        session,
        dispute,
        Happened(
            word=DisputeWord.CREDIT_LATE,
            key=f"credit-late/{day}",
            at=at,
            details={"owed": f"{owed:.2f} {dispute.currency}"},
        ),
    )
    dispute.alerted_at = at
    return terms.deadline(day_of(at, terms.timezone))


def tell_withdrawn(session: Session, dispute: Dispute, at: datetime) -> None:
    """The carrier hears once that a claim it has got is taken back."""
    mailed = dispute.state is DisputeState.WITHDRAWN and dispute.sent_at is not None
    if mailed and has_address(session, dispute):
        owe_dispute_letter(session, dispute, LetterKind.DISPUTE_WITHDRAWN, at)


def last_day_of(dispute: Dispute, terms: ClaimTerms) -> date:
    """The last day of the claim, as its deadline was set when it was opened."""
    return day_of(dispute.deadline - _INSTANT, terms.timezone)
