"""What a turn of a prompt does: each thing that is due, once, in the customer's letter hours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from activities.prompt_people import (
    account_contacts,
    approvers,
    invite,
    invited,
    names_of,
    next_people,
)
from activities.prompt_record import DESK, AskedPrompt, note_prompt
from activities.prompt_stock import TOLD, follow_stock
from activities.refill_papers import keep_proposal
from activities.refill_post import owe_letters
from documents.letters import LetterKind
from models.parties import Contact
from models.pools import PoolCheck
from rules.pool_orders import Turned
from rules.pool_words import PoolWord, PromptState
from rules.prompt_schedule import (
    Due,
    ask_again_at,
    due_by,
    kind_of,
    schedule_opened,
    schedule_sent,
    without_due,
)
from runtime.announce import announce


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNow:
    """One thing that is due for a prompt, under its name in the schedule."""

    session: Session
    asked: AskedPrompt
    name: str
    at: datetime

    def note(self, word: PoolWord, purpose: str = "", **details: str) -> None:
        """A line of the story."""
        note_prompt(self.session, self.asked.row, word, purpose or self.name, self.at, **details)

    def write_to(
        self, contacts: Sequence[Contact], kind: LetterKind, purpose: str = "", part: str = ""
    ) -> None:
        """A letter to each of these people."""
        key = purpose or self.name
        owe_letters(self.session, self.asked, contacts, kind, key, self.at, part=part)


Step: TypeAlias = Callable[[DueNow], None]


def turn(session: Session, asked: AskedPrompt, at: datetime) -> Turned:
    """Follow the stock and do what is due; what is due at night waits for the letter hours."""
    if asked.row.state is PromptState.OPEN:
        if not asked.row.schedule:
            asked.keep(schedule_opened(asked.days, asked.row.opened_at))
        follow_stock(session, asked, at)
    moment, schedule = asked.days.letter_moment(at), asked.schedule
    if moment > at:
        asked.keep({name: moment if due <= at else due for name, due in schedule.items()})
        return asked.turned
    asked.keep(without_due(schedule, at))
    for name in due_by(schedule, at):
        STEPS[kind_of(name)](DueNow(session=session, asked=asked, name=name, at=at))
    return asked.turned


def send(due: DueNow) -> None:
    """Ask everybody who decides; where nobody does, whoever hears for the customer, or the desk."""
    contacts = approvers(due.session, due.asked)
    if not contacts:
        send_without_approver(due)
        return
    begin_asking(due, contacts)
    due.note(PoolWord.PROMPT_SENT, to=names_of(contacts))
    due.write_to(contacts, LetterKind.REFILL_PROPOSAL)


def send_without_approver(due: DueNow) -> None:
    """Escalated at once; while there is nobody at all, looked at again each working day."""
    asked, contacts = due.asked, account_contacts(due.session, due.asked)
    if not contacts:
        asked.keep({due.name: asked.days.after(asked.days.day_of(due.at), 1)})
        escalate_to_desk(due, "no_approver")
        return
    begin_asking(due, contacts)
    asked.keep({name: at for name, at in asked.schedule.items() if name != Due.ESCALATE})
    tell_escalated(due, contacts)


def begin_asking(due: DueNow, contacts: Sequence[Contact]) -> None:
    """From now on the days are counted; these people may answer until the last of them."""
    asked = due.asked
    asked.row.sent_at = due.at
    asked.keep(schedule_sent(asked.days, due.at))
    invite(due.session, asked.row, contacts, asked.schedule[Due.EXPIRE], due.at)
    now_told(due)


def remind(due: DueNow) -> None:
    """Everybody who was asked is asked again, with what is lacking now."""
    contacts = invited(due.session, due.asked.row, live=True)
    now_told(due)
    number = due.name.partition(":")[2]
    purpose = due.name if number else f"{due.name}/{due.asked.days.day_of(due.at)}"
    due.note(PoolWord.PROMPT_REMINDED, purpose, to=names_of(contacts))
    due.write_to(contacts, LetterKind.REFILL_REMINDER, purpose, part=number)


def tell_amended(due: DueNow) -> None:
    """A change that does not wait for the next reminder."""
    now_told(due)
    contacts = invited(due.session, due.asked.row, live=True)
    due.write_to(contacts, LetterKind.REFILL_AMENDED, f"{due.name}/{due.at.isoformat()}")


def escalate(due: DueNow) -> None:
    """Nobody has answered: somebody else of the customer is asked too, else the desk has to."""
    contacts = next_people(due.session, due.asked)
    if not contacts:
        escalate_to_desk(due, "nobody_left")
        return
    invite(due.session, due.asked.row, contacts, due.asked.schedule[Due.EXPIRE], due.at)
    keep_proposal(due.session, due.asked, due.at)
    tell_escalated(due, contacts)


def tell_escalated(due: DueNow, contacts: Sequence[Contact]) -> None:
    """The letter to whom it was escalated, and the line in the story."""
    due.note(PoolWord.PROMPT_ESCALATED, Due.ESCALATE.value, to=names_of(contacts))
    due.write_to(contacts, LetterKind.REFILL_ESCALATED, Due.ESCALATE.value)


def escalate_to_desk(due: DueNow, because: str) -> None:
    """The customer has nobody to ask: the desk sees it in the story, once for each reason."""
    purpose = f"{Due.ESCALATE}/{because}"
    due.note(PoolWord.PROMPT_ESCALATED, purpose, to=DESK, because=because)


def ask_who_may(due: DueNow) -> None:
    """The letter to somebody whose limit is high enough."""
    wanted, row = due.name.partition(":")[2], due.asked.row
    contacts = [one for one in invited(due.session, row, live=True) if str(one.id) == wanted]
    keep_proposal(due.session, due.asked, due.at)
    due.write_to(contacts, LetterKind.REFILL_ABOVE_LIMIT, Due.ABOVE_LIMIT.value)


def expire(due: DueNow) -> None:
    """The last day has passed without an answer; it is asked again after a while."""
    asked, row = due.asked, due.asked.row
    row.state, row.ended_at, row.ended_by = PromptState.EXPIRED, due.at, DESK
    again = ask_again_at(asked.days, due.at)
    asked.keep({Due.ASK_AGAIN.value: again})
    due.note(PoolWord.PROMPT_EXPIRED, asked_again_on=asked.days.day_of(again).isoformat())
    due.write_to(invited(due.session, row, live=True), LetterKind.REFILL_EXPIRED)


def tell_withdrawn(due: DueNow) -> None:
    """Everybody who was asked hears that nothing is needed any more."""
    due.write_to(invited(due.session, due.asked.row), LetterKind.REFILL_WITHDRAWN)


def ask_again(due: DueNow) -> None:
    """The pool is checked anew; if it is still short, another prompt is opened."""
    row = due.asked.row
    due.session.add(PoolCheck(tenant_id=row.tenant_id, pool_id=row.pool_id))
    announce(due.session, "relay")


def now_told(due: DueNow) -> None:
    """Everybody who was asked hears the present quantity, with its paper; no change waits."""
    asked, row = due.asked, due.asked.row
    row.because = {**row.because, TOLD: row.quantity}
    asked.keep({name: at for name, at in asked.schedule.items() if name != Due.AMEND})
    keep_proposal(due.session, asked, due.at)


STEPS: dict[Due, Step] = {
    Due.SEND: send,
    Due.REMIND: remind,
    Due.PAUSE_UNTIL: remind,
    Due.AMEND: tell_amended,
    Due.ESCALATE: escalate,
    Due.ABOVE_LIMIT: ask_who_may,
    Due.EXPIRE: expire,
    Due.WITHDRAWAL: tell_withdrawn,
    Due.ASK_AGAIN: ask_again,
}
