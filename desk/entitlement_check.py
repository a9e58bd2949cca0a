"""Would this be covered? The answer to a request before a case exists; nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.agreed import as_asked, find_contract, find_customer
from desk.asked import RequestForm
from desk.judging import Judged, count_targets, device_on_record, in_force, judge
from desk.request_keys import database_clock
from models.devices import Unit
from rules.channel_hours import ChannelHours, hours_of_channel, say_hours
from rules.decision import Decision
from rules.promises import Promise, promise_delivery, promise_dispatch
from rules.reason_words import language_of, say_decision
from rules.scan_text import normal_serial
from rules.service_words import Measure
from rules.targets import TargetDue
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckForm:
    """Whose contract, which device (by serial, or any of a class), and what is asked."""

    customer: str
    contract: str = ""
    serial: str = ""
    product_class: str = ""
    language: str = ""
    request: RequestForm = field(default_factory=RequestForm)
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The decision in words and as data, with everything that would be promised now.

    `hours` says when the channel is open that was asked through; None where no hours are stated.
    """

    contract: str
    programme: str
    tier: str
    language: str
    decision: Decision
    sentences: tuple[str, ...]
    targets: tuple[TargetDue, ...]
    promises: tuple[Promise, ...]
    hours: ChannelHours | None
    binding: bool


def check_entitlement(database: Database, actor: Actor, form: CheckForm) -> Checked:
    """What opening a case now would answer (UnknownCustomer, UnknownContract, SeverityUnknown)."""
    actor.require("check entitlement")
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        customer = find_customer(session, actor, form.customer, at)
        contract = find_contract(session, customer, form.contract)
        known = device_on_record(session, contract, unit_named(session, form.serial))
        device = replace(known, product_class=form.product_class or known.product_class)
        request = as_asked(actor, customer, form.request)
        judged = judge(session, contract, request, in_force(session, contract, at), device=device)
        language = language_of(form.language or customer.locale)
        return told(contract.number, judged, request, language)


def told(contract: str, judged: Judged, request: RequestForm, language: str) -> Checked:
    """What was judged, in words; the hours of the channel come last."""
    terms, calendars, at = judged.under.terms, judged.under.calendars, judged.under.at
    hours = hours_of_channel(terms, calendars, request.channel, request.who, at)
    open_or_closed = (say_hours(hours, language),) if hours else ()
    return Checked(
        contract=contract,
        programme=terms.programme,
        tier=terms.tier_label,
        language=language,
        decision=judged.decision,
        sentences=(*say_decision(judged.decision, language), *open_or_closed),
        targets=count_targets(terms, calendars, request, at),
        promises=tuple(would_promise(judged)),
        hours=hours,
        binding=terms.ground.binding,
    )


def unit_named(session: Session, serial: str) -> Unit | None:
    """The unit with this serial or IMEI, if it is on record."""
    if not serial.strip():
        return None
    named = normal_serial(serial)
    return session.scalars(
        select(Unit).where(or_(Unit.serial == named, Unit.imei == named))
    ).first()


def would_promise(judged: Judged) -> Iterator[Promise]:
    """Delivery or dispatch, where the decision allows the remedy that promises it."""
    terms, calendars, at = judged.under.terms, judged.under.calendars, judged.under.at
    allowed = set(judged.decision.measures)
    if terms.swap is not None and allowed & {Measure.SWAP, Measure.LOAN}:
        yield promise_delivery(registered_at=at, swap=terms.swap, calendars=calendars)
    if terms.advance_replacement is not None and Measure.ADVANCE_REPLACEMENT in allowed:
        yield promise_dispatch(
            identified_at=at, advance=terms.advance_replacement, calendars=calendars
        )
