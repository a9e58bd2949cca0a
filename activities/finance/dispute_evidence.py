"""What the record has of each disputed charge: its shipment, its price, its label, its scans."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.proposal_papers import legible
from documents.finance.disputed import Booked, DisputedItem, Rated, Scanned
from models.exchange import InboxFact
from models.finance.bills import CarrierCharge
from models.finance.disputes import Dispute, DisputedCharge
from models.finance.rates import RateCard
from models.finance.shipments import ExpectedCharge, FreightShipment
from models.finance.verdicts import ChargeVerdict
from rules.case_facts import Told
from rules.case_words import Carried

#: Characters of a carrier's own texts that are repeated to it.
TEXT_LIMIT = 120
PLACE_LIMIT = 40
#: A charge with its current verdict.
Judged: TypeAlias = tuple[CarrierCharge, ChargeVerdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One disputed charge with its bill's line and its current verdict."""

    row: DisputedCharge
    charge: CarrierCharge
    verdict: ChargeVerdict


def claimed_charges(session: Session, dispute: Dispute) -> list[Claimed]:
    """Every charge of the dispute, in the order of the bill."""
    own = DisputedCharge.tenant_id
    rows = session.execute(
        select(DisputedCharge, CarrierCharge, ChargeVerdict)
        .join(
            CarrierCharge,
            (CarrierCharge.tenant_id == own) & (CarrierCharge.id == DisputedCharge.charge_id),
        )
        .join(
            ChargeVerdict,
            (ChargeVerdict.tenant_id == own)
            & (ChargeVerdict.charge_id == DisputedCharge.charge_id)
            & ChargeVerdict.superseded_at.is_(None),
        )
        .where(DisputedCharge.dispute_id == dispute.id)
        .order_by(CarrierCharge.line)
    )
    return [Claimed(row=row, charge=charge, verdict=verdict) for row, charge, verdict in rows]


def items_of(session: Session, dispute: Dispute) -> tuple[DisputedItem, ...]:
    """Each charge with all its evidence, as it is told to the carrier."""
    claims = claimed_charges(session, dispute)
    judged = [(one.charge, one.verdict) for one in claims]
    expected = expected_of(session, judged)
    shipments = shipment_of_each(session, dispute.carrier, judged)
    scans = scans_of(session, dispute.carrier, shipments.values())
    cards = cards_of(session, expected.values())
    return tuple(
        item_of(
            one,
            booked_as(shipments.get(one.charge.id), scans),
            rated_as(expected.get(one.charge.id), cards),
        )
        for one in claims
    )


def item_of(one: Claimed, booked: Booked | None, rated: Rated | None) -> DisputedItem:
    """A charge as a value, the carrier's own words made printable."""
    charge, verdict = one.charge, one.verdict
    return DisputedItem(
        line=charge.line,
        tracking=legible(charge.tracking, TEXT_LIMIT),
        reference=legible(charge.reference, TEXT_LIMIT),
        shipped_on=charge.shipped_on,
        charge_class=charge.charge_class,
        code=legible(charge.code, TEXT_LIMIT),
        text=legible(charge.text, TEXT_LIMIT),
        verdict=verdict.verdict,
        billed=charge.net,
        expected=verdict.expected,
        claimed=one.row.claimed,
        billed_g=charge.billed_g,
        booked=booked,
        rated=rated,
    )


def expected_of(session: Session, judged: Sequence[Judged]) -> dict[int, ExpectedCharge]:
    """What was expected, by the charge that was judged against it."""
    ids = [one.expected_id for _, one in judged if one.expected_id is not None]
    rows = session.scalars(select(ExpectedCharge).where(ExpectedCharge.id.in_(ids)))
    known = {row.id: row for row in rows}
    return {charge.id: known[one.expected_id] for charge, one in judged if one.expected_id in known}


def shipment_of_each(
    session: Session, carrier: str, judged: Sequence[Judged]
) -> dict[int, FreightShipment]:
    """The shipment of each charge: the one it was matched with, else that of its number."""
    expected = expected_of(session, judged)
    matched = {charge: row.shipment_id for charge, row in expected.items()}
    matched |= {charge.id: one.shipment_id for charge, one in judged if one.shipment_id}
    keys = {charge.tracking_key for charge, _ in judged} - {""}
    rows = session.scalars(
        select(FreightShipment)
        .where(
            FreightShipment.id.in_(matched.values())
            | ((FreightShipment.carrier == carrier) & FreightShipment.tracking_key.in_(keys))
        )
        .order_by(FreightShipment.id)
    ).all()
    by_id, by_key = {row.id: row for row in rows}, {row.tracking_key: row for row in rows}
    found = dict[int, FreightShipment]()
    for charge, _ in judged:
        of_number = by_key.get(charge.tracking_key)
        shipment = by_id[matched[charge.id]] if charge.id in matched else of_number
        if shipment is not None:
            found[charge.id] = shipment
    return found


def scans_of(
    session: Session, carrier: str, shipments: Iterable[FreightShipment]
) -> dict[str, list[Scanned]]:
    """What the carrier has told of each parcel, by its tracking number as it was booked."""
    numbers = {shipment.tracking for shipment in shipments}
    tracking = InboxFact.details["tracking"].astext
    rows = session.scalars(
        select(InboxFact)
        .where(
            InboxFact.told == Told.CARRIER_SAID,
            InboxFact.actor == carrier,
            tracking.in_(numbers),
        )
        .order_by(InboxFact.at, InboxFact.seq)
    )
    found = defaultdict[str, list[Scanned]](list)
    for row in rows:
        found[row.details["tracking"]].append(
            Scanned(
                at=row.at,
                status=Carried(row.details["status"]),
                place=legible(str(row.details.get("place", "")), PLACE_LIMIT),
            )
        )
    return found


def cards_of(session: Session, expected: Iterable[ExpectedCharge]) -> dict[object, str]:
    """Code and version of the cards by which the prices were found."""
    ids = {row.card_id for row in expected}
    cards = session.scalars(select(RateCard).where(RateCard.id.in_(ids)))
    return {card.id: legible(f"{card.code} {card.version}", TEXT_LIMIT) for card in cards}


def booked_as(
    shipment: FreightShipment | None, scans: Mapping[str, list[Scanned]]
) -> Booked | None:
    """The shipment as it was booked, with its scans."""
    if shipment is None:
        return None
    return Booked(
        at=shipment.booked_at,
        service=legible(shipment.service, TEXT_LIMIT),
        weight_g=shipment.weight_g,
        length_mm=shipment.length_mm,
        width_mm=shipment.width_mm,
        height_mm=shipment.height_mm,
        voided_at=shipment.voided_at,
        scans=tuple(scans.get(shipment.tracking, ())),
    )


def rated_as(expected: ExpectedCharge | None, cards: Mapping[object, str]) -> Rated | None:
    """The agreed price with the version of its card."""
    if expected is None:
        return None
    return Rated(
        card=cards.get(expected.card_id, ""),
        amount=expected.amount,
        chargeable_g=expected.chargeable_g,
        percent=expected.percent,
    )
