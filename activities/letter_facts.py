"""Every fact a letter of a case may mention, as text, from the record at the moment of sending."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from activities.letter_dates import answer_until, link_of, return_day, visit_window
from activities.letter_subjects import (
    Writing,
    charge_told,
    device_told,
    owed_serials,
    proposal_told,
)
from documents.amounts import money_in
from documents.letters import LetterKind
from models.cases import AuditEvent, Promise
from models.legs import Label, Leg
from models.parties import Tenant
from models.service import ServiceClock
from rules.case_words import Direction
from rules.promises import Promise as PromiseMade
from rules.service_words import Metric
from rules.targets import TargetDue

#: What a letter says when the record has nothing to say.
NOTHING = "-"
NEWS_WITHIN = timedelta(days=3)


def facts_of(writing: Writing) -> Mapping[str, str]:
    """Everything any letter may mention; what the record does not know reads as a dash."""
    device, serial = device_told(writing)
    told = {
        **always(writing),
        **of_promise(writing),
        **of_parcel(writing),
        **of_way_back(writing),
        "device": device,
        "serial": serial,
        "advice": reason_told(writing),
        "text": text_told(writing),
        "answer_by": answer_by(writing),
    }
    return {name: said or NOTHING for name, said in told.items()}


def always(writing: Writing) -> Mapping[str, str]:
    """Who writes to whom, in which case, on which day."""
    tenant = writing.session.get_one(Tenant, writing.case.tenant_id)
    today = said_day(writing.row.queued_at, writing.zone)
    return {
        "contact_name": writing.contact.name,
        "case_number": writing.case.number,
        "desk_name": tenant.name,
        "next_news": said_day(writing.row.queued_at + NEWS_WITHIN, writing.zone),
        "received_on": today,
        "closed_on": today,
    }


def of_promise(writing: Writing) -> Mapping[str, str]:
    """What is promised and why; without a promise, the reason that was written last."""
    promise = current_promise(writing)
    if promise is None:
        return {"promise": "", "reason": reason_told(writing)}
    return {
        "promise": said_day(promise.due_at, writing.zone),
        "reason": explained(promise, writing),
    }


def of_parcel(writing: Writing) -> Mapping[str, str]:
    """Who carries the parcel, under which number."""
    label = label_told(writing)
    if label is None:
        return {"carrier": "", "tracking_no": ""}
    return {"carrier": label.carrier, "tracking_no": label.tracking_no}


def of_way_back(writing: Writing) -> Mapping[str, str]:
    """What is owed until when, and what it or its repair costs."""
    until = answer_until(writing)
    return {
        "return_due": said_day(return_day(writing), writing.zone),
        "reminder_no": writing.row.part or "1",
        "units_owed": ", ".join(owed_serials(writing)),
        "amount": amount_told(writing),
        "link": link_of(writing),
        "valid_until": said_day(until, writing.zone) if until else "",
        "visit": visit_window(writing),
    }


def amount_told(writing: Writing) -> str:
    """The amount of the letter's proposal or charge, as the contact's language writes money."""
    proposal, charge = proposal_told(writing), charge_told(writing)
    if proposal is not None:
        return money_in(writing.language, proposal.amount, proposal.currency)
    amount = charge.amount if charge else None
    if amount is None and writing.kind is LetterKind.NOT_COVERED_FOUND:
        amount = writing.state.plan.care.bench.not_covered_charge
    currency = writing.state.plan.currency
    return "" if amount is None else money_in(writing.language, amount, currency)


def explained(promise: Promise, writing: Writing) -> str:
    """Why the promise falls on its day, in the contact's language."""
    if not promise.made:
        return promise.explanation
    return PromiseMade.from_json(promise.made).explain(writing.language)


def said_day(instant: datetime, zone: ZoneInfo) -> str:
    """The day on which a promise falls; an instant at midnight ends the day before it."""
    local: date = (instant.astimezone(zone) - timedelta(microseconds=1)).date()
    return local.isoformat()


def current_promise(writing: Writing) -> Promise | None:
    """The promise that holds now."""
    return writing.session.scalars(
        select(Promise).where(Promise.case_id == writing.case.id, Promise.superseded_at.is_(None))
    ).first()


def label_told(writing: Writing) -> Label | None:
    """The live label of the newest outbound leg, or of the return leg that the part names."""
    back = writing.row.part.startswith(Direction.RETURN)
    return writing.session.scalars(
        select(Label)
        .join(Leg, (Leg.tenant_id == Label.tenant_id) & (Leg.id == Label.leg_id))
        .where(
            Leg.case_id == writing.case.id,
            Leg.direction == (Direction.RETURN if back else Direction.OUTBOUND),
            Label.voided_at.is_(None),
        )
        .order_by(Leg.attempt.desc())
        .limit(1)
    ).first()


def reason_told(writing: Writing) -> str:
    """The last reason or note that was written into the case's story."""
    lines = writing.session.scalars(
        select(AuditEvent.details)
        .where(AuditEvent.case_id == writing.case.id)
        .order_by(AuditEvent.seq.desc())
    )
    for details in lines:
        said = details.get("because") or details.get("note")
        if said:
            return str(said)
    return ""


def text_told(writing: Writing) -> str:
    """The text that was written for this very letter: of its part, else of its own instant."""
    details = AuditEvent.details
    words = [func.nullif(details[name].astext, "") for name in ("text", "because", "note")]
    said = func.coalesce(*words)
    part, row = details["part"].astext, writing.row
    mine = or_(part == row.part, part.is_(None) & (AuditEvent.at == row.queued_at))
    told = writing.session.scalars(
        select(said)
        .where(AuditEvent.case_id == writing.case.id, mine, said.is_not(None))
        .order_by((part == row.part).desc().nulls_last(), AuditEvent.seq.desc())
    ).first()
    return str(told or "")


def answer_by(writing: Writing) -> str:
    """When the first answer is due and why, in the contact's language."""
    clock = writing.session.scalars(
        select(ServiceClock)
        .where(
            ServiceClock.case_id == writing.case.id,
            ServiceClock.metric == Metric.RESPONSE,
        )
        .order_by(ServiceClock.number.desc())
    ).first()
    if clock is None or not clock.counted:
        return ""
    return TargetDue.from_json(clock.counted).explain(writing.language)
