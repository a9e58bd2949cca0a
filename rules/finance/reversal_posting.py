"""A correction: every amount of an entry posted once more with the other sign, and why."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rules.finance.money_words import Posting, Series
from rules.finance.vouchers import Foreign, Voucher, VoucherLine


def reversal_voucher(
    reverses_id: uuid.UUID, on: date, text: str, lines: Sequence[VoucherLine]
) -> Voucher:
    """The voucher that takes an entry back, on the same accounts."""
    return Voucher(
        key=f"reversal/{reverses_id}",
        series=Series.CORRECTIONS,
        posting=Posting.REVERSAL,
        on=on,
        text=text,
        lines=tuple(turned(line) for line in lines),
        reverses_id=reverses_id,
    )


def turned(line: VoucherLine) -> VoucherLine:
    """The line with the other sign, in both currencies."""
    foreign = line.foreign
    if foreign is not None:
        foreign = Foreign(amount=-foreign.amount, currency=foreign.currency, rate=foreign.rate)
    return replace(line, amount=-line.amount, foreign=foreign)
