"""An answer is taken: exactly one ends a prompt, whoever answers how often."""

import hashlib
import uuid
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.ordering import NewLine, NewOrder, place_order
from activities.prompt_answers import Answering, answering_of, facts, invitation_of
from activities.prompt_people import invite, invited, prolong, who_may_approve
from activities.prompt_record import DESK, AskedPrompt, asked_prompt, note_prompt, prompt_key
from activities.refill_post import owe_letters
from documents.letters import LetterKind
from models.exchange import Effect, EffectState
from models.orders import StockOrder, Supplier
from rules.cost_lines import CENT
from rules.pool_orders import PromptAnswer, PromptOutcome
from rules.pool_words import PoolWord, PromptState
from rules.prompt_answers import (
    Approval,
    Judged,
    NotTaken,
    Pause,
    Refusal,
    check_answer,
    judge_answer,
)
from rules.prompt_schedule import Due, ask_again_at, schedule_paused
from rules.swap_stock import NotForRent, NotTheirsToOrder


def take_answer(session: Session, said: PromptAnswer) -> PromptOutcome:
    """What becomes of the answer, with the prompt's row locked; the same key, the same outcome.

    Raises rules.prompt_answers.AnswerUnclear for words that are no answer.
    """
    check_answer(said.answer, said.details)
    asked = asked_prompt(session, uuid.UUID(said.prompt.prompt_id), lock=True)
    key = answer_key(asked, said)
    known = session.scalars(select(Effect).where(Effect.key == key)).one_or_none()
    if known is not None:
        return PromptOutcome(**known.result)
    outcome = judge(session, asked, said)
    session.add(
        Effect(
            tenant_id=asked.row.tenant_id,
            key=key,
            state=EffectState.DONE,
            result=asdict(outcome),
            at=said.at,
        )
    )
    return outcome


def answer_key(asked: AskedPrompt, said: PromptAnswer) -> str:
    """The business key of one answer of one person."""
    digest = hashlib.sha256(f"{said.invitation_id}/{said.key}".encode()).hexdigest()
    return prompt_key(asked.row, f"answer/{digest}")


def judge(session: Session, asked: AskedPrompt, said: PromptAnswer) -> PromptOutcome:
    """Find out who answers; then take the answer or say why it is not taken."""
    invitation = invitation_of(session, said)
    if invitation is None or invitation.prompt_id != asked.row.id:
        return not_taken(asked, NotTaken.NOT_INVITED)
    if asked.row.state is PromptState.OPEN:
        if invitation.revoked_at is not None:
            return not_taken(asked, NotTaken.NOT_INVITED)
        if said.at >= invitation.valid_until:
            return not_taken(asked, NotTaken.EXPIRED)
    answering = answering_of(session, asked, said, invitation)
    judged = judge_answer(check_answer(said.answer, said.details), said.details, facts(answering))
    return act_on(session, answering, judged)


def act_on(session: Session, answering: Answering, judged: Judged) -> PromptOutcome:
    """Write what the answer comes to."""
    asked = answering.asked
    match judged:
        case Approval():
            return try_to_approve(session, answering, judged)
        case Refusal():
            return decline(session, answering, judged)
        case Pause():
            return pause(session, answering, judged)
        case NotTaken.ABOVE_LIMIT:
            return ask_higher(session, answering)
        case _:
            return not_taken(asked, judged)


def try_to_approve(session: Session, answering: Answering, approval: Approval) -> PromptOutcome:
    """Approve, unless the contract lets somebody else decide about the stock."""
    try:
        return approve(session, answering, approval)
    except (NotTheirsToOrder, NotForRent):
        return not_taken(answering.asked, NotTaken.NOT_THEIRS)


def approve(session: Session, answering: Answering, approval: Approval) -> PromptOutcome:
    """Quantity and price are frozen, and exactly that is ordered."""
    asked, row = answering.asked, answering.asked.row
    order = order_approved(session, answering, approval)
    answer = {
        "quantity": approval.quantity,
        "model": approval.model,
        "unit_price": str(approval.unit_price.quantize(CENT)),
        "currency": approval.currency,
        "amount": str(approval.amount.quantize(CENT)),
        "reference": approval.reference,
        "order": order.number,
    }
    end(answering, PromptState.APPROVED, answer)
    asked.keep({})
    note_answer(session, answering, PoolWord.PROMPT_APPROVED, "approved", **answer)
    contacts = invited(session, row, live=True)
    owe_letters(session, asked, contacts, LetterKind.REFILL_APPROVED, "approved", answering.at)
    return PromptOutcome(state=row.state.value, taken=True, order=order.number)


def order_approved(session: Session, answering: Answering, approval: Approval) -> StockOrder:
    """The order that follows from the approval, once for the prompt."""
    asked, row = answering.asked, answering.asked.row
    model_id = next(one for one, code in answering.codes.items() if code == approval.model)
    supplier_id = row.supplier_id
    if model_id != row.offered_id or supplier_id is None:
        supplier_id = answering.offers[model_id].supplier_id
    supplier = session.get_one(Supplier, (row.tenant_id, supplier_id))
    return place_order(
        session,
        NewOrder(
            pool=asked.pool,
            supplier_id=supplier_id,
            lines=(
                NewLine(
                    model_id=model_id, quantity=approval.quantity, unit_price=approval.unit_price
                ),
            ),
            currency=approval.currency,
            prompt_id=row.id,
            customer_reference=approval.reference,
            by=answering.contact.email,
            at=answering.at,
            lead_days=asked.pool.lead_days or supplier.lead_days or asked.refill.lead_days,
        ),
    )


def decline(session: Session, answering: Answering, refusal: Refusal) -> PromptOutcome:
    """Nothing is ordered, and nobody is asked again before the day that is told."""
    asked, row = answering.asked, answering.asked.row
    again = ask_again_at(asked.days, answering.at)
    end(answering, PromptState.DECLINED, {"reason": refusal.reason})
    asked.keep({Due.ASK_AGAIN.value: again})
    told = {"reason": refusal.reason, "asked_again_on": asked.days.day_of(again).isoformat()}
    note_answer(session, answering, PoolWord.PROMPT_DECLINED, "declined", **told)
    contacts = invited(session, row, live=True)
    owe_letters(session, asked, contacts, LetterKind.REFILL_DECLINED, "declined", answering.at)
    return PromptOutcome(state=row.state.value, taken=True)


def pause(session: Session, answering: Answering, wish: Pause) -> PromptOutcome:
    """Nobody is reminded before that day, and the answer may come so much later."""
    asked = answering.asked
    asked.keep(schedule_paused(asked.days, asked.schedule, wish.until))
    prolong(session, asked.row, asked.schedule[Due.EXPIRE])
    until = asked.days.day_of(asked.schedule[Due.PAUSE_UNTIL]).isoformat()
    purpose = f"paused/{answering.at.isoformat()}"
    note_answer(session, answering, PoolWord.PROMPT_PAUSED, purpose, until=until)
    return PromptOutcome(state=asked.row.state.value, taken=True)


def ask_higher(session: Session, answering: Answering) -> PromptOutcome:
    """Not theirs to approve: whoever may is asked, and where nobody may the desk sees it."""
    asked, amount = answering.asked, amount_meant(answering)
    contact = who_may_approve(session, asked, amount, answering.contact)
    if contact is not None:
        invite(session, asked.row, [contact], answering.invitation.valid_until, answering.at)
        asked.keep(asked.schedule | {f"{Due.ABOVE_LIMIT}:{contact.id}": answering.at})
    told = {"amount": str(amount), "to": contact.name if contact else DESK}
    purpose = f"above_limit/{answering.invitation.id}/{amount}"
    note_answer(session, answering, PoolWord.PROMPT_ABOVE_LIMIT, purpose, **told)
    return not_taken(asked, NotTaken.ABOVE_LIMIT)


def amount_meant(answering: Answering) -> Decimal:
    """The sum somebody has to be able to approve: what was wished, or what is asked if more."""
    row, unlimited = answering.asked.row, replace(facts(answering), limit=None)
    wished = judge_answer(
        check_answer(answering.said.answer, {}), answering.said.details, unlimited
    )
    amount = wished.amount if isinstance(wished, Approval) else Decimal(0)
    return max(amount, row.quantity * (row.unit_price or Decimal(0))).quantize(CENT)


def end(answering: Answering, state: PromptState, answer: dict[str, Any]) -> None:
    """The prompt has its answer, and says whose it was."""
    row = answering.asked.row
    row.state, row.ended_at, row.ended_by = state, answering.at, answering.contact.email
    row.answer = {"answer": answering.said.answer, "by": answering.contact.name, **answer}
    answering.invitation.answered_at = answering.at


def note_answer(
    session: Session,
    answering: Answering,
    word: PoolWord,
    purpose: str,
    **details: Any,  # noqa: ANN401 - details are any JSON value
) -> None:
    """A line of the story in the name of whoever answered."""
    row, by = answering.asked.row, answering.contact.email
    note_prompt(session, row, word, purpose, answering.at, by=by, **details)


def not_taken(asked: AskedPrompt, because: NotTaken) -> PromptOutcome:
    """Nothing was changed, and why; of an approved prompt also what was ordered for it."""
    state, order = asked.row.state.value, str(asked.row.answer.get("order", ""))
    return PromptOutcome(state=state, taken=False, because=because.value, order=order)
