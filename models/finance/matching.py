"""Verdicts on carriers' charges, set by set: whatever their number, the same few statements."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from models.finance import match_steps as steps
from models.finance import match_taking as taking
from models.finance import match_writing as writing
from models.finance.bills import CarrierBill
from models.finance.verdicts import ChargeVerdict
from rules.finance.freight_words import BillState, Verdict
from rules.local_month import next_month

#: So many new charges are told to the planner: it takes what it does not know of for one row.
SOME: Final = 5_000
#: Bills with so many charges are read as a whole; fewer may be looked up one by one.
MANY: Final = 50_000
#: A whole month may be matched at once; the usual ten seconds are for people who wait.
LONGEST: Final = "10min"
MEMORY: Final = "128MB"

#: In this order. The prefix alone is looked for among all shipments.
_DESCRIBING: Final = (steps.DESCRIBE, steps.KNOW, steps.BY_TRACKING)
_JUDGING: Final = (
    steps.BY_REFERENCE,
    steps.TAKE_EXPECTED,
    steps.TAKE_PIECES,
    steps.FIND_REPEATS,
    writing.JUDGE,
    writing.SUGGEST,
    writing.FORGET,
    writing.KEEP_UNCHANGED,
    writing.NAME_UNBILLED,
    writing.SUPERSEDE,
    writing.SUPERSEDE_UNBILLED,
    writing.WRITE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictSum:
    """How many charges have a verdict, and what they were billed, without VAT."""

    verdict: Verdict
    charges: int
    money: Decimal


def match_bills(
    session: Session, bill_ids: Collection[uuid.UUID] | None, at: datetime
) -> tuple[VerdictSum, ...]:
    """Give every charge of these bills its verdict; None: of all that are not yet approved.

    A bill that was matched before keeps what is settled; what a rule left to a person is judged
    again, and superseded where it came out another way. Returns the sums of the bills' current
    verdicts: their money is the bills' net.
    """
    hold_matching(session)
    bills = to_match(session, bill_ids)
    if not bills:
        return ()
    spend_more(session)
    for step in (taking.CLEAR, taking.PREPARE, taking.PREPARE_KEY):
        session.execute(text(step))
    take(session, bills, at)
    judge(session, at)
    for one in bills:
        if one.state is BillState.LOADED:
            one.state, one.matched_at = BillState.MATCHED, at
    session.flush()
    return sums_of(session, [one.id for one in bills])


def match_charge_to(
    session: Session, charge_id: int, shipment_id: int, *, by: str, because: str, at: datetime
) -> None:
    """Judge one charge anew as that shipment's, because a person says it is."""
    hold_matching(session)
    for step in (taking.CLEAR, taking.PREPARE, taking.PREPARE_KEY):
        session.execute(text(step))
    session.execute(text(taking.TAKE_ONE), {"charge": charge_id, "shipment": shipment_id})
    judge(session, at, by=by, because=because)


def mark_unbilled(session: Session, month: date, at: datetime) -> int:
    """Say of every charge accrued until the month's end that no bill has it; returns the new ones.

    A bill that has it later supersedes that.
    """
    hold_matching(session)
    spend_more(session)
    session.execute(text(writing.END_UNBILLED), {"at": at})
    found = session.connection().execute(
        text(writing.MARK_UNBILLED), {"until": next_month(month), "at": at}
    )
    return found.rowcount


def hold_matching(session: Session) -> None:
    """Two runs of one tenant wait for each other: both may want the same expected charge."""
    key = func.hashtextextended(func.current_setting("swapdesk.tenant"), 6)
    session.execute(select(func.pg_advisory_xact_lock(key)))


def to_match(session: Session, bill_ids: Collection[uuid.UUID] | None) -> Sequence[CarrierBill]:
    """The bills that may be matched, locked."""
    asked = (
        select(CarrierBill)
        .where(CarrierBill.state.in_((BillState.LOADED, BillState.MATCHED)))
        .order_by(CarrierBill.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if bill_ids is not None:
        asked = asked.where(CarrierBill.id.in_(bill_ids))
    return session.scalars(asked).all()


def spend_more(session: Session) -> None:
    """Let this transaction have the time and the memory that a million lines take."""
    session.execute(
        text(
            f"SELECT set_config('statement_timeout', '{LONGEST}', true),"
            f" set_config('work_mem', '{MEMORY}', true), set_config('jit', 'off', true)"
        )
    )


def take(session: Session, bills: Collection[CarrierBill], at: datetime) -> None:
    """Settle what is exact, and put down all else to be judged."""
    loaded = [one for one in bills if one.state is BillState.LOADED]
    lines = sum(one.charges for one in loaded)
    if loaded:
        learn(session, "carrier_charges", lines)
        session.execute(text(f"SET LOCAL enable_nestloop = {'off' if lines > MANY else 'on'}"))
        asked = {"bills": [one.id for one in loaded], "lines": lines, "at": at}
        session.execute(text(taking.TAKE_EXACT), asked)
        session.execute(text("SET LOCAL enable_nestloop = on"))
        learn(session, "charge_verdicts", lines)
    if len(loaded) < len(bills):
        known = [one.id for one in bills if one.state is BillState.MATCHED]
        session.execute(text(taking.TAKE_OPEN), {"bills": known})


def learn(session: Session, table: str, lines: int) -> None:
    """Let the planner know the table, after so many rows were written to it."""
    if lines > SOME:
        session.execute(text(f"ANALYZE {table}"))


def judge(session: Session, at: datetime, *, by: str = "", because: str = "") -> None:
    """Judge what was put down, and write its verdicts."""
    session.flush()
    told = {"at": at, "by": by, "because": because}
    look_up(session, _DESCRIBING, told)
    session.execute(text(steps.BY_PREFIX))
    look_up(session, _JUDGING, told)
    session.expire_all()


def look_up(session: Session, asked: Sequence[str], told: Mapping[str, object]) -> None:
    """Do these steps row by key."""
    session.execute(text(steps.BY_KEY))
    for step in asked:
        session.execute(text(step), told)
    session.execute(text(steps.AS_USUAL))


def sums_of(session: Session, bills: Collection[uuid.UUID]) -> tuple[VerdictSum, ...]:
    """The current verdicts of these bills, by verdict."""
    asked = (
        select(ChargeVerdict.verdict, func.count(), func.sum(ChargeVerdict.billed))
        .where(ChargeVerdict.bill_id.in_(bills), ChargeVerdict.superseded_at.is_(None))
        .group_by(ChargeVerdict.verdict)
        .order_by(ChargeVerdict.verdict)
    )
    return tuple(
        VerdictSum(verdict=verdict, charges=charges, money=money or Decimal(0))
        for verdict, charges, money in session.execute(asked)
    )
