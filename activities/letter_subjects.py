"""What a letter of a case speaks of: its unit, its charge, its proposal, its visit."""

import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from documents.language import Language, language_of
from documents.letters import LetterKind
from models.cases import Case
from models.devices import DeviceModel, Unit
from models.papers import Notification
from models.part_stock import part_with_code
from models.parties import Contact
from rules.case_state import CaseState
from rules.case_values import Charge, ChargeKind, Debt, Proposal, Why
from rules.terms import Terms
from rules.visit_values import Visit
from runtime.signed_links import SignedLinks

#: How much of a unit's id stands in the part of a letter about its charge.
ABOUT_LENGTH = 12
#: Letters that name only what is owed for one reason; every other names all that is owed.
NAMES_ONLY = {
    LetterKind.LOAN_DUE_BACK: Why.LOAN,
    LetterKind.LOAN_OVERDUE: Why.LOAN,
    LetterKind.EXTRA_UNIT_OWED: Why.EXTRA,
}
OF_UNRETURNED = frozenset(
    {LetterKind.UNRETURNED_CHARGED, LetterKind.CHARGE_REVERSED, LetterKind.CHARGE_DROPPED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A letter that is being composed: the case as it stands now, and who reads it."""

    session: Session
    row: Notification
    contact: Contact
    case: Case
    state: CaseState
    terms: Terms
    links: SignedLinks | None = None

    @property
    def kind(self) -> LetterKind:
        """What the letter tells."""
        return LetterKind(self.row.letter)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the case's days are counted."""
        return ZoneInfo(self.terms.timezone)

    @property
    def language(self) -> Language:
        """The contact's language."""
        return language_of(self.contact.locale)


def charge_told(writing: Writing) -> Charge | None:
    """The charge of which the letter speaks: its part is the end of what the charge is about."""
    kind = charge_kind(writing.kind)
    of_kind = [one for one in writing.state.back.charges if kind in {None, one.kind}]
    part = writing.row.part
    named = [one for one in of_kind if part and one.about[-ABOUT_LENGTH:] == part]
    return next(iter(named or of_kind), None) if kind else next(iter(named), None)


def charge_kind(letter: LetterKind) -> ChargeKind | None:
    """The kind of charge a letter is about, where it is about one kind only."""
    if letter in OF_UNRETURNED:
        return ChargeKind.UNRETURNED
    return ChargeKind.NOT_COVERED if letter is LetterKind.NOT_COVERED_FOUND else None


def proposal_told(writing: Writing) -> Proposal | None:
    """The proposal that the letter's part names, such as P2 or P2-1."""
    part = writing.row.part.partition("-")[0]
    return next((one for one in writing.state.back.proposals if one.name == part), None)


def visit_told(writing: Writing) -> Visit | None:
    """The visit that the letter's part names, else the newest."""
    visits = writing.state.back.visits
    named = [one for one in visits if str(one.number) == writing.row.part]
    return next(iter(named or reversed(visits)), None)


def device_told(writing: Writing) -> tuple[str, str]:
    """Name and serial of what the letter speaks of: a part, one unit, else the broken device."""
    session, state, tenant = writing.session, writing.state, writing.case.tenant_id
    part = part_with_code(session, state.part) if state.part else None
    if part is not None:
        return part.name, part.code
    unit = session.get_one(Unit, (tenant, unit_told(writing)))
    return session.get_one(DeviceModel, (tenant, unit.model_id)).name, unit.serial


def unit_told(writing: Writing) -> uuid.UUID:
    """The unit that a letter about a charge or a proposal names, else the broken device."""
    charge, proposal = charge_told(writing), proposal_told(writing)
    if charge is not None and charge.kind is ChargeKind.UNRETURNED and charge.about:
        return uuid.UUID(charge.about)
    return uuid.UUID(proposal.unit) if proposal else writing.case.device_unit_id


def owed_serials(writing: Writing) -> list[str]:
    """The serials of what the letter asks back; a part is named by its code."""
    why = NAMES_ONLY.get(writing.kind)
    still = [debt for debt in writing.state.back.debts if not debt.settled]
    asked = [debt for debt in still if why in {None, debt.why}] or still
    return [code_of(writing, debt) for debt in asked]


def code_of(writing: Writing, debt: Debt) -> str:
    """The serial of an owed unit, or the code of an owed part."""
    if not debt.unit:
        return writing.state.part
    return writing.session.get_one(Unit, (writing.case.tenant_id, uuid.UUID(debt.unit))).serial
