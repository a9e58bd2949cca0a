"""The charges of an approved bill as values to be posted, with what is expected and disputed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.orm import Session

from activities.finance.accruals import Parcel, parcels_of
from activities.finance.credits_taken import CreditTaken
from activities.finance.many import among
from models.finance.bills import CarrierBill, CarrierCharge
from models.finance.disputes import Dispute, DisputedCharge
from models.finance.shipments import ExpectedCharge
from models.finance.verdicts import ChargeVerdict
from rules.errors import DeskError
from rules.finance.bill_posting import NOUGHT, ChargeToPost
from rules.finance.freight_words import ExpectedState, PayMode, Verdict

#: Verdicts of charges that end no accrual: another charge does, or nothing was to be billed.
CLEARS_NOTHING: Final = frozenset(
    {Verdict.DUPLICATE, Verdict.RETURN_ON_SCAN, Verdict.VOID_BILLED, Verdict.CREDIT}
)
#: What may still be owed of an expected charge.
OWED: Final = frozenset({ExpectedState.EXPECTED, ExpectedState.ACCRUED})


class ChargesNotAgreed(DeskError):
    """Nobody has agreed what to pay of some charges of this bill."""

    def __init__(self, bill: CarrierBill, count: int) -> None:
        super().__init__(
            f"{count} charges of {bill.carrier}'s bill {bill.number} have no verdict with an "
            "agreed amount. Settle its exceptions first: agree, confirm or dispute each.",
            bill=bill.number,
            charges=count,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What of a charge is claimed, and how it is paid meanwhile."""

    amount: Decimal
    pay_mode: PayMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A charge with its verdict, what was expected, its parcel and its claim; rows as read."""

    charge: Any
    verdict: Any
    expected: Any
    parcel: Parcel | None
    claimed: Claimed | None

    @property
    def agreed(self) -> Decimal:
        """What is to be paid: of a disputed charge nobody has agreed on, by its way of paying."""
        billed: Decimal = self.charge.net
        if self.verdict.agreed is not None:
            agreed: Decimal = self.verdict.agreed
            return agreed
        if self.claimed is not None and self.claimed.pay_mode is PayMode.SHORT_PAY:
            return billed - self.claimed.amount
        return billed

    @property
    def ends_accrual(self) -> Any:  # noqa: ANN401 - a row as read
        """The expected charge that may end with it."""
        one = self.expected
        if one is None or self.verdict.verdict in CLEARS_NOTHING or one.state not in OWED:
            return None
        return one


def judged_charges(session: Session, bill: CarrierBill) -> list[Judged]:
    """The bill's charges by line (ChargesNotAgreed).

    Table by table: right after a large bill came in, the planner knows nothing of its size yet.
    """
    verdicts = {row.charge_id: row for row in session.execute(verdicts_of(bill))}
    expected_ids = [row.expected_id for row in verdicts.values() if row.expected_id]
    expected = {row.id: row for row in session.execute(expected_of(expected_ids))}
    shipment_ids = {row.shipment_id for row in verdicts.values() if row.shipment_id}
    parcels = parcels_of(session, shipment_ids | {row.shipment_id for row in expected.values()})
    claims = claims_on(session, verdicts)
    found = []
    for charge in session.execute(charges_of(bill)):
        verdict, claimed = verdicts.get(charge.id), claims.get(charge.id)
        if verdict is None or (verdict.agreed is None and claimed is None):
            continue
        one = expected.get(verdict.expected_id)
        parcel = parcels.get(verdict.shipment_id or (one.shipment_id if one else 0))
        found.append(
            Judged(charge=charge, verdict=verdict, expected=one, parcel=parcel, claimed=claimed)
        )
    if len(found) != bill.charges:
        raise ChargesNotAgreed(bill, bill.charges - len(found))
    return found


def charges_of(bill: CarrierBill) -> Select[*tuple[Any, ...]]:
    """The bill's charges by line."""
    return (
        select(
            CarrierCharge.id,
            CarrierCharge.charge_class,
            CarrierCharge.net,
            CarrierCharge.vat,
            CarrierCharge.tracking,
            CarrierCharge.text,
            CarrierCharge.code,
            CarrierCharge.shipped_on,
        )
        .where(CarrierCharge.tenant_id == bill.tenant_id, CarrierCharge.bill_id == bill.id)
        .order_by(CarrierCharge.line)
    )


def verdicts_of(bill: CarrierBill) -> Select[*tuple[Any, ...]]:
    """The current verdict of each charge."""
    return select(
        ChargeVerdict.charge_id,
        ChargeVerdict.expected_id,
        ChargeVerdict.shipment_id,
        ChargeVerdict.verdict,
        ChargeVerdict.agreed,
        ChargeVerdict.account,
    ).where(
        ChargeVerdict.tenant_id == bill.tenant_id,
        ChargeVerdict.bill_id == bill.id,
        ChargeVerdict.charge_id.is_not(None),
        ChargeVerdict.superseded_at.is_(None),
    )


def expected_of(expected_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """What was expected."""
    return select(
        ExpectedCharge.id,
        ExpectedCharge.shipment_id,
        ExpectedCharge.amount,
        ExpectedCharge.currency,
        ExpectedCharge.state,
    ).where(ExpectedCharge.id == among(expected_ids))


def claims_on(session: Session, charge_ids: Collection[int]) -> dict[int, Claimed]:
    """What of each charge is claimed, or was credited before its bill came to be posted."""
    claimed = case(
        (DisputedCharge.released_at.is_(None), DisputedCharge.claimed),
        else_=DisputedCharge.credited,
    )
    rows = session.execute(
        select(DisputedCharge.charge_id, func.sum(claimed), func.max(Dispute.pay_mode))
        .join(
            Dispute,
            (Dispute.tenant_id == DisputedCharge.tenant_id)
            & (Dispute.id == DisputedCharge.dispute_id),
        )
        .where(claimed > 0, DisputedCharge.charge_id == among(charge_ids))
        .group_by(DisputedCharge.charge_id)
    )
    return {
        charge: Claimed(amount=amount, pay_mode=PayMode(pay_mode))
        for charge, amount, pay_mode in rows
    }


def accruals_to_end(
    judged: Sequence[Judged], charges: Sequence[ChargeToPost]
) -> dict[int, Row[Any]]:
    """By charge the expected one it ends.

    A charge that is claimed as a whole ends nothing: what was expected stays accrued.
    """
    return {
        charge.charge_id: one.ends_accrual
        for one, charge in zip(judged, charges, strict=True)
        if one.ends_accrual is not None and charge.cost != 0
    }


def to_post(one: Judged, taken: Sequence[CreditTaken]) -> ChargeToPost:
    """The charge as the rules of posting take it; a credit of what was never paid is not booked."""
    unpaid = sum((credit.back.amount for credit in taken if not credit.paid), NOUGHT)
    parcel, charge = one.parcel, one.charge
    return ChargeToPost(
        charge_id=charge.id,
        charge_class=charge.charge_class,
        billed=charge.net,
        agreed=one.agreed + unpaid,
        claimed=one.claimed.amount if one.claimed else NOUGHT,
        vat=charge.vat,
        account=one.verdict.account,
        text=" ".join(word for word in (charge.tracking, charge.text or charge.code) if word),
        taken_back=tuple(credit.back for credit in taken if credit.paid),
        shipment_id=parcel.id if parcel else None,
        case_id=parcel.case_id if parcel else None,
        customer_id=parcel.customer_id if parcel else None,
        carried_in=charge.shipped_on.replace(day=1) if charge.shipped_on else None,
    )
