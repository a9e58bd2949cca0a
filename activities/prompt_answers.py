"""What an answer is judged by: who gives it, what is asked now, what may be ordered instead."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.pool_prices import Offer, best_offers
from activities.prompt_people import limit_of
from activities.prompt_record import AskedPrompt
from models.devices import DeviceModel
from models.parties import Contact
from models.pools import PoolModel
from models.prompts import PromptInvitation
from rules.pool_orders import PromptAnswer
from rules.prompt_answers import AskedNow, Offered
from rules.prompt_schedule import last_pause_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """An answer with all it is judged by: the prompt, who answers, and what can be ordered."""

    said: PromptAnswer
    asked: AskedPrompt
    invitation: PromptInvitation
    contact: Contact
    offers: Mapping[uuid.UUID, Offer]
    codes: Mapping[uuid.UUID, str]

    @property
    def at(self) -> datetime:
        """When it was said."""
        return self.said.at


def invitation_of(session: Session, said: PromptAnswer) -> PromptInvitation | None:
    """The invitation that is answered with, if there is such a one."""
    try:
        wanted = uuid.UUID(said.invitation_id)
    except ValueError:
        return None
    query = select(PromptInvitation).where(PromptInvitation.id == wanted)
    return session.scalars(query).one_or_none()


def answering_of(
    session: Session, asked: AskedPrompt, said: PromptAnswer, invitation: PromptInvitation
) -> Answering:
    """The answer with the models that may be ordered and their prices of that day."""
    row, models = asked.row, orderable(session, asked)
    day = asked.days.day_of(said.at)
    return Answering(
        said=said,
        asked=asked,
        invitation=invitation,
        contact=session.get_one(Contact, (row.tenant_id, invitation.contact_id)),
        offers=best_offers(session, row.tenant_id, list(models), day, asked.terms.currency),
        codes=models,
    )


def orderable(session: Session, asked: AskedPrompt) -> dict[uuid.UUID, str]:
    """What is offered, the model itself, its substitute and its successor, each with its code."""
    row = asked.row
    kept = session.scalars(
        select(PoolModel).where(
            PoolModel.pool_id == row.pool_id, PoolModel.model_id == row.model_id
        )
    ).one_or_none()
    named: list[uuid.UUID | None] = [row.offered_id, row.model_id]
    named += [kept.substitute_id, kept.successor_id] if kept else []
    wanted = [one for one in named if one is not None]
    found = session.execute(
        select(DeviceModel.id, DeviceModel.code).where(DeviceModel.id.in_(wanted))
    )
    return {row.id: row.code for row in found}


def facts(answering: Answering) -> AskedNow:
    """What the rules judge the answer by."""
    asked, row = answering.asked, answering.asked.row
    days, opened = asked.days, row.sent_at or row.opened_at
    return AskedNow(
        state=row.state,
        quantity=row.quantity,
        model=answering.codes[row.offered_id],
        unit_price=row.unit_price,
        currency=row.currency,
        fleet=int(row.because.get("base", 0)),
        today=days.day_of(answering.at),
        last_pause_day=last_pause_day(days, opened),
        offers={
            answering.codes[model_id]: Offered(
                model=answering.codes[model_id], unit_price=one.price, currency=one.currency
            )
            for model_id, one in answering.offers.items()
        },
        limit=limit_of(answering.contact, asked.refill),
        limit_currency=asked.terms.currency,
    )
