"""What a claim did not bring back, as a voucher: disputed freight becomes a difference of price."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.finance.money_words import Posting, Series, Use
from rules.finance.vouchers import Voucher, VoucherLine


@dataclass(frozen=True, slots=True, kw_only=True)
class LostClaim:
    """What stands on an account of disputed freight for one charge that nobody claims any more."""

    charge_id: int
    account: str
    amount: Decimal
    shipment_id: int | None
    bill: str


def lost_voucher(key: str, on: date, claims: Sequence[LostClaim]) -> Voucher:
    """Charge by charge. Raises VoucherUnbalanced for no claims."""
    return Voucher(
        key=key,
        series=Series.BILLS,
        posting=Posting.BILL,
        on=on,
        text=f"Claims that have ended, {on:%Y-%m}",
        lines=tuple(line for claim in claims for line in lost_lines(claim)),
    )


def lost_lines(claim: LostClaim) -> Iterator[VoucherLine]:
    """Off the disputed account, and into the cost."""
    for use, account, sign in ((None, claim.account, -1), (Use.FREIGHT_VARIANCE, "", 1)):
        yield VoucherLine(
            use=use,
            account=account,
            amount=sign * claim.amount,
            text=f"Claim on bill {claim.bill} has ended",
            charge_id=claim.charge_id,
            shipment_id=claim.shipment_id,
        )
