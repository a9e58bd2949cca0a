"""What a claim on a carrier's bill tells: its charges, and what our record has of each."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from rules.case_words import Carried
from rules.errors import DeskError, Kind
from rules.finance.freight_words import ChargeClass, Verdict


class EmptyClaim(DeskError):
    """A claim needs at least one charge."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, number: str) -> None:
        super().__init__(f"Dispute {number} has no charges. Open it with at least one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """One thing the carrier said of the parcel, and where."""

    at: datetime
    status: Carried
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """The shipment as we booked it: grams, millimetres, and what became of its label."""

    at: datetime
    service: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    voided_at: datetime | None = None
    scans: tuple[Scanned, ...] = ()

    @property
    def delivered_at(self) -> datetime | None:
        """When the carrier said it was delivered, the proof of delivery; None if it never did."""
        known = [one.at for one in self.scans if one.status is Carried.DELIVERED]
        return min(known, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """The agreed price: by which version of which card, for which weight, with which fuel."""

    card: str
    amount: Decimal
    chargeable_g: int
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputedItem:
    """One charge that is claimed; amounts in the claim's currency, without VAT."""

    line: int
    tracking: str
    reference: str
    shipped_on: date | None
    charge_class: ChargeClass
    code: str
    text: str
    verdict: Verdict
    billed: Decimal
    expected: Decimal | None
    claimed: Decimal
    billed_g: int | None = None
    booked: Booked | None = None
    rated: Rated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputePacket:
    """The claim on one bill; `last_day` is the last day it is in time. Raises EmptyClaim."""

    number: str
    issuer: str
    carrier: str
    account: str
    bill: str
    issued_on: date
    last_day: date
    timezone: str
    currency: str
    locale: str
    items: tuple[DisputedItem, ...]

    def __post_init__(self) -> None:
        if not self.items:
            raise EmptyClaim(self.number)

    @property
    def claimed(self) -> Decimal:
        """What is claimed in all."""
        return sum((item.claimed for item in self.items), Decimal(0))
