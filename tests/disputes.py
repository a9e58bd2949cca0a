"""Matched bills with exceptions to dispute, and the hands of whoever disputes them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.dispute_credits import settle_by_credits
from activities.finance.disputes import FreightDisputes
from desk.actors import Actor
from desk.finance.claim_rules import ClaimRuleForm, set_claim_rule
from desk.finance.dispute_view import DisputeView, dispute_page
from desk.finance.disputes import (
    AnswerForm,
    HandInForm,
    WithdrawForm,
    answer_dispute,
    hand_in_dispute,
    open_dispute,
    withdraw_dispute,
)
from models.finance.bills import BillFile, CarrierBill, CarrierCharge
from models.finance.disputes import Dispute
from models.finance.shipments import ExpectedCharge, FreightShipment
from models.finance.verdicts import ChargeVerdict
from models.papers import Notification
from models.parties import Role
from rules.finance.freight_words import (
    BillKind,
    BillState,
    ChargeClass,
    FileState,
    MatchKey,
    PayMode,
    Verdict,
)
from rules.finance.money_words import FinanceDuty
from rules.finance.month_orders import DisputeRef, DisputeTurn
from rules.finance.tracking_keys import tracking_key
from rules.pool_orders import Turned
from runtime.database import Database
from tests.builders import TestDesk
from tests.freight import a_shipment, load_sample_rates

#: A Monday; the bill came on the Friday before.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ISSUED = date(2026, 11, 20)
DAY = timedelta(days=1)
#: Eight working days: until the end of Wednesday 2 December.
EIGHT_DAYS = ClaimRuleForm(
    carrier="practice",
    days=8,
    calendar="atea_smartservice/se",
    remind_days=2,
    email="claims@practice.example",
    locale="sv",
    valid_from=date(2026, 1, 1),
)
LAST_DAY = date(2026, 12, 2)
DEADLINE = datetime(2026, 12, 2, 23, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """A charge of a bill and how it was judged; `expected` None: nothing was."""

    verdict: Verdict
    billed: str
    expected: str | None = None
    tracking: str = ""
    code: str = "FRT"
    charge_class: ChargeClass = ChargeClass.FREIGHT
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestBill:
    """A bill with the ids of its charges, in their order."""

    __test__ = False

    id: uuid.UUID
    number: str
    charges: tuple[int, ...]


@dataclass(kw_only=True)
class DisputeDesk:
    """A desk with sample rates and a claim rule, whose approver disputes."""

    record: Database
    desk: TestDesk
    keys: int = 0
    approver: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.approver = Actor(
            tenant_id=self.desk.tenant_id,
            tenant=self.desk.tenant,
            name="approver@acme.example",
            role=Role.FINANCE,
            duty=FinanceDuty.APPROVER,
        )

    def furnish(self, *rules: ClaimRuleForm) -> "DisputeDesk":
        """Rates, and the usual rule unless others are given."""
        load_sample_rates(self.record, self.desk.tenant_id)
        for rule in rules or (EIGHT_DAYS,):
            self.rule(rule)
        return self

    def rule(self, form: ClaimRuleForm) -> None:
        keeper = replace(self.approver, role=Role.ADMIN, duty=None)
        set_claim_rule(self.record, keeper, form, self.key(), MONDAY)

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    def shipment(self, **changes: Any) -> str:
        """The tracking number of a parcel that was booked, rated and scanned."""
        changes = {"scanned_on": date(2026, 11, 11), **changes}
        with self.record.as_tenant(self.desk.tenant_id) as session:
            return a_shipment(session, self.desk.tenant_id, **changes).tracking

    def bill(self, *charges: Charged, **changes: Any) -> TestBill:
        """A matched bill of the practice carrier with these charges."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            return add_bill(session, self.desk.tenant_id, charges, **changes)

    def open(self, bill: TestBill, *charges: int, at: datetime = MONDAY, **more: Any) -> str:
        """The number of a new dispute."""
        key = more.pop("key", None) or self.key()
        answer = open_dispute(
            self.record, self.approver, bill.id, charges, "It was too much.", key, at, **more
        )
        return str(answer["number"])

    def answer(self, number: str, answer: str, at: datetime = MONDAY + DAY, **more: Any) -> None:
        form = AnswerForm(number=number, answer=answer, **more)
        answer_dispute(self.record, self.approver, form, self.key(), at)

    def withdraw(self, number: str, at: datetime = MONDAY + DAY) -> None:
        form = WithdrawForm(number=number, because="We were wrong.")
        withdraw_dispute(self.record, self.approver, form, self.key(), at)

    def hand_in(self, number: str, at: datetime = MONDAY + DAY) -> None:
        form = HandInForm(number=number, reference="P-1")
        hand_in_dispute(self.record, self.approver, form, self.key(), at)

    def ref(self, number: str) -> DisputeRef:
        with self.record.as_tenant(self.desk.tenant_id) as session:
            found = session.scalars(select(Dispute).where(Dispute.number == number)).one()
            return DisputeRef(
                tenant_id=str(self.desk.tenant_id),
                tenant=self.desk.tenant,
                dispute_id=str(found.id),
                number=number,
            )

    def turn(self, number: str, at: datetime) -> Turned:
        turn = DisputeTurn(dispute=self.ref(number), at=at)
        return FreightDisputes(self.record).turn_dispute(turn)

    def credit(self, bill: TestBill, at: datetime = MONDAY + 10 * DAY) -> int:
        with self.record.as_tenant(self.desk.tenant_id) as session:
            return settle_by_credits(session, bill.id, at)

    def view(self, number: str) -> DisputeView:
        return dispute_page(self.record, self.approver, number)

    def words(self, number: str) -> list[str]:
        """The dispute's story in words, oldest first."""
        return [entry.word.value for entry in reversed(self.view(number).story)]

    def letters(self, number: str) -> list[str]:
        with self.record.as_tenant(self.desk.tenant_id) as session:
            return list(
                session.scalars(
                    select(Notification.letter)
                    .where(Notification.about_id == uuid.UUID(self.ref(number).dispute_id))
                    .order_by(Notification.queued_at, Notification.key)
                )
            )

    def verdicts(self, bill: TestBill, *, all_of_them: bool = False) -> list[ChargeVerdict]:
        """The current verdicts of the bill by line; or every one there was, oldest first."""
        query = select(ChargeVerdict).where(ChargeVerdict.bill_id == bill.id)
        if not all_of_them:
            query = query.where(ChargeVerdict.superseded_at.is_(None))
        with self.record.as_tenant(self.desk.tenant_id) as session:
            found = session.scalars(query.order_by(ChargeVerdict.charge_id, ChargeVerdict.id)).all()
            session.expunge_all()
            return list(found)

    def agreed(self, bill: TestBill) -> list[str | None]:
        """What is agreed to be paid of each charge."""
        return [None if v.agreed is None else f"{v.agreed:.2f}" for v in self.verdicts(bill)]

    def set_state(self, bill: TestBill, state: BillState) -> None:
        """The bill as somebody else has settled it."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            row = session.scalars(select(CarrierBill).where(CarrierBill.id == bill.id)).one()
            row.state, row.approved_at, row.approved_by = state, MONDAY, "other@acme.example"


def dispute_desk(record: Database, desk: TestDesk, *rules: ClaimRuleForm) -> DisputeDesk:
    return DisputeDesk(record=record, desk=desk).furnish(*rules)


def over(tracking: str, billed: str = "139.00", **changes: Any) -> Charged:
    """Freight above the 99.00 that the sample card says."""
    usual: dict[str, Any] = {"verdict": Verdict.OVER, "expected": "99.00", "tracking": tracking}
    return Charged(billed=billed, **usual | changes)


def credit(tracking: str, amount: str, **changes: Any) -> Charged:
    """A credit of so much."""
    usual: dict[str, Any] = {"verdict": Verdict.CREDIT, "tracking": tracking}
    return Charged(billed=f"-{amount}", **usual | changes)


SHORT_PAY = replace(EIGHT_DAYS, pay_mode=PayMode.SHORT_PAY)


def add_bill(
    session: Session, tenant_id: uuid.UUID, charges: Sequence[Charged], **changes: Any
) -> TestBill:
    """The bill's rows, each charge judged against what was expected of its parcel."""
    number = changes.pop("number", f"F-{uuid.uuid4().hex[:8]}")
    net = sum((Decimal(one.billed) for one in charges), Decimal(0))
    file = BillFile(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        name=f"{number}.csv",
        sha256=uuid.uuid4().hex * 2,
        size=1,
        content=b"x",
        carrier="practice",
        profile="generic",
        profile_version="1",
        state=FileState.LOADED,
        taken_at=MONDAY - DAY,
        taken_by="importer@acme.example",
    )
    session.add(file)
    session.flush()
    usual: dict[str, Any] = {
        "carrier": "practice",
        "account": "100200",
        "kind": BillKind.INVOICE if net >= 0 else BillKind.CREDIT_NOTE,
        "issued_on": ISSUED,
        "currency": "SEK",
        "state": BillState.MATCHED,
    }
    bill = CarrierBill(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        file_id=file.id,
        number=number,
        net=net,
        vat=Decimal(0),
        gross=net,
        charges=len(charges),
        fingerprint=uuid.uuid4().hex * 2,
        taken_at=MONDAY - DAY,
        taken_by="importer@acme.example",
        **usual | changes,
    )
    session.add(bill)
    session.flush()
    ids = tuple(add_charge(session, bill, one, n) for n, one in enumerate(charges, start=1))
    return TestBill(id=bill.id, number=number, charges=ids)


def add_charge(session: Session, bill: CarrierBill, one: Charged, line: int) -> int:
    """A charge with its current verdict; its id."""
    charge = CarrierCharge(
        tenant_id=bill.tenant_id,
        bill_id=bill.id,
        line=line,
        tracking=one.tracking,
        tracking_key=tracking_key(one.tracking),
        reference=one.reference,
        charge_class=one.charge_class,
        code=one.code,
        text="Express parcel",
        billed_g=2500,
        net=Decimal(one.billed),
        currency=bill.currency,
        shipped_on=date(2026, 11, 11),
    )
    session.add(charge)
    session.flush()
    expected = None if one.expected is None else Decimal(one.expected)
    session.add(
        ChargeVerdict(
            tenant_id=bill.tenant_id,
            bill_id=bill.id,
            charge_id=charge.id,
            expected_id=expected_id(session, one) if expected is not None else None,
            verdict=one.verdict,
            matched_by=MatchKey.TRACKING if expected is not None else MatchKey.NONE,
            expected=expected,
            billed=charge.net,
            agreed=charge.net if one.verdict is Verdict.CREDIT else None,
            decided_at=MONDAY - DAY,
        )
    )
    session.flush()
    return charge.id


def expected_id(session: Session, one: Charged) -> int | None:
    """What was expected of the charge's parcel in its class."""
    return session.scalars(
        select(ExpectedCharge.id)
        .join(
            FreightShipment,
            (FreightShipment.tenant_id == ExpectedCharge.tenant_id)
            & (FreightShipment.id == ExpectedCharge.shipment_id),
        )
        .where(
            FreightShipment.tracking == one.tracking,
            ExpectedCharge.charge_class == one.charge_class,
        )
        .limit(1)
    ).one_or_none()
