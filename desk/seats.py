"""Seats: the users attached to a contract's level, each from one day through another."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.agreed import find_contract, find_customer
from desk.people import normal_email
from desk.request_keys import database_clock, hold
from models.contracts import Contract
from models.parties import Contact
from models.prepaid import Seat, open_on, users_with
from rules.errors import DeskError, Kind
from runtime.database import Database

LONGEST_CODE = 80


class UnknownUser(DeskError):
    """No contact of this customer has this address."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, customer: str) -> None:
        super().__init__(
            f"'{customer}' has no contact with that e-mail address. Correct it, or attach the "
            "user under a code.",
            customer=customer,
        )


class NobodyNamed(DeskError):
    """The user is not named, or named twice."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__(
            f"Give the user's e-mail address or a code of 1 to {LONGEST_CODE} characters, not both."
        )


class SeatTaken(DeskError):
    """This user has a seat on one of these days already."""

    def __init__(self, seat: Seat) -> None:
        until = f"until {seat.until}" if seat.until else "with no end"
        super().__init__(
            f"The user is attached from {seat.since} {until}. End that seat first, or begin the "
            "new one after it.",
            since=seat.since.isoformat(),
        )


class SeatEndsBeforeItBegins(DeskError):
    """The last day lies before the first."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, since: date, until: date) -> None:
        super().__init__(f"{until} is before {since}. Both days are included; exchange them.")


class NoOpenSeat(DeskError):
    """This user has no seat that could end on that day."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, until: date) -> None:
        super().__init__(
            f"No seat of this user is open on {until}. List the contract's seats to see its days.",
            until=until.isoformat(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatForm:
    """A user of a customer's contract: a contact by e-mail, or a code that names nobody."""

    customer: str
    contract: str
    email: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    """One seat; `user` is the contact's address or the code, `until` its last day."""

    user: str
    since: date
    until: date | None


def add_seat(
    database: Database, actor: Actor, form: SeatForm, since: date, until: date | None = None
) -> SeatLine:
    """Attach a user from that day on; the same seat again changes nothing.

    Raises UnknownCustomer, UnknownContract, UnknownUser, NobodyNamed, SeatEndsBeforeItBegins and
    SeatTaken.
    """
    actor.require("manage contracts")
    if until is not None and until < since:
        raise SeatEndsBeforeItBegins(since, until)
    with database.as_tenant(actor.tenant_id) as session:
        contract, handle, contact = find_user(session, actor, form)
        hold(session, f"{actor.tenant_id}/seat/{contract.id}/{handle}")
        met = overlapping(session, contract, handle, since, until)
        if met is not None and (met.since, met.until) != (since, until):
            raise SeatTaken(met)
        if met is None:
            session.add(
                Seat(
                    tenant_id=actor.tenant_id,
                    contract_id=contract.id,
                    handle=handle,
                    contact_id=contact.id if contact else None,
                    since=since,
                    until=until,
                )
            )
    return SeatLine(user=form.email or form.code, since=since, until=until)


def end_seat(database: Database, actor: Actor, form: SeatForm, until: date) -> SeatLine:
    """Detach a user: `until` is the last day of the seat that is open; a repeat changes nothing.

    Raises UnknownCustomer, UnknownContract, UnknownUser, NobodyNamed and NoOpenSeat.
    """
    actor.require("manage contracts")
    with database.as_tenant(actor.tenant_id) as session:
        contract, handle, _ = find_user(session, actor, form)
        hold(session, f"{actor.tenant_id}/seat/{contract.id}/{handle}")
        seat = overlapping(session, contract, handle, until, until)
        if seat is None or seat.until not in {None, until}:
            raise NoOpenSeat(until)
        seat.until = until
        return SeatLine(user=form.email or form.code, since=seat.since, until=until)


def list_seats(
    database: Database, actor: Actor, customer: str, contract: str
) -> tuple[SeatLine, ...]:
    """Every seat the contract has had, the latest first (UnknownCustomer, UnknownContract)."""
    with database.as_tenant(actor.tenant_id) as session:
        owner = find_customer(session, actor, customer, database_clock(session))
        found = find_contract(session, owner, contract)
        rows = session.execute(
            select(Seat, Contact.email)
            .outerjoin(Contact, OF_SEAT)
            .where(Seat.contract_id == found.id)
            .order_by(Seat.since.desc(), Seat.handle)
        )
        return tuple(
            SeatLine(user=email or seat.handle, since=seat.since, until=seat.until)
            for seat, email in rows
        )


def seats_on(session: Session, contract_id: uuid.UUID, day: date) -> int:
    """How many users were attached on that day."""
    return users_with(session, contract_id, open_on(day, day))


def is_attached(session: Session, contract_id: uuid.UUID, user: str, day: date) -> bool:
    """Whether a user, by e-mail address or code, is attached on that day (fact 67)."""
    contacts = select(Contact.id).where(func.lower(Contact.email) == normal_email(user))
    named = or_(
        and_(Seat.contact_id.is_(None), Seat.handle == user.strip()), Seat.contact_id.in_(contacts)
    )
    return users_with(session, contract_id, open_on(day, day), named) > 0


def find_user(
    session: Session, actor: Actor, form: SeatForm
) -> tuple[Contract, str, Contact | None]:
    """The contract, the handle a seat knows the user by, and its contact if it is one."""
    code = form.code.strip()
    if bool(form.email) == bool(code) or len(code) > LONGEST_CODE:
        raise NobodyNamed
    customer = find_customer(session, actor, form.customer, database_clock(session))
    contract = find_contract(session, customer, form.contract)
    if code:
        return contract, code, None
    contact = session.scalars(
        select(Contact)
        .where(
            Contact.customer_id == customer.id,
            func.lower(Contact.email) == normal_email(form.email),
        )
        .order_by(Contact.id)
    ).first()
    if contact is None:
        raise UnknownUser(customer.code)
    return contract, str(contact.id), contact


def overlapping(
    session: Session, contract: Contract, handle: str, since: date, until: date | None
) -> Seat | None:
    """A seat of the user that shares a day with those days."""
    return session.scalars(
        select(Seat)
        .where(Seat.contract_id == contract.id, Seat.handle == handle, open_on(since, until))
        .order_by(Seat.since)
    ).first()


OF_SEAT = and_(Contact.tenant_id == Seat.tenant_id, Contact.id == Seat.contact_id)
