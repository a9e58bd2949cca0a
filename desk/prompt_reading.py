"""A refill prompt read from the record for one person, its pool counted at that very moment."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from activities.pool_counts import CountedPool, count_pools
from activities.pool_prices import best_offers
from activities.prompt_answers import orderable
from activities.prompt_people import limit_of
from activities.prompt_record import AskedPrompt, asked_prompt, prompt_key
from desk.prompt_view import (
    Asked,
    LinkedPrompt,
    NamedModel,
    OrderableModel,
    PlacedOrder,
    PromptView,
    Standing,
)
from models.devices import DeviceModel
from models.orders import OrderLine, StockOrder
from models.papers import Document, Paper
from models.parties import Contact, Customer, Tenant
from models.prompts import PromptInvitation, RefillPrompt
from rules.cost_lines import CENT
from rules.pool_words import PromptState
from rules.prompt_schedule import Due, last_pause_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who looks: the person's contact and invitation, as far as there are any, and when."""

    language: str
    contact: Contact | None
    invitation: PromptInvitation | None
    now: datetime


def newest_paper(row: RefillPrompt) -> Select[Document]:
    """The newest proposal that was printed for the prompt."""
    return (
        select(Document)
        .where(
            Document.kind == Paper.REFILL_PROPOSAL,
            Document.key.startswith(prompt_key(row, ""), autoescape=True),
        )
        .order_by(Document.made_at.desc(), Document.key.desc())
        .limit(1)
    )


def prompt_for(session: Session, row: RefillPrompt, reader: Reader) -> LinkedPrompt:
    """The prompt as this reader sees it."""
    asked = asked_prompt(session, row.id)
    (counted,) = count_pools(session, [asked.pool], reader.now)
    contact, invitation = reader.contact, reader.invitation
    return LinkedPrompt(
        prompt=view_of(session, asked, counted),
        standing=standing_of(row, invitation, reader.now),
        desk=session.get_one(Tenant, row.tenant_id).name,
        customer=session.get_one(Customer, (row.tenant_id, asked.pool.customer_id)).name,
        email=contact.email if contact and invitation else "",
        language=reader.language,
        zone=counted.terms.timezone,
        today=counted.day,
        until=invitation.valid_until if invitation else None,
        limit=limit_of(contact, asked.refill) if contact else None,
        limit_currency=asked.terms.currency,
        printed=session.scalars(newest_paper(row)).first() is not None,
        last_pause_day=last_pause_day(asked.days, row.sent_at or row.opened_at),
    )


def standing_of(row: RefillPrompt, invitation: PromptInvitation | None, now: datetime) -> Standing:
    """What has ended stands as it ended; an open one depends on who asks, and when."""
    if row.state is not PromptState.OPEN:
        return Standing(row.state.value)
    if invitation is None:
        return Standing.NOT_ASKED
    if invitation.revoked_at is not None:
        return Standing.REVOKED
    return Standing.OPEN if now < invitation.valid_until else Standing.EXPIRED


def view_of(session: Session, asked: AskedPrompt, counted: CountedPool) -> PromptView:
    """The prompt with the level of its model as it was just counted."""
    row = asked.row
    model = next(one for one in counted.models if one.row.model_id == row.model_id)
    return PromptView(
        id=row.id,
        kind=row.kind,
        state=row.state,
        pool=counted.row.code,
        pool_name=counted.row.name,
        model=NamedModel(code=model.code, name=model.name),
        offered=named(session, row.tenant_id, row.offered_id),
        orderable=tuple(orderable_now(session, asked, counted.day)),
        quantity=row.quantity,
        unit_price=None if row.unit_price is None else row.unit_price.quantize(CENT),
        currency=row.currency,
        because=row.because,
        level=model.level,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        ended_by=str(row.answer.get("by", "")),
        answer=row.answer,
        asked_again_at=asked.schedule.get(Due.PAUSE_UNTIL.value),
        ask_again_after_days=asked.refill.ask_again_after_days,
        asked=asked_for(session, row),
        order=order_for(session, row),
    )


def named(session: Session, tenant_id: uuid.UUID, model_id: uuid.UUID) -> NamedModel:
    """A model by its id."""
    model = session.get_one(DeviceModel, (tenant_id, model_id))
    return NamedModel(code=model.code, name=model.name)


def orderable_now(session: Session, asked: AskedPrompt, day: date) -> Iterator[OrderableModel]:
    """What an answer may name: what is offered at the price that was asked, then all others."""
    row = asked.row
    codes = orderable(session, asked)
    offers = best_offers(session, row.tenant_id, list(codes), day, asked.terms.currency)
    for model_id in sorted(codes, key=lambda one: (one != row.offered_id, codes[one])):
        model, offer = named(session, row.tenant_id, model_id), offers.get(model_id)
        if model_id == row.offered_id and row.unit_price is not None:
            price = row.unit_price.quantize(CENT)
            yield OrderableModel(model=model, unit_price=price, currency=row.currency)
        elif offer is not None and model_id != row.offered_id:
            price = offer.price.quantize(CENT)
            yield OrderableModel(model=model, unit_price=price, currency=offer.currency)


def asked_for(session: Session, row: RefillPrompt) -> tuple[Asked, ...]:
    """Everybody who was asked, the first first."""
    found = session.execute(
        select(PromptInvitation, Contact)
        .join(
            Contact,
            (Contact.tenant_id == PromptInvitation.tenant_id)
            & (Contact.id == PromptInvitation.contact_id),
        )
        .where(PromptInvitation.prompt_id == row.id)
        .order_by(PromptInvitation.invited_at, Contact.name)
    )
    return tuple(
        Asked(
            name=contact.name,
            email=contact.email,
            answered_at=invitation.answered_at,
            revoked_at=invitation.revoked_at,
        )
        for invitation, contact in found
    )


def order_for(session: Session, row: RefillPrompt) -> PlacedOrder | None:
    """The order that was placed for the prompt, if one was."""
    found = session.execute(
        select(StockOrder, OrderLine)
        .join(
            OrderLine,
            (OrderLine.tenant_id == StockOrder.tenant_id) & (OrderLine.order_id == StockOrder.id),
        )
        .where(StockOrder.prompt_id == row.id)
        .order_by(OrderLine.line)
    ).first()
    if found is None:
        return None
    order, line = found
    return PlacedOrder(
        number=order.number,
        state=order.state,
        quantity=line.quantity,
        model=named(session, row.tenant_id, line.instead_of_id or line.model_id).name,
        expected_on=order.expected_on,
    )
