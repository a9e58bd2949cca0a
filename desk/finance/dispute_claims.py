"""What may be claimed of a bill's charges: how much of each, by which rule, until when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from activities.finance.claim_terms import claim_rule, terms_of
from activities.finance.dispute_evidence import Judged, shipment_of_each
from activities.finance.own_zone import own_zone
from desk.finance.dispute_refusals import (
    ChargeDisputed,
    ClaimTooLate,
    GuaranteeExcluded,
    NothingDisputed,
    TooManyCharges,
    UnknownCharge,
)
from documents.finance.dispute_packet import MOST_ITEMS
from models.cases import Promise, PromiseKind
from models.finance.bills import CarrierBill, CarrierCharge
from models.finance.disputes import ClaimRule, Dispute, DisputedCharge
from models.finance.shipments import FreightShipment
from models.finance.verdicts import ChargeVerdict
from rules.coverage_dates import day_of
from rules.finance.claims import ClaimTerms, claimed_of, exclusions_from, may_claim
from rules.finance.freight_words import EXCEPTIONS, PayMode, Verdict, Way

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One charge that is claimed: how much of it, by which rule, and its last day."""

    charge: CarrierCharge
    verdict: Verdict
    claimed: Decimal
    rule: ClaimRule
    last_day: date
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What is claimed of a bill in one dispute; never empty."""

    items: tuple[Claim, ...]

    @property
    def first(self) -> Claim:
        """The claim whose deadline comes first: by it the dispute is followed."""
        return min(self.items, key=lambda one: (one.deadline, one.charge.line))

    @property
    def claimed(self) -> Decimal:
        """What is claimed in all."""
        return sum((one.claimed for one in self.items), Decimal(0))

    @property
    def pay_modes(self) -> list[PayMode]:
        """How each rule lets the bill be paid meanwhile."""
        return [one.rule.pay_mode for one in self.items]


def claims_on(
    session: Session, bill: CarrierBill, charge_ids: Collection[int], at: datetime
) -> Claims:
    """The claims on the charges, or without any named on all that wait and can be claimed.

    Raises UnknownCharge, NothingDisputed, TooManyCharges, ChargeDisputed, NothingToClaim,
    NoClaimRule, GuaranteeExcluded and ClaimTooLate.
    """
    judged = judged_charges(session, bill, charge_ids)
    if len(judged) > MOST_ITEMS:
        raise TooManyCharges(len(judged), MOST_ITEMS)
    refuse_disputed(session, [charge for charge, _ in judged])
    ground = Ground.of(session, bill, judged)
    return Claims(items=tuple(ground.claim(charge, verdict, at) for charge, verdict in judged))


def judged_charges(
    session: Session, bill: CarrierBill, charge_ids: Collection[int]
) -> Sequence[Judged]:
    """The charges with their current verdicts, held, in the order of the bill."""
    rows = session.execute(
        select(CarrierCharge, ChargeVerdict)
        .join(
            ChargeVerdict,
            (ChargeVerdict.tenant_id == CarrierCharge.tenant_id)
            & (ChargeVerdict.charge_id == CarrierCharge.id)
            & ChargeVerdict.superseded_at.is_(None),
        )
        .where(
            CarrierCharge.bill_id == bill.id,
            *([CarrierCharge.id.in_(charge_ids)] if charge_ids else [waits()]),
        )
        .order_by(CarrierCharge.line)
        .with_for_update(of=ChargeVerdict)
    )
    judged = [(charge, verdict) for charge, verdict in rows]
    if unknown := set(charge_ids) - {charge.id for charge, _ in judged}:
        raise UnknownCharge(bill.number, unknown)
    if not charge_ids:
        judged = [
            (charge, one)
            for charge, one in judged
            if may_claim(one.verdict, charge.net, one.expected)
        ]
    if not judged:
        raise NothingDisputed(bill.number)
    return judged


def waits() -> ColumnElement[bool]:
    """Charges that nobody has decided about."""
    return ChargeVerdict.agreed.is_(None) & ChargeVerdict.verdict.in_(EXCEPTIONS)


def refuse_disputed(session: Session, charges: Sequence[CarrierCharge]) -> None:
    """Raise ChargeDisputed for a charge that is claimed, or of which something was credited."""
    lines = {charge.id: charge.line for charge in charges}
    live = session.execute(
        select(DisputedCharge.charge_id, Dispute.number)
        .join(
            Dispute,
            (Dispute.tenant_id == DisputedCharge.tenant_id)
            & (Dispute.id == DisputedCharge.dispute_id),
        )
        .where(
            DisputedCharge.charge_id.in_(lines),
            DisputedCharge.released_at.is_(None) | (DisputedCharge.credited > 0),
        )
        .order_by(DisputedCharge.charge_id)
        .limit(1)
    ).one_or_none()
    if live is not None:
        raise ChargeDisputed(lines[live.charge_id], live.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the claims on a bill are judged by: rules and their days, shipments, promised days."""

    bill: CarrierBill
    rules: Mapping[Verdict, ClaimRule]
    terms: Mapping[Verdict, ClaimTerms]
    shipments: Mapping[int, FreightShipment]
    promised: Mapping[object, date]

    @classmethod
    def of(cls, session: Session, bill: CarrierBill, judged: Sequence[Judged]) -> "Ground":
        """Everything looked up once for all charges (NoClaimRule)."""
        verdicts = {one.verdict for _, one in judged}
        rules = {
            one: claim_rule(session, bill.carrier, one, bill.issued_on) for one in sorted(verdicts)
        }
        shipments = shipment_of_each(session, bill.carrier, judged)
        return cls(
            bill=bill,
            rules=rules,
            terms={verdict: terms_of(session, rule) for verdict, rule in rules.items()},
            shipments=shipments,
            promised=promised_days(session, bill, shipments.values()),
        )

    def claim(self, charge: CarrierCharge, judged: ChargeVerdict, at: datetime) -> Claim:
        """The claim on one charge (NothingToClaim, GuaranteeExcluded, ClaimTooLate)."""
        claimed = claimed_of(judged.verdict, charge.net, judged.expected)
        rule, terms = self.rules[judged.verdict], self.terms[judged.verdict]
        self.refuse_excluded(charge, rule)
        start = self.scheduled(charge) if rule.from_delivery else self.bill.issued_on
        last_day, deadline = terms.last_day(start), terms.deadline(start)
        if at >= deadline:
            raise ClaimTooLate(charge.line, last_day)
        return Claim(
            charge=charge,
            verdict=judged.verdict,
            claimed=claimed,
            rule=rule,
            last_day=last_day,
            deadline=deadline,
        )

    def refuse_excluded(self, charge: CarrierCharge, rule: ClaimRule) -> None:
        """Raise GuaranteeExcluded where the rule says that nothing is guaranteed."""
        shipment = self.shipments.get(charge.id)
        service = shipment.service if shipment else ""
        shipped_on = charge.shipped_on or (shipment.booked_on if shipment else None)
        for one in exclusions_from(rule.exclusions):
            if one.covers(charge.code, service, shipped_on):
                raise GuaranteeExcluded(charge.line, one.why)

    def scheduled(self, charge: CarrierCharge) -> date:
        """The day delivery was promised for, else the day of shipment, else that of the bill."""
        shipment = self.shipments.get(charge.id)
        if shipment is None:
            return charge.shipped_on or self.bill.issued_on
        promised = self.promised.get(shipment.case_id) if shipment.way is Way.OUTBOUND else None
        return promised or charge.shipped_on or shipment.scanned_on or shipment.booked_on


def promised_days(
    session: Session, bill: CarrierBill, shipments: Collection[FreightShipment]
) -> dict[object, date]:
    """The day each case's delivery was promised for, as it holds now."""
    cases = {one.case_id for one in shipments if one.case_id is not None}
    rows = session.execute(
        select(Promise.case_id, Promise.due_at).where(
            Promise.case_id.in_(cases),
            Promise.kind == PromiseKind.DELIVERY,
            Promise.superseded_at.is_(None),
        )
    )
    zone = own_zone(session, bill.tenant_id)
    return {case: day_of(due - _INSTANT, zone) for case, due in rows}
