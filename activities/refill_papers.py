"""The proposal of a refill as a document: drawn once for each quantity and price."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from string import Template
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.prompt_record import AskedPrompt, prompt_key
from activities.proposal_papers import legible
from documents.language import language_of, phrases_written
from documents.printable import NAME_LIMIT
from documents.refill_proposal import (
    NUMBER_LIMIT,
    RefillProposal,
    StockLevels,
    draw_refill_proposal,
)
from models.contracts import Contract
from models.devices import DeviceModel
from models.papers import Document, Paper
from models.parties import Customer, Tenant
from models.prompts import RefillPrompt
from rules.cost_lines import CENT
from rules.forecast_words import basis_sentence, forecast_sentence
from rules.pool_words import PromptKind
from rules.prompt_answers import seen_as


def proposal_key(row: RefillPrompt) -> str:
    """The business key of the paper for what is asked now."""
    return prompt_key(row, f"proposal/{seen_as(row.quantity, row.unit_price)}")


def keep_proposal(session: Session, asked: AskedPrompt, at: datetime) -> None:
    """Draw the paper for what is asked now, unless it is there; without a price there is none."""
    row, key = asked.row, proposal_key(asked.row)
    known = session.scalars(select(Document.id).where(Document.key == key)).first()
    if row.unit_price is None or known is not None:
        return
    content = draw_refill_proposal(proposal_of(session, asked, at))
    session.execute(
        insert(Document)
        .values(
            tenant_id=row.tenant_id,
            id=uuid.uuid4(),
            key=key,
            kind=Paper.REFILL_PROPOSAL,
            customer_id=asked.pool.customer_id,
            media_type="application/pdf",
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            made_at=at,
        )
        .on_conflict_do_nothing()
    )


def kept_proposal(session: Session, row: RefillPrompt) -> bytes | None:
    """The paper for what is asked now, if there is one."""
    return session.scalars(
        select(Document.content).where(Document.key == proposal_key(row))
    ).one_or_none()


def proposal_of(session: Session, asked: AskedPrompt, at: datetime) -> RefillProposal:
    """What the paper says, from the record, in the customer's language."""
    row, pool = asked.row, asked.pool
    if row.unit_price is None:
        raise LookupError(str(row.id))  # its caller has looked
    customer = session.get_one(Customer, (row.tenant_id, pool.customer_id))
    return RefillProposal(
        number=legible(number_of(session, asked), NUMBER_LIMIT),
        issuer=legible(session.get_one(Tenant, row.tenant_id).name, NAME_LIMIT),
        dated=asked.days.day_of(at),
        contract=session.get_one(Contract, (row.tenant_id, pool.contract_id)).number,
        customer=legible(customer.name, NAME_LIMIT),
        pool=legible(pool.name, NAME_LIMIT),
        model=legible(model_name(session, row, row.offered_id), NAME_LIMIT),
        quantity=row.quantity,
        unit_price=row.unit_price.quantize(CENT),
        currency=row.currency,
        why=why_asked(session, row, customer.locale),
        levels=levels_of(row.because),
        ask_again_days=asked.refill.ask_again_after_days,
        locale=customer.locale,
    )


def number_of(session: Session, asked: AskedPrompt) -> str:
    """What the prompt is called: its pool, its model, and which one of them it is."""
    model = session.get_one(DeviceModel, (asked.row.tenant_id, asked.row.model_id))
    return f"{asked.pool.code}/{model.code}/{asked.row.number}"


def why_asked(session: Session, row: RefillPrompt, locale: str, *, between: str = "\n") -> str:
    """The forecast and what it was reckoned from; of an exchange, that the stock is renewed."""
    return between.join(filter(None, [forecast_of(session, row, locale), basis_of(row, locale)]))


def forecast_of(session: Session, row: RefillPrompt, locale: str) -> str:
    """Such as: At 9 swaps a month and 12 days' lead time you will run out on 14 May."""
    if is_counted(row):
        return forecast_sentence(row.because["forecast"], language_of(locale))
    return about_stock(session, row, locale, "exchange_why")


def basis_of(row: RefillPrompt, locale: str) -> str:
    """What the forecast was reckoned from; nothing where none was made."""
    if not is_counted(row):
        return ""
    return basis_sentence(row.because["forecast"], language_of(locale))


def standing_of(session: Session, row: RefillPrompt, locale: str) -> str:
    """How the stock stands: what it has or will have, or that its generation ends."""
    return about_stock(session, row, locale, "running_low" if is_counted(row) else "exchange")


def is_counted(row: RefillPrompt) -> bool:
    """Whether it is asked because the stock runs low."""
    return row.kind is PromptKind.REFILL and "forecast" in row.because


def about_stock(session: Session, row: RefillPrompt, locale: str, sentence: str) -> str:
    """A sentence about the prompt's stock, from the words that letters and paper share."""
    words = phrases_written(language_of(locale), "refill_paper")
    levels = levels_of(row.because)
    return Template(words[sentence]).substitute(
        short=legible(model_name(session, row, row.model_id), NAME_LIMIT),
        model=legible(model_name(session, row, row.offered_id), NAME_LIMIT),
        counted=levels.counted,
        goal=levels.target,
    )


def levels_of(because: Mapping[str, Any]) -> StockLevels:
    """The levels that were counted when it was asked."""

    def figure(*names: str) -> int:
        return sum(int(because.get(name, 0)) for name in names)

    return StockLevels(
        target=figure("goal"),
        counted=figure("counted", "covered"),
        free=figure("available") - figure("waiting"),
        coming=figure("counted") - figure("available", "ordered") + figure("waiting"),
        ordered=figure("ordered"),
        fleet=figure("base"),
    )


def model_name(session: Session, row: RefillPrompt, model_id: uuid.UUID) -> str:
    """A model as people call it."""
    return session.get_one(DeviceModel, (row.tenant_id, model_id)).name
