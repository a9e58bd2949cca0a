"""What the desk refuses of statements and billing parties, by name."""

from datetime import date
from typing import ClassVar

from models.finance.statements import Statement
from rules.errors import DeskError, Kind


class UnknownStatement(DeskError):
    """There is no such statement."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No statement is called {name}. Choose one from the list of statements.",
            statement=name,
        )


class StatementNotIssued(DeskError):
    """Only what was issued can be credited."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(
            f"The statement of {statement.month:%Y-%m} is still a {statement.state}. Correct what "
            "it bills, or wait until it is issued.",
            state=statement.state,
        )


class CreditNoteStays(DeskError):
    """A credit note is not credited."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"{number} is a credit note. What it gave back by mistake is billed as a new charge.",
            statement=number,
        )


class NothingToCredit(DeskError):
    """Everything of this invoice was given back already."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Nothing is left of {number} to give back. Its credit notes are named on its page.",
            statement=number,
        )


class ItemNotOfStatement(DeskError):
    """This is no item of the invoice that could be given back."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, number: str, named: str) -> None:
        super().__init__(
            f"{named} is not on {number}, or was given back before. Choose lines or items from "
            "its page.",
            statement=number,
            named=named,
        )


class CreditReasonMissing(DeskError):
    """A credit note says why."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__("Say in a few words why it is given back; the customer reads it.")


class BillingPartyInvalid(DeskError):
    """An invoice could not name this party."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem, field=field)


class BillingPartyKnown(DeskError):
    """A version of this billing party begins on that day."""

    def __init__(self, day: date) -> None:
        super().__init__(
            f"What holds from {day} on is on record, and statements may name it. Give the change a "
            "later first day.",
            day=day.isoformat(),
        )
