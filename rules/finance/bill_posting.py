"""A carrier's bill as a voucher: accruals cleared, differences to their accounts, the rest owed.

What is disputed stays off the cost: where the bill is paid in full meanwhile, it lies on the
account of disputed freight until it is credited or given up; where the carrier's rule allows to
pay less, it is not paid, and neither is its share of the VAT.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain

from rules.finance.accrual_posting import COSTS
from rules.finance.freight_words import ChargeClass
from rules.finance.money_words import Posting, Series, Use
from rules.finance.own_money import Exchange
from rules.finance.rounding import CENT, cents
from rules.finance.vouchers import Foreign, Voucher, VoucherLine, VoucherUnbalanced

NOUGHT = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accrued:
    """What stands on the accrued account for a charge: `own` is its credit there, over nought.

    `exchange` is of the bill's day: what lies between it and `own` is an exchange difference.
    """

    expected_id: int
    account: str
    own: Decimal
    amount: Decimal
    exchange: Exchange
    foreign: Foreign | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What a credit takes off the account of disputed freight, where `own` stands for `amount`.

    `charge_id` is the charge that was disputed: its lines on that account sum to nought.
    """

    charge_id: int
    amount: Decimal
    own: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeToPost:
    """One charge of a bill: what it says, what is agreed to be paid, and what of it is claimed.

    `account` is where its difference, or all of it when nothing was expected, is booked; empty
    for the usual account.
    """

    charge_id: int
    charge_class: ChargeClass
    billed: Decimal
    agreed: Decimal
    claimed: Decimal = NOUGHT
    vat: Decimal | None = None
    account: str = ""
    text: str = ""
    accrued: Accrued | None = None
    taken_back: tuple[TakenBack, ...] = ()
    shipment_id: int | None = None
    case_id: uuid.UUID | None = None
    customer_id: uuid.UUID | None = None
    carried_in: date | None = None

    @property
    def disputed(self) -> Decimal:
        """What is paid though it is claimed."""
        paid = self.agreed - (self.billed - self.claimed)
        return min(self.claimed, max(NOUGHT, paid))

    @property
    def cost(self) -> Decimal:
        """What is paid, is not disputed and takes nothing back."""
        back = sum((one.amount for one in self.taken_back), NOUGHT)
        return self.agreed - self.disputed + back

    @property
    def clears(self) -> bool:
        """True when its accrual ends with it: one that is claimed as a whole stays accrued."""
        return self.accrued is not None and (self.cost != 0 or self.accrued.own == 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillToPost:
    """An approved bill with its charges, converted at the rate of its own day."""

    key: str
    bill_id: uuid.UUID
    title: str
    on: date
    exchange: Exchange
    net: Decimal
    vat: Decimal
    charges: Sequence[ChargeToPost]


def bill_voucher(bill: BillToPost) -> Voucher | None:
    """The voucher, or None when nothing of the bill is to be paid or cleared.

    The sum of the charges has to be the bill's net. Raises VoucherUnbalanced.
    """
    lines = [line for charge in bill.charges for line in charge_lines(bill, charge)]
    vat = bill.vat - unpaid_vat(bill)
    unpaid = sum((charge.billed - charge.agreed for charge in bill.charges), NOUGHT)
    lines += [
        one_line(bill, Use.INPUT_VAT, vat),
        one_line(bill, Use.PAYABLES, unpaid - bill.net - vat),
    ]
    lines = [line for line in lines if line.amount]
    if not lines:
        return None
    return Voucher(
        key=bill.key,
        series=Series.BILLS,
        posting=Posting.BILL,
        on=bill.on,
        text=bill.title,
        lines=tuple(chain(lines, rounding_line(bill, lines))),
        source_id=bill.bill_id,
    )


def charge_lines(bill: BillToPost, charge: ChargeToPost) -> Iterator[VoucherLine]:
    """What one charge posts: its accrual, its difference, what is disputed, what comes back."""
    if charge.accrued is not None and charge.clears:
        yield from cleared_lines(bill, charge, charge.accrued)
    else:
        yield about(bill, charge, COSTS[charge.charge_class], charge.cost, charge.account)
    yield about(bill, charge, Use.DISPUTED_FREIGHT, charge.disputed)
    for back in charge.taken_back:
        line = stated(bill, charge, use=Use.DISPUTED_FREIGHT, own=-back.own)
        yield replace(line, charge_id=back.charge_id)
        moved = back.own - bill.exchange.to_own(back.amount)
        yield stated(bill, charge, use=Use.EXCHANGE_DIFFERENCE, own=moved)


def cleared_lines(
    bill: BillToPost, charge: ChargeToPost, accrued: Accrued
) -> Iterator[VoucherLine]:
    """The accrual ends; a difference of price and one of exchange each have their account."""
    today = accrued.exchange.to_own(accrued.amount)
    own = bill.exchange.to_own(charge.cost)
    yield stated(
        bill,
        charge,
        use=None,
        account=accrued.account,
        own=accrued.own,
        foreign=accrued.foreign,
        expected_id=accrued.expected_id,
    )
    yield stated(bill, charge, use=Use.FREIGHT_VARIANCE, account=charge.account, own=own - today)
    yield stated(bill, charge, use=Use.EXCHANGE_DIFFERENCE, own=today - accrued.own)


def about(
    bill: BillToPost, charge: ChargeToPost, use: Use, amount: Decimal, account: str = ""
) -> VoucherLine:
    """A line of an amount in the bill's currency."""
    return stated(
        bill,
        charge,
        use=use,
        account=account,
        own=bill.exchange.to_own(amount),
        foreign=bill.exchange.kept(amount),
    )


def stated(
    bill: BillToPost,
    charge: ChargeToPost,
    *,
    use: Use | None,
    own: Decimal,
    account: str = "",
    foreign: Foreign | None = None,
    expected_id: int | None = None,
) -> VoucherLine:
    """A line of an amount in the tenant's own currency, with what it is about."""
    month = bill.on.replace(day=1)
    return VoucherLine(
        use=use,
        account=account,
        amount=own,
        text=charge.text,
        foreign=foreign,
        customer_id=charge.customer_id,
        case_id=charge.case_id,
        shipment_id=charge.shipment_id,
        expected_id=expected_id,
        charge_id=charge.charge_id,
        service_month=None if charge.carried_in == month else charge.carried_in,
    )


def one_line(bill: BillToPost, use: Use, amount: Decimal) -> VoucherLine:
    """A line of the bill as a whole."""
    return VoucherLine(
        use=use,
        amount=bill.exchange.to_own(amount),
        text=bill.title,
        foreign=bill.exchange.kept(amount),
    )


def unpaid_vat(bill: BillToPost) -> Decimal:
    """The VAT on what is not paid: of the charge where it says so, else its share of the bill's."""
    return sum((unpaid_vat_of(bill, charge) for charge in bill.charges), NOUGHT)


def unpaid_vat_of(bill: BillToPost, charge: ChargeToPost) -> Decimal:
    """The VAT on what is not paid of one charge."""
    unpaid = charge.billed - charge.agreed
    if not unpaid:
        return NOUGHT
    if charge.vat is not None and charge.billed:
        return cents(charge.vat * unpaid / charge.billed)
    return cents(bill.vat * unpaid / bill.net) if bill.net else NOUGHT


def rounding_line(bill: BillToPost, lines: Sequence[VoucherLine]) -> Iterator[VoucherLine]:
    """What converting line by line leaves over, at most a cent a line, is exchange difference."""
    off = sum((line.amount for line in lines), NOUGHT)
    if off and (bill.exchange.own or abs(off) > CENT * len(lines)):
        raise VoucherUnbalanced(bill.key, off)
    if off:
        yield VoucherLine(use=Use.EXCHANGE_DIFFERENCE, amount=-off, text=bill.title)
