"""Whom a refill prompt asks: the customer's approvers, its account contacts, those invited."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.prompt_record import AskedPrompt
from models.parties import Contact
from models.prompts import PromptInvitation, RefillPrompt
from rules.refill_terms import RefillTerms


def approvers(session: Session, asked: AskedPrompt) -> list[Contact]:
    """Who decides about the customer's stock."""
    return people(session, asked, Contact.approves_refills.is_(True))


def account_contacts(session: Session, asked: AskedPrompt) -> list[Contact]:
    """Who hears for the whole customer of what nobody answers."""
    return people(session, asked, Contact.for_account.is_(True))


def people(session: Session, asked: AskedPrompt, which: ColumnElement[bool]) -> list[Contact]:
    """The customer's people of this kind by name; of two with one address, one."""
    query = (
        select(Contact)
        .where(Contact.customer_id == asked.pool.customer_id, which)
        .order_by(Contact.name, Contact.id)
    )
    by_address: dict[str, Contact] = {}
    for contact in session.scalars(query):
        by_address.setdefault(contact.email.lower(), contact)
    return list(by_address.values())


def next_people(session: Session, asked: AskedPrompt) -> list[Contact]:
    """Who hears when those invited are silent: account contacts, else approvers not yet asked."""
    known = {contact.email.lower() for contact in invited(session, asked.row)}
    for candidates in (account_contacts(session, asked), approvers(session, asked)):
        new = [one for one in candidates if one.email.lower() not in known]
        if new:
            return new
    return []


def who_may_approve(
    session: Session, asked: AskedPrompt, amount: Decimal, besides: Contact
) -> Contact | None:
    """Whose limit reaches so far: an approver before an account contact, the lowest limit first.

    Limits are in the programme's currency: a sum in another is for somebody without a limit.
    """
    compared = asked.row.currency == asked.terms.currency
    for candidates in (approvers(session, asked), account_contacts(session, asked)):
        enough = [
            one
            for one in candidates
            if one.id != besides.id
            and reaches(limit_of(one, asked.refill), amount if compared else None)
        ]
        if enough:
            return min(enough, key=lambda one: by_limit(limit_of(one, asked.refill)))
    return None


def limit_of(contact: Contact, terms: RefillTerms) -> Decimal | None:
    """What the person may approve: its own limit, else the contract's, else anything."""
    return terms.approval_limit if contact.approval_limit is None else contact.approval_limit


def reaches(limit: Decimal | None, amount: Decimal | None) -> bool:
    """Whether a limit allows the amount; one that cannot be compared is within no limit."""
    return limit is None or (amount is not None and amount <= limit)


def by_limit(limit: Decimal | None) -> tuple[bool, Decimal]:
    """The order of limits; who has none comes last."""
    return limit is None, limit or Decimal(0)


def invited(session: Session, row: RefillPrompt, *, live: bool = False) -> Sequence[Contact]:
    """Everybody who was asked, by name; `live` leaves out whose invitation was taken back."""
    query = (
        select(Contact)
        .join(
            PromptInvitation,
            (PromptInvitation.tenant_id == Contact.tenant_id)
            & (PromptInvitation.contact_id == Contact.id),
        )
        .where(PromptInvitation.prompt_id == row.id)
        .order_by(Contact.name, Contact.id)
    )
    return session.scalars(
        query.where(PromptInvitation.revoked_at.is_(None)) if live else query
    ).all()


def invite(
    session: Session, row: RefillPrompt, contacts: Iterable[Contact], until: datetime, at: datetime
) -> None:
    """Let these people answer until then; who is invited already stays so."""
    for contact in contacts:
        session.execute(
            insert(PromptInvitation)
            .values(
                tenant_id=row.tenant_id,
                id=uuid.uuid4(),
                prompt_id=row.id,
                contact_id=contact.id,
                valid_until=until,
                invited_at=at,
            )
            .on_conflict_do_nothing()
        )


def prolong(session: Session, row: RefillPrompt, until: datetime) -> None:
    """Let everybody who was asked answer until then."""
    session.execute(
        update(PromptInvitation)
        .where(PromptInvitation.prompt_id == row.id)
        .values(valid_until=until)
    )


def revoke(session: Session, row: RefillPrompt, at: datetime) -> None:
    """Nobody may answer any more."""
    session.execute(
        update(PromptInvitation)
        .where(PromptInvitation.prompt_id == row.id, PromptInvitation.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def names_of(contacts: Iterable[Contact]) -> str:
    """These people as the story names them."""
    return ", ".join(contact.name for contact in contacts)
