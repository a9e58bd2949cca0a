"""The rows of a rate card and of its carrier's fuel, as they are put on record."""

import uuid
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Insert, insert, select
from sqlalchemy.orm import Session

from models.finance.rates import (
    FuelRate,
    PackagingPrice,
    RateCard,
    RateRow,
    RateZone,
    Surcharge,
)
from rules.errors import DeskError
from rules.finance.rate_card_reading import FuelTable
from rules.finance.rate_cards import Card, FuelWeek

Rows: TypeAlias = list[dict[str, Any]]


class FuelWeekTaken(DeskError):
    """The fuel percentage from that day on is on record with another figure."""

    def __init__(self, table: FuelTable, week: FuelWeek, known: FuelRate) -> None:
        super().__init__(
            f"From {week.valid_from} on {table.carrier} has {known.percent} % on record, not "
            f"{week.percent} %. What was rated by it stands; begin the new percentage on another "
            "day.",
            carrier=table.carrier,
            valid_from=week.valid_from.isoformat(),
        )


def rows_of(row: RateCard, card: Card) -> Iterator[tuple[Insert, Rows]]:
    """The inserts of everything the card consists of, each with its rows; none is empty."""
    parts: list[tuple[Insert, Rows]] = [
        (insert(RateZone), [plain(zone) for zone in card.zones]),
        (insert(RateRow), prices(card)),
        (insert(Surcharge), [plain(one) for one in card.surcharges]),
        (
            insert(PackagingPrice),
            [{"code": box, "amount": amount} for box, amount in card.packaging.items()],
        ),
    ]
    own = {"tenant_id": row.tenant_id, "card_id": row.id}
    for kind, rows in parts:
        if rows:
            yield kind, [{**own, "id": uuid.uuid4(), **one} for one in rows]


def prices(card: Card) -> Rows:
    """One row for each weight of each lane."""
    return [
        {
            "service": lane.service,
            "way": lane.way,
            "zone": lane.zone,
            "up_to_g": one.up_to_g,
            "amount": one.amount,
        }
        for lane in card.rates
        for one in lane.breaks
    ]


def plain(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any row of a card
    """The fields of a row by their names, which are the columns'."""
    return {part.name: getattr(value, part.name) for part in fields(value)}


def write_fuel(
    session: Session,
    tenant_id: uuid.UUID,
    tables: tuple[FuelTable, ...],
    by: str,
    now: datetime,
) -> int:
    """Put the percentages on record, each once; returns how many were new (FuelWeekTaken)."""
    new = 0
    for table in tables:
        for week in table.weeks:
            new += write_week(session, tenant_id, table, week, by, now)
    session.flush()
    return new


def write_week(
    session: Session,
    tenant_id: uuid.UUID,
    table: FuelTable,
    week: FuelWeek,
    by: str,
    now: datetime,
) -> bool:
    """One percentage; False when it is on record already (FuelWeekTaken)."""
    known = session.scalars(
        select(FuelRate).where(
            FuelRate.side == table.side,
            FuelRate.carrier == table.carrier,
            FuelRate.valid_from == week.valid_from,
        )
    ).one_or_none()
    if known is not None:
        if known.percent != week.percent:
            raise FuelWeekTaken(table, week, known)
        return False
    session.add(
        FuelRate(
            tenant_id=tenant_id,
            id=uuid.uuid4(),
            side=table.side,
            carrier=table.carrier,
            valid_from=week.valid_from,
            percent=week.percent,
            loaded_at=now,
            loaded_by=by,
        )
    )
    return True
