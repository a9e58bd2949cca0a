"""What the letters about a refill say: told from the prompt as it stands when they are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from string import Template
from typing import Any

from sqlalchemy import select

from activities.prompt_record import AskedPrompt, asked_prompt
from activities.refill_papers import (
    forecast_of,
    kept_proposal,
    model_name,
    standing_of,
    why_asked,
)
from activities.telling import Enclosed, LetterAsked, Teller, Told
from documents.amounts import money_in
from documents.language import Language, language_of, phrases_written
from documents.letters import LetterKind
from models.contracts import Contract
from models.devices import DeviceModel
from models.parties import Customer, Tenant
from models.prompts import PromptInvitation, RefillPrompt
from rules.cost_lines import CENT
from rules.dates_in_words import weekday_date
from rules.prompt_schedule import ask_again_at
from runtime.signed_links import REFILL, LinkTarget

#: The letters that ask: they enclose the proposal and name the link.
ASKING = (
    LetterKind.REFILL_PROPOSAL,
    LetterKind.REFILL_REMINDER,
    LetterKind.REFILL_ESCALATED,
    LetterKind.REFILL_AMENDED,
    LetterKind.REFILL_ABOVE_LIMIT,
)
#: The letters that say how it ended.
ENDING = (
    LetterKind.REFILL_APPROVED,
    LetterKind.REFILL_DECLINED,
    LetterKind.REFILL_EXPIRED,
    LetterKind.REFILL_WITHDRAWN,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefillLetter:
    """A letter with the prompt it tells of, in its reader's language."""

    letter: LetterAsked
    asked: AskedPrompt
    language: Language

    @property
    def row(self) -> RefillPrompt:
        """The prompt."""
        return self.asked.row

    @property
    def words(self) -> Mapping[str, str]:
        """The words that letters and paper share."""
        return phrases_written(self.language, "refill_paper")  # type: ignore[no-any-return]


def ask_told(letter: LetterAsked) -> Told:
    """What a letter that asks says, and the proposal it encloses."""
    about = refill_letter(letter)
    paper = kept_proposal(letter.session, about.row)
    name = f"refill-{about.asked.pool.code}-{about.row.number}.pdf"
    return Told(
        facts={**common_facts(about), **asking_facts(about)},
        papers=(Enclosed(content=paper, file_name=name),) if paper else (),
    )


def end_told(letter: LetterAsked) -> Told:
    """What a letter about the end of a prompt says."""
    about = refill_letter(letter)
    return Told(facts={**common_facts(about), **ending_facts(about)})


def refill_letter(letter: LetterAsked) -> RefillLetter:
    """The letter with its prompt."""
    if letter.row.about_id is None:
        raise LookupError(letter.row.key)  # none is owed without its prompt
    asked = asked_prompt(letter.session, letter.row.about_id)
    return RefillLetter(letter=letter, asked=asked, language=language_of(letter.reader.locale))


def common_facts(about: RefillLetter) -> dict[str, str]:
    """Who writes to whom about which stock, and how many of what."""
    session, row, pool = about.letter.session, about.row, about.asked.pool
    return {
        "contact_name": about.letter.reader.name,
        "contract_number": session.get_one(Contract, (row.tenant_id, pool.contract_id)).number,
        "desk_name": session.get_one(Tenant, row.tenant_id).name,
        "customer": session.get_one(Customer, (row.tenant_id, pool.customer_id)).name,
        "pool": pool.name,
        "model": model_name(session, row, row.offered_id),
        "quantity": str(row.quantity),
    }


def asking_facts(about: RefillLetter) -> dict[str, str]:
    """Price, reason, link, and until when it may be answered."""
    session, row, invitation = about.letter.session, about.row, invitation_for(about)
    return {
        "standing": standing_of(session, row, about.language),
        "cost": cost_sentence(about),
        "why": forecast_of(session, row, about.language),
        "reckoned": why_asked(session, row, about.language, between=" "),
        "link": link_to(about, invitation),
        "valid_until": moment_in_words(about, invitation.valid_until) if invitation else "",
        "ask_again_days": str(about.asked.refill.ask_again_after_days),
    }


def ending_facts(about: RefillLetter) -> dict[str, str]:
    """How it ended, by whom, and what follows."""
    answer, asked = about.row.answer, about.asked
    again = ask_again_at(asked.days, about.row.ended_at or about.letter.row.queued_at)
    return {
        "approver": str(answer.get("by", "")),
        "reason": str(answer.get("reason", "")),
        "order": str(answer.get("order", "")),
        "asked_again": weekday_date(asked.days.day_of(again), about.language),
        **agreed_facts(about, answer),
    }


def agreed_facts(about: RefillLetter, answer: Mapping[str, Any]) -> dict[str, str]:
    """What was frozen when it was approved, in place of what was asked."""
    if "unit_price" not in answer:
        return {}
    query = select(DeviceModel.name).where(DeviceModel.code == answer["model"])
    return {
        "quantity": str(answer["quantity"]),
        "model": about.letter.session.scalars(query).one(),
        "cost_agreed": in_money(
            about,
            "cost_agreed",
            Decimal(answer["unit_price"]),
            int(answer["quantity"]),
            answer["currency"],
        ),
    }


def cost_sentence(about: RefillLetter) -> str:
    """The price of one and of all; without a supplier's price, that it is to come."""
    row = about.row
    if row.unit_price is None:
        return about.words["no_price"]
    return in_money(about, "cost", row.unit_price, row.quantity, row.currency)


def in_money(
    about: RefillLetter, sentence: str, unit_price: Decimal, quantity: int, currency: str
) -> str:
    """A sentence that names the price of one and of so many."""
    price, amount = unit_price.quantize(CENT), (unit_price * quantity).quantize(CENT)
    return Template(about.words[sentence]).substitute(
        price=money_in(about.language, price, currency),
        amount=money_in(about.language, amount, currency),
    )


def invitation_for(about: RefillLetter) -> PromptInvitation | None:
    """The invitation of the letter's reader."""
    query = select(PromptInvitation).where(
        PromptInvitation.prompt_id == about.row.id,
        PromptInvitation.contact_id == about.letter.row.contact_id,
    )
    return about.letter.session.scalars(query).one_or_none()


def link_to(about: RefillLetter, invitation: PromptInvitation | None) -> str:
    """Where this reader, and nobody else, answers; nothing where links are not signed."""
    links = about.letter.links
    return (
        "" if links is None or invitation is None else links.address(REFILL, target_of(invitation))
    )


def target_of(invitation: PromptInvitation) -> LinkTarget:
    """What the link of an invitation opens."""
    return LinkTarget(
        tenant_id=invitation.tenant_id,
        subject_id=invitation.id,
        until=invitation.valid_until,
    )


def moment_in_words(about: RefillLetter, moment: datetime) -> str:
    """Such as Wed 9 December 2026, 08:00, in the zone of the days that are counted."""
    local = moment.astimezone(about.asked.days.calendar.tz)
    return f"{weekday_date(local.date(), about.language)}, {local:%H:%M}"


REFILL_TELLERS: dict[LetterKind, Teller] = {
    **dict.fromkeys(ASKING, ask_told),
    **dict.fromkeys(ENDING, end_told),
}
