"""What comes next in a case if nobody moves: letters, reminders, labels, charges and alarms.

It is computed by the rules the workflow itself runs on, with the calendars of the case's terms.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.entries import Page
from activities.shelf_choice import shelf_of, wanted_model
from desk.actors import Actor
from desk.programme_versions import programme_for
from desk.refusals import UnknownCase
from desk.sentences.ahead import AGAIN, ALARMS, COMING
from models.cases import Case
from models.legs import Label, Leg
from models.papers import Notification
from models.pool_homes import model_to_send
from models.stock import free_units
from rules.case_state import CaseState
from rules.case_values import ChargeState, Standstill
from rules.case_words import Direction, Outbound
from rules.foresight import Coming, Foreseen, Surroundings, foresee
from rules.return_days import after_working_days
from rules.terms import Terms, calendars_under, return_calendar
from rules.working_calendar import Calendar
from runtime.database import Database
from runtime.payloads import from_plain

#: How far a desk looks ahead where it does not say.
HORIZON = timedelta(days=90)
#: What a customer's person reads of the alarms; the rest is the desk's own.
CUSTOMERS_DAYS = frozenset({"return_due"})
#: Where another unit may have to be asked for by itself.
TRAVELLING = frozenset({Outbound.ON_ITS_WAY, Outbound.RECALLING, Outbound.COMING_BACK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """One thing to come, in a sentence; `again` when it comes back until somebody moves."""

    at: datetime
    what: Coming
    sentence: str
    name: str
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAhead:
    """Everything to come up to an instant, soonest first, with the zone it is read in."""

    number: str
    until: datetime
    timezone: str
    coming: tuple[Ahead, ...]


def look_ahead(
    database: Database, actor: Actor, number: str, now: datetime, days: int = HORIZON.days
) -> LookAhead:
    """What comes within so many days of now, or of the case's last change where that is later.

    A customer's person sees what reaches the customer. Raises UnknownCase.
    """
    with database.as_tenant(actor.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number, actor.sees)).one_or_none()
        if case is None:
            raise UnknownCase(number)
        state, terms = from_plain(CaseState, case.snapshot), Terms.from_json(case.terms)
        until = max(now, case.changed_at) + timedelta(days=days)
        found = foresee(state, until, surroundings(session, case, state, terms))
    if actor.customer_id is not None:
        found = tuple(one for one in found if reaches_customer(one))
    told = tuple(told_once(sorted(found, key=lambda one: one.at)))
    return LookAhead(number=number, until=until, timezone=terms.timezone, coming=told)


def surroundings(session: Session, case: Case, state: CaseState, terms: Terms) -> Surroundings:
    """What the record would answer to the machine's questions."""

    @cache
    def calendar() -> Calendar:
        """Read only where working days are counted."""
        programme = programme_for(session, case.tenant_id, terms.programme, terms.version)
        return return_calendar(terms, calendars_under(programme, terms.figures))

    def count_days(since: datetime, days: int, stood: Sequence[Standstill]) -> datetime:
        return after_working_days(since, days, calendar(), stood)

    return Surroundings(
        count_days=count_days,
        label_days=label_days(session, case.id),
        unit_free=state.outbound in TRAVELLING and has_free_unit(session, case, state),
        written=letters_of(session, case.id),
    )


def label_days(session: Session, case_id: uuid.UUID) -> int | None:
    """How many days the case's newest return label lives; None for ever, or without one."""
    newest = session.execute(
        select(Label.booked_at, Label.valid_until)
        .join(Leg, (Leg.tenant_id == Label.tenant_id) & (Leg.id == Label.leg_id))
        .where(Leg.case_id == case_id, Leg.direction == Direction.RETURN)
        .order_by(Leg.attempt.desc())
        .limit(1)
    ).one_or_none()
    if newest is None or newest.valid_until is None:
        return None
    lives: timedelta = newest.valid_until.date() - newest.booked_at.date()
    return lives.days


def has_free_unit(session: Session, case: Case, state: CaseState) -> bool:
    """Whether the shelf the case draws on could give another unit, or its substitute, today."""
    page = Page(session=session, case=case, state=state)
    shelf = shelf_of(page)
    model_id = model_to_send(session, shelf.id, wanted_model(page))
    return bool(free_units(session, shelf.id, model_id))


def letters_of(session: Session, case_id: uuid.UUID) -> frozenset[tuple[str, str]]:
    """The letters of the case with their parts: none of them is written twice."""
    rows = session.execute(
        select(Notification.letter, Notification.part).where(Notification.case_id == case_id)
    )
    return frozenset((letter, part) for letter, part in rows)


def reaches_customer(one: Foreseen) -> bool:
    """True for what the customer itself gets, and for its own last day."""
    if one.what is Coming.ALARM:
        return one.deadline in CUSTOMERS_DAYS
    return one.what is not Coming.CHARGE


def told_once(found: Sequence[Foreseen]) -> Iterator[Ahead]:
    """Each in a sentence; an alarm that comes back is told once."""
    alarms = [one.deadline for one in found if one.what is Coming.ALARM]
    told: set[str] = set()
    for one in found:
        name = name_of(one)
        if one.what is Coming.ALARM and name in told:
            continue
        told.add(name)
        again = one.what is Coming.ALARM and alarms.count(name) > 1
        sentence = sentence_of(one) + (AGAIN if again else "")
        yield Ahead(at=one.at, what=one.what, sentence=sentence, name=name, again=again)


def name_of(one: Foreseen) -> str:
    """The word of what comes: its letter, charge, deadline or direction."""
    words = ("letter", "kind", "direction")
    return next((one.details[word] for word in words if one.details.get(word)), one.deadline)


def sentence_of(one: Foreseen) -> str:
    """What comes, in plain words."""
    if one.what is Coming.ALARM:
        kind = one.deadline.partition(":")[0]
        return ALARMS.get(kind) or COMING["alarm"].format(deadline=kind.replace("_", " "))
    billed = one.details.get("state") == ChargeState.APPROVED
    said = {name: text.replace("_", " ") for name, text in one.details.items()}
    amount = f"{one.details.get('amount', '')} {one.details.get('currency', '')}".strip()
    to_account = one.details.get("to") == "account"
    sentence = COMING["billed" if billed else one.what].format_map(
        {
            **said,
            "amount": amount or "an amount finance names",
            "reader": "the account's contact" if to_account else "the customer",
        }
    )
    return sentence[:1].upper() + sentence[1:]
