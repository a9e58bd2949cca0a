"""Accruals as a voucher: what was carried and is not billed yet is owed at the expected amount."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from rules.finance.freight_words import ChargeClass
from rules.finance.money_words import Posting, Series, Use
from rules.finance.own_money import Exchange
from rules.finance.vouchers import Voucher, VoucherLine

#: The cost account a charge of each class is posted to.
COSTS: Final[Mapping[ChargeClass, Use]] = {
    ChargeClass.FREIGHT: Use.FREIGHT_COST,
    ChargeClass.FUEL: Use.FREIGHT_COST,
    ChargeClass.SURCHARGE: Use.SURCHARGE_COST,
    ChargeClass.ADJUSTMENT: Use.SURCHARGE_COST,
    ChargeClass.FEE: Use.SURCHARGE_COST,
    ChargeClass.DUTY: Use.DUTY_COST,
    ChargeClass.TAX: Use.DUTY_COST,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAccrue:
    """An expected charge whose parcel was scanned; `exchange` is of the day it was."""

    expected_id: int
    shipment_id: int
    charge_class: ChargeClass
    amount: Decimal
    exchange: Exchange
    carried_in: date
    text: str = ""
    case_id: uuid.UUID | None = None
    customer_id: uuid.UUID | None = None


def accrual_voucher(key: str, on: date, charges: Sequence[ToAccrue]) -> Voucher:
    """Cost against accrued freight, charge by charge; what was carried in another month says so.

    Every charge has to be over nought in the tenant's own currency. Raises VoucherUnbalanced when
    there is none.
    """
    return Voucher(
        key=key,
        series=Series.ACCRUALS,
        posting=Posting.ACCRUAL,
        on=on,
        text=f"Freight carried and not billed yet, {on:%Y-%m}",
        lines=tuple(line for charge in charges for line in accrued_lines(charge, on)),
    )


def accrued_lines(charge: ToAccrue, on: date) -> Iterator[VoucherLine]:
    """The cost of one charge, and that it is owed."""
    month = on.replace(day=1)
    for use, sign in ((COSTS[charge.charge_class], 1), (Use.ACCRUED_FREIGHT, -1)):
        yield VoucherLine(
            use=use,
            amount=sign * charge.exchange.to_own(charge.amount),
            text=charge.text,
            foreign=charge.exchange.kept(sign * charge.amount),
            customer_id=charge.customer_id,
            case_id=charge.case_id,
            shipment_id=charge.shipment_id,
            expected_id=charge.expected_id,
            service_month=None if charge.carried_in == month else charge.carried_in,
        )
