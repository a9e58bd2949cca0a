"""An approved bill is posted: its charges accrued first where they are not, then cleared, once."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from activities.finance.accruals import Run, accrue_these
from activities.finance.bill_charges import Judged, accruals_to_end, judged_charges, to_post
from activities.finance.credits_taken import credits_taken
from activities.finance.exchange import exchange_on
from activities.finance.many import among
from activities.finance.periods import posting_day
from activities.finance.posting import post
from activities.finance.standing_accruals import standing_accruals
from models.finance.bills import CarrierBill
from models.finance.ledger import JournalEntry
from models.finance.shipments import ExpectedCharge
from rules.errors import DeskError, Kind
from rules.finance.bill_posting import BillToPost, ChargeToPost, bill_voucher
from rules.finance.freight_words import BillState, ExpectedState, Verdict


class NoSuchBill(DeskError):
    """There is no such bill."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, bill_id: uuid.UUID) -> None:
        super().__init__("Check the bill's address: no bill is kept under it.", bill=str(bill_id))


class BillNotApproved(DeskError):
    """Only an approved bill is posted."""

    def __init__(self, bill: CarrierBill) -> None:
        super().__init__(
            f"{bill.carrier}'s bill {bill.number} is {bill.state}. It is posted once its "
            "exceptions are settled and an approver has approved it.",
            bill=bill.number,
            state=bill.state,
        )


def post_bill(
    session: Session, bill_id: uuid.UUID, *, on: date, at: datetime, by: str
) -> JournalEntry | None:
    """The bill's entry; None when it is posted already or comes to nothing.

    It is converted at the rate of its own day and posted on the day `on`, or on the first of the
    first open month. Raises NoSuchBill, BillNotApproved, ChargesNotAgreed, NoExchangeRate,
    NoAccountFor and VoucherUnbalanced.
    """
    bill = session.scalars(
        select(CarrierBill).where(CarrierBill.id == bill_id).with_for_update()
    ).one_or_none()
    if bill is None:
        raise NoSuchBill(bill_id)
    if bill.state is BillState.POSTED:
        return None
    if bill.state is not BillState.APPROVED:
        raise BillNotApproved(bill)
    return post_approved(session, bill, posting_day(session, bill.tenant_id, on), at, by)


def post_approved(
    session: Session, bill: CarrierBill, on: date, at: datetime, by: str
) -> JournalEntry | None:
    """The voucher, and what it says of the bill and of the expected charges."""
    judged = judged_charges(session, bill)
    run = Run(tenant_id=bill.tenant_id, through=on, at=at, by=by)
    charges = charges_to_post(session, bill, judged, run)
    voucher = bill_voucher(
        BillToPost(
            key=bill_key(session, bill),
            bill_id=bill.id,
            title=f"{bill.carrier} {bill.number}",
            on=on,
            exchange=exchange_on(session, bill.currency, bill.issued_on),
            net=bill.net,
            vat=bill.vat,
            charges=charges,
        )
    )
    entry = post(session, bill.tenant_id, voucher, at=at, by=by) if voucher else None
    end_expected(session, judged, charges)
    bill.state, bill.posted_at = BillState.POSTED, at
    session.flush()
    return entry


def charges_to_post(
    session: Session, bill: CarrierBill, judged: list[Judged], run: Run
) -> list[ChargeToPost]:
    """The charges as values, their accruals in the books before they end."""
    taken = credits_taken(session, bill)
    charges = [to_post(one, taken.get(one.charge.id, ())) for one in judged]
    ends = accruals_to_end(judged, charges)
    put_in_the_books(session, ends.values(), run)
    accrued = standing_accruals(session, ends.values(), bill.issued_on)
    return [
        replace(one, accrued=accrued.get(ends[one.charge_id].id)) if one.charge_id in ends else one
        for one in charges
    ]


def put_in_the_books(session: Session, expected: Iterable[Row[Any]], run: Run) -> None:
    """A billed charge is owed, scanned or not: it is accrued at the latest now."""
    billed = [one.id for one in expected]
    session.execute(
        update(ExpectedCharge)
        .where(ExpectedCharge.id == among(billed), ExpectedCharge.state == ExpectedState.EXPECTED)
        .values(
            state=ExpectedState.ACCRUED,
            accrued_on=func.coalesce(ExpectedCharge.accrued_on, run.through),
        )
        .execution_options(synchronize_session=False)
    )
    accrue_these(session, run, billed)


def bill_key(session: Session, bill: CarrierBill) -> str:
    """The bill's key; once it was reversed it is posted anew under another."""
    before = select(func.count()).where(
        JournalEntry.source_id == bill.id, JournalEntry.key.startswith(f"bill/{bill.id}")
    )
    times: int = session.execute(before).scalar_one()
    return f"bill/{bill.id}" + (f"/{times + 1}" if times else "")


def end_expected(session: Session, judged: list[Judged], charges: list[ChargeToPost]) -> None:
    """What was cleared is matched; so is what a person agreed to pay without a scan."""
    cleared = [one.accrued.expected_id for one in charges if one.accrued and one.clears]
    nothing = [
        one.expected.id
        for one, charge in zip(judged, charges, strict=True)
        if one.expected
        and charge.accrued is None
        and (one.expected.amount == 0 or paid_unscanned(one, charge))
    ]
    session.execute(
        update(ExpectedCharge)
        .where(
            ExpectedCharge.id == among(cleared + nothing),
            ExpectedCharge.state != ExpectedState.VOID,
        )
        .values(state=ExpectedState.MATCHED)
        .execution_options(synchronize_session=False)
    )


def paid_unscanned(one: Judged, charge: ChargeToPost) -> bool:
    """A return that no carrier scanned, and that is paid all the same."""
    return one.verdict.verdict is Verdict.RETURN_ON_SCAN and charge.cost != 0
