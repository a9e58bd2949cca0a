"""What a letter that is of no case says and encloses, whoever reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from models.finance.disputes import ClaimRule
from models.orders import Supplier
from models.papers import Notification
from models.parties import Contact
from runtime.signed_links import SignedLinks

#: Who reads a letter: a contact of a customer, a supplier, or a carrier's claims desk.
Reader = Contact | Supplier | ClaimRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A paper that travels with a letter, under the name it is saved as."""

    content: bytes
    file_name: str
    subtype: str = "pdf"
    maintype: str = "application"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The facts of one letter as text, and its papers."""

    facts: Mapping[str, str]
    papers: tuple[Enclosed, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterAsked:
    """The letter that is to be told: its row, its reader, and what its links are signed with."""

    session: Session
    row: Notification
    reader: Reader
    links: SignedLinks | None


#: Tells one kind of letter from the record as it is at the moment of sending.
Teller = Callable[[LetterAsked], Told]
