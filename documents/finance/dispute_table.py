"""A claim as a table for the carrier's programs: one charge a row, the evidence beside it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from documents.finance.disputed import DisputedItem, DisputePacket
from rules.table_writing import Cell, write_table

COLUMNS = (
    *("dispute", "carrier", "account", "bill", "line", "tracking", "reference"),
    *("shipped_on", "class", "code", "text", "reason"),
    *("billed", "expected", "claimed", "currency"),
    *("billed_g", "booked_at", "service", "booked_g", "length_mm", "width_mm", "height_mm"),
    *("rate_card", "chargeable_g", "fuel_percent", "voided_at", "first_scan_at", "delivered_at"),
    "scans",
)


def dispute_table(packet: DisputePacket) -> bytes:
    """The claim as CSV in UTF-8 with its mark, instants in UTC, and no cell a formula."""
    return write_table(COLUMNS, (tuple(row_of(packet, item)) for item in packet.items))


def row_of(packet: DisputePacket, item: DisputedItem) -> Iterator[Cell]:
    """One charge, in the order of the columns."""
    yield from (packet.number, packet.carrier, packet.account, packet.bill)
    yield from (item.line, item.tracking, item.reference, item.shipped_on)
    yield from (item.charge_class, item.code, item.text, item.verdict)
    yield from (item.billed, item.expected, item.claimed, packet.currency, item.billed_g)
    booked, rated = item.booked, item.rated
    if booked is None:
        yield from ("",) * 6
    else:
        yield from (instant(booked.at), booked.service, booked.weight_g)
        yield from (booked.length_mm, booked.width_mm, booked.height_mm)
    yield from (rated.card, rated.chargeable_g, rated.percent) if rated else ("", "", "")
    yield from journey_of(item)


def journey_of(item: DisputedItem) -> Iterator[Cell]:
    """When the label was voided, the parcel scanned first and delivered, and every scan."""
    booked = item.booked
    if booked is None:
        yield from ("",) * 4
        return
    scans = sorted(booked.scans, key=lambda one: one.at)
    yield instant(booked.voided_at)
    yield instant(scans[0].at if scans else None)
    yield instant(booked.delivered_at)
    yield " | ".join(
        " ".join(filter(None, (instant(one.at), one.status, one.place))) for one in scans
    )


def instant(at: datetime | None) -> str:
    """The instant in UTC, ISO 8601 to the second."""
    return "" if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
