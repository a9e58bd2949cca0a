"""The bills of a table: which one a row belongs to, and what its header says of its totals."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from rules.finance.bill_cells import CellWrong, amount_of, currency_of, day_of, number_of
from rules.finance.bill_refusals import MOST_BILLS, TooManyInFile
from rules.finance.bills_read import BillRead
from rules.finance.csv_steps import Headings
from rules.finance.freight_words import BillKind
from rules.finance.profiles import CsvProfile, Place

#: A bill's and an account's number are at most so long.
LONGEST_NUMBER = 80


class HeadUnfit(ValueError):
    """What a row says of its bill does not fit: what to do about it."""

    def __init__(self, what_to_do: str) -> None:
        super().__init__(what_to_do)
        self.what_to_do = what_to_do


class BillHeads:
    """The bills met so far, found again by what a row writes of them, unread."""

    def __init__(self, profile: CsvProfile, headings: Headings) -> None:
        places = _head_places(profile)
        self.profile = profile
        self.opens = profile.rows is None
        self.head = headings.take_cells(places[:2] if profile.rows else places)
        self.whole = headings.take_all(places)
        self.known: dict[Any, int] = {}
        self.numbers: dict[tuple[str, str], int] = {}
        self.last: Any = None
        self.last_bill = -1

    def bill_of(self, cells: Sequence[str]) -> tuple[int, BillRead | None]:
        """The place of the row's bill, and the bill when it is new (HeadUnfit, CellWrong)."""
        head = self.head(cells)
        if head == self.last:
            return self.last_bill, None
        bill = self.known.get(head)
        new = None
        if bill is None:
            if not self.opens:
                raise HeadUnfit("No row above it has this bill's totals. Fetch the file again.")
            new = self.opened_by(cells)
            bill = self.known[head]
        self.last, self.last_bill = head, bill
        return bill, new

    def opened_by(self, cells: Sequence[str]) -> BillRead:
        """The bill of a row that says its totals, remembered from now on (HeadUnfit, CellWrong)."""
        read = bill_read(self.profile, self.whole(cells))
        number = (read.account, read.number)
        if number in self.numbers:
            raise HeadUnfit(
                f"Bill {read.number} says other totals, days or currency on a row above. Ask the "
                "carrier which holds."
            )
        if len(self.numbers) >= MOST_BILLS:
            raise TooManyInFile("bills", MOST_BILLS)
        self.known[self.head(cells)] = self.numbers[number] = len(self.numbers)
        return read


def _head_places(profile: CsvProfile) -> list[Place]:
    places = profile.bill
    return [
        *(places.account, places.number, places.issued_on, places.currency, places.due_on),
        *(places.credits_number, places.net, places.vat, places.gross, places.kind),
    ]


def bill_read(profile: CsvProfile, head: Sequence[str]) -> BillRead:
    """What a row says of its bill (HeadUnfit, CellWrong)."""
    account, number, issued, currency, due, credits_number, net, vat, gross, kind = head
    said = BillRead(
        account=_required("account", account),
        number=_required("bill number", number),
        issued_on=_day(profile, issued),
        currency=currency_of(currency),
        due_on=_day(profile, due) if due.strip() else None,
        credits_number=number_of(credits_number, LONGEST_NUMBER),
        net=_amount(profile, net),
        vat=_amount(profile, vat),
        gross=_amount(profile, gross),
    )
    return kinded(said, profile.bill.kinds.get(kind.strip().upper()))


def kinded(read: BillRead, kind: BillKind | None) -> BillRead:
    """The bill with its kind: as its layout says, else a negative total is a credit note."""
    total = read.gross if read.net is None else read.net
    credit = total is not None and total < 0
    usual = BillKind.CREDIT_NOTE if credit else BillKind.INVOICE
    return BillRead(
        account=read.account,
        number=read.number,
        issued_on=read.issued_on,
        currency=read.currency,
        net=read.net,
        vat=read.vat,
        gross=read.gross,
        kind=kind or usual,
        due_on=read.due_on,
        credits_number=read.credits_number,
    )


def _required(name: str, text: str) -> str:
    number = number_of(text, LONGEST_NUMBER)
    if not number:
        raise CellWrong(text, f"The row has no {name}. Fetch the file again.")
    return number


def _day(profile: CsvProfile, text: str) -> date:
    return date.fromisoformat(day_of(text, profile.days))


def _amount(profile: CsvProfile, text: str) -> Decimal | None:
    return amount_of(text, profile.mark) if text.strip() else None
