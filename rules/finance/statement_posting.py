"""A customer's statement, and income that was kept for later, as vouchers."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from rules.finance.items import SALES, Item
from rules.finance.money_words import Posting, Series, Use, VatCategory
from rules.finance.own_money import Exchange
from rules.finance.rounding import CENT
from rules.finance.vouchers import Voucher, VoucherLine, VoucherUnbalanced

NOUGHT = Decimal("0.00")
#: Items that are paid for a term: what lies in later months is not income yet.
FOR_A_TERM: Final = frozenset({Item.CONTRACT_FEE, Item.SEATS, Item.RENEWAL, Item.EXTENSION})


@dataclass(frozen=True, slots=True, kw_only=True)
class LineToPost:
    """One line of a statement: its net in the statement's currency, positive also when credited.

    `later` is what of it is income of later months, by month, in the tenant's own currency.
    """

    line_id: uuid.UUID
    item: Item
    text: str
    net: Decimal
    category: VatCategory
    later: Mapping[date, Decimal] = field(default_factory=dict)
    case_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementToPost:
    """A final statement; `sign` is -1 for a credit note. `own_vat` is what it states itself."""

    key: str
    statement_id: uuid.UUID
    customer_id: uuid.UUID
    title: str
    on: date
    sign: int
    exchange: Exchange
    gross: Decimal
    vat: Decimal
    own_vat: Decimal | None
    served_in: date
    lines: Sequence[LineToPost]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredPart:
    """What was kept for a month, of a line of a statement; negative when it was given back."""

    line_id: uuid.UUID
    item: Item
    category: VatCategory
    customer_id: uuid.UUID
    text: str
    month: date
    amount: Decimal


def income_of(item: Item, category: VatCategory) -> Use:
    """The account of an item's income: sales without VAT have one of their own."""
    return SALES[item] if category is VatCategory.STANDARD else Use.EXEMPT_SALES


def statement_voucher(statement: StatementToPost) -> Voucher | None:
    """Receivable against income, income of later months and VAT; None for a statement of nought.

    Raises VoucherUnbalanced when its lines and VAT are not its gross.
    """
    lines = [line for one in statement.lines for line in sold_lines(statement, one)]
    lines += [owed_line(statement), vat_line(statement)]
    lines = [line for line in lines if line.amount]
    if not lines:
        return None
    return Voucher(
        key=statement.key,
        series=Series.STATEMENTS,
        posting=Posting.STATEMENT,
        on=statement.on,
        text=statement.title,
        lines=(*lines, *rounding_line(statement, lines)),
        source_id=statement.statement_id,
    )


def sold_lines(statement: StatementToPost, line: LineToPost) -> Iterator[VoucherLine]:
    """What of a line is income now, and what is kept."""
    kept = sum(line.later.values(), NOUGHT)
    now = statement.exchange.to_own(statement.sign * line.net) - kept
    yield of_line(statement, line, income_of(line.item, line.category), -now)
    yield of_line(statement, line, Use.DEFERRED_INCOME, -kept)


def of_line(statement: StatementToPost, line: LineToPost, use: Use, amount: Decimal) -> VoucherLine:
    """A line of the voucher for a line of the statement, with its whole foreign amount."""
    month = statement.on.replace(day=1)
    whole = not line.later
    return VoucherLine(
        use=use,
        amount=amount,
        text=line.text,
        foreign=statement.exchange.kept(-statement.sign * line.net) if whole else None,
        customer_id=statement.customer_id,
        case_id=line.case_id,
        statement_line_id=line.line_id,
        service_month=None if statement.served_in == month else statement.served_in,
    )


def owed_line(statement: StatementToPost) -> VoucherLine:
    """What the customer owes, or is given back."""
    gross = statement.sign * statement.gross
    return VoucherLine(
        use=Use.RECEIVABLES,
        amount=statement.exchange.to_own(gross),
        text=statement.title,
        foreign=statement.exchange.kept(gross),
        customer_id=statement.customer_id,
    )


def vat_line(statement: StatementToPost) -> VoucherLine:
    """The VAT, as the statement states it in the tenant's own currency."""
    vat = -statement.sign * statement.vat
    stated = statement.own_vat
    own = statement.exchange.to_own(vat) if stated is None else -statement.sign * stated
    return VoucherLine(
        use=Use.OUTPUT_VAT,
        amount=own,
        text=statement.title,
        foreign=statement.exchange.kept(vat),
        customer_id=statement.customer_id,
    )


def rounding_line(
    statement: StatementToPost, lines: Sequence[VoucherLine]
) -> Iterator[VoucherLine]:
    """What converting line by line leaves over, at most a cent a line, is exchange difference."""
    off = sum((line.amount for line in lines), NOUGHT)
    if off and (statement.exchange.own or abs(off) > CENT * (len(lines) + 1)):
        raise VoucherUnbalanced(statement.key, off)
    if off:
        yield VoucherLine(use=Use.EXCHANGE_DIFFERENCE, amount=-off, text=statement.title)


def deferral_voucher(key: str, on: date, parts: Sequence[DeferredPart]) -> Voucher:
    """What was kept for these months is income now. Raises VoucherUnbalanced for no parts."""
    return Voucher(
        key=key,
        series=Series.DEFERRALS,
        posting=Posting.DEFERRAL,
        on=on,
        text=f"Income of {on:%Y-%m} from fees paid ahead",
        lines=tuple(line for part in parts for line in earned_lines(part, on)),
    )


def earned_lines(part: DeferredPart, on: date) -> Iterator[VoucherLine]:
    """Kept income becomes income."""
    for use, sign in ((Use.DEFERRED_INCOME, 1), (income_of(part.item, part.category), -1)):
        yield VoucherLine(
            use=use,
            amount=sign * part.amount,
            text=part.text,
            customer_id=part.customer_id,
            statement_line_id=part.line_id,
            service_month=None if part.month == on.replace(day=1) else part.month,
        )
