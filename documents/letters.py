"""Mail texts: a subject of one line and a plain body, composed from phrases and facts."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from documents.language import Language, Paragraph, language_of, phrases_in
from documents.printable import TextTooLong, scannable
from rules.errors import DeskError, Kind

FACT_LIMIT: Final = 500
ADVICE_LIMIT: Final = 4000
LINK_LIMIT: Final = 1000
# Only these facts are long and keep their lines: they are our own, and none stands in a subject.
_LONG: Final = frozenset({"advice", "text", "answer_by"})
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


class LetterKind(StrEnum):
    """What a letter to the contact of a case, or of a contract, tells."""

    REGISTERED = "registered"
    WAITING_FOR_UNIT = "waiting_for_unit"
    PROMISE_REMADE = "promise_remade"
    DISPATCHED = "dispatched"
    DELIVERED_RETURN_DUE = "delivered_return_due"
    RETURN_REMINDER = "return_reminder"
    RETURN_RECEIVED = "return_received"
    CASE_CLOSED = "case_closed"
    CASE_CANCELLED = "case_cancelled"
    UNSAFE_BATTERY = "unsafe_battery"
    ADVICE_GIVEN = "advice_given"
    HELP_REGISTERED = "help_registered"
    REPLY = "reply"
    QUESTION_ASKED = "question_asked"
    SOFTWARE_SENT = "software_sent"
    REFERRED = "referred"
    REFERRED_WITH_BAG = "referred_with_bag"
    RESOLVED = "resolved"
    REPAIR_REGISTERED = "repair_registered"
    SEND_IT_IN = "send_it_in"
    REPAIRED_DISPATCHED = "repaired_dispatched"
    REPLACED_DISPATCHED = "replaced_dispatched"
    UNREPAIRED_DISPATCHED = "unrepaired_dispatched"
    REPAIR_NOT_COVERED = "repair_not_covered"
    COVERAGE_ENDS_SOON = "coverage_ends_soon"
    EXTENSION_OFFER = "extension_offer"
    COVERAGE_LAPSED = "coverage_lapsed"
    RENEWAL_DUE = "renewal_due"
    RENEWED = "renewed"
    RETURN_ESCALATED = "return_escalated"
    RETURN_EXTENDED = "return_extended"
    NEW_RETURN_LABEL = "new_return_label"
    UNRETURNED_CHARGED = "unreturned_charged"
    CHARGE_REVERSED = "charge_reversed"
    CHARGE_DROPPED = "charge_dropped"
    WRONG_UNIT_CAME = "wrong_unit_came"
    MORE_IS_OWED = "more_is_owed"
    LOAN_DUE_BACK = "loan_due_back"
    LOAN_OVERDUE = "loan_overdue"
    LOAN_IS_YOURS = "loan_is_yours"
    PARCEL_SEARCHED = "parcel_searched"
    ANOTHER_UNIT_GOES = "another_unit_goes"
    EXTRA_UNIT_OWED = "extra_unit_owed"
    DEAD_ON_ARRIVAL = "dead_on_arrival"
    DANGER_COLLECTION = "danger_collection"
    CLOSED_BY_HAND = "closed_by_hand"
    LOCK_ACTIVE = "lock_active"
    CARD_FOUND = "card_found"
    CARD_SETTLED = "card_settled"
    ACCESSORIES_MISSING = "accessories_missing"
    NO_FAULT_FOUND = "no_fault_found"
    NOT_COVERED_FOUND = "not_covered_found"
    COST_PROPOSAL = "cost_proposal"
    COST_PROPOSAL_REMINDER = "cost_proposal_reminder"
    COST_PROPOSAL_EXPIRED = "cost_proposal_expired"
    COST_PROPOSAL_ACCEPTED = "cost_proposal_accepted"
    COST_PROPOSAL_DECLINED = "cost_proposal_declined"
    PART_ON_SITE = "part_on_site"
    VISIT_BOOKED = "visit_booked"
    VISIT_DONE = "visit_done"
    PURCHASE_ORDER = "purchase_order"
    ORDER_CHANGED = "order_changed"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_CHASED = "order_chased"
    ORDER_LATE = "order_late"
    QUALITY_REPORT = "quality_report"
    REFILL_PROPOSAL = "refill_proposal"
    REFILL_REMINDER = "refill_reminder"
    REFILL_ESCALATED = "refill_escalated"
    REFILL_AMENDED = "refill_amended"
    REFILL_ABOVE_LIMIT = "refill_above_limit"
    REFILL_APPROVED = "refill_approved"
    REFILL_DECLINED = "refill_declined"
    REFILL_EXPIRED = "refill_expired"
    REFILL_WITHDRAWN = "refill_withdrawn"
    DISPUTE_SENT = "dispute_sent"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"
    STATEMENT_SENT = "statement_sent"


class Mention(StrEnum):
    """What a letter about a return also reminds of, where it applies to the device."""

    LABEL_ENCLOSED = "label_enclosed"
    LABEL_ATTACHED = "label_attached"
    SLIP_ATTACHED = "slip_attached"
    ACTIVATION_LOCK = "activation_lock"
    SIM_CARD = "sim_card"
    BATTERY = "battery"


class LetterLacksFacts(DeskError):
    """The letter cannot be written without all its facts."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, letter: LetterKind, missing: Collection[str]) -> None:
        names = sorted(missing)
        super().__init__(
            f"The letter {letter} needs {', '.join(names)}; give each a text that is not empty.",
            letter=letter.value,
            missing=names,
        )


class SubjectOfSeveralLines(DeskError):
    """A subject must be one line without control characters."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__("The subject has a line break or a control character; leave it out.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A plain-text mail without addresses; its subject cannot start another header."""

    subject: str
    body: str
    language: Language

    def __post_init__(self) -> None:
        if any(unicodedata.category(character) in _INVISIBLE for character in self.subject):
            raise SubjectOfSeveralLines


def compose_letter(
    kind: LetterKind,
    locale: str,
    facts: Mapping[str, str],
    mentions: Collection[Mention] = frozenset(Mention),
) -> Letter:
    """The letter in the locale's language; raises LetterLacksFacts, TextTooLong, UnprintableText.

    Facts are plain text: line breaks and control characters become spaces (only `advice`, `text`
    and `answer_by` keep their lines) and a `$` in a fact stays a `$`. A `link` keeps every
    character, so one that is not visible ASCII is refused. Facts that the letter does not use are
    ignored.
    """
    language = language_of(locale)
    needed = facts_needed(kind)
    told = {name: _plain(name, facts.get(name, "")) for name in needed}
    if missing := [name for name in needed if not told[name]]:
        raise LetterLacksFacts(kind, missing)
    phrases = phrases_in(language).letters[kind]
    wanted = [paragraph for paragraph in phrases.body if _applies(paragraph, mentions)]
    return Letter(
        subject=phrases.subject.substitute(told),
        body="\n\n".join(paragraph.text.substitute(told) for paragraph in wanted) + "\n",
        language=language,
    )


def facts_needed(kind: LetterKind) -> frozenset[str]:
    """The names of the facts a letter of this kind is composed from, the same in all languages."""
    phrases = phrases_in(Language.ENGLISH).letters[kind]
    templates = [phrases.subject, *(paragraph.text for paragraph in phrases.body)]
    return frozenset(name for template in templates for name in template.get_identifiers())


def _applies(paragraph: Paragraph, mentions: Collection[Mention]) -> bool:
    return paragraph.mention is None or paragraph.mention in mentions


def _plain(name: str, fact: str) -> str:
    if name == "link":
        return scannable(fact, LINK_LIMIT, what=name)
    limit = ADVICE_LIMIT if name in _LONG else FACT_LIMIT
    if len(fact) > limit:
        raise TextTooLong(name.replace("_", " "), limit)
    if name not in _LONG:
        return _on_one_line(fact)
    return "\n".join(_on_one_line(line) for line in _LINE_END.split(fact)).strip("\n")


def _on_one_line(text: str) -> str:
    visible = (" " if unicodedata.category(char) in _INVISIBLE else char for char in text)
    return " ".join("".join(visible).split())
