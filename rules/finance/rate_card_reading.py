"""A rate card read from plain data: strictly, and with what it may not say."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, TypeVar

from rules.fields import FieldInvalid, Path
from rules.finance.freight_words import RateSide
from rules.finance.rate_cards import Card, FuelWeek, Lane, code
from rules.shapes import read_shape

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class FuelTable:
    """The fuel percentages of one carrier and side, each from a day on."""

    side: RateSide
    carrier: Annotated[str, code]
    weeks: tuple[FuelWeek, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFile:
    """What one file of rates says: a card, fuel percentages, or both."""

    card: Card | None = None
    fuel: tuple[FuelTable, ...] = ()


def read_rates(data: object) -> RateFile:
    """The file's card and fuel; raises FieldInvalid, UnknownKey and MissingKey with the place."""
    found = read_shape(RateFile, data, ())
    if found.card is None and not found.fuel:
        raise FieldInvalid((), "there is neither a card nor fuel.", "Describe one under card:.")
    if found.card is not None:
        check_card(found.card)
    for at, table in enumerate(found.fuel):
        path = ("fuel", at, "weeks")
        check_once(table.weeks, path, lambda week: week.valid_from, "valid_from")
    return found


def check_card(card: Card) -> None:
    """Raise FieldInvalid for a card that contradicts itself."""
    check_side(card)
    check_days(card.valid_from, card.valid_until)
    check_once(card.zones, ("card", "zones"), lambda row: (row.country, row.prefix), "prefix")
    check_once(
        card.rates, ("card", "rates"), lambda row: (row.service, row.way, row.zone), "service"
    )
    check_once(card.surcharges, ("card", "surcharges"), lambda row: row.code, "code")
    zones = {row.zone for row in card.zones}
    for at, lane in enumerate(card.rates):
        check_lane(lane, ("card", "rates", at), zones)
    check_limits(card)
    check_packaging(card)


def check_side(card: Card) -> None:
    """A buy card is nobody's and has no markup; one with a markup has no prices of its own."""
    if card.side is RateSide.BUY:
        for key in ("customer", "markup", "packaging"):
            if getattr(card, key):
                raise FieldInvalid(
                    ("card", key), "a buy card has none.", "Leave it out, or write side: sell."
                )
    elif card.account:
        raise FieldInvalid(
            ("card", "account"), "a sell card has none.", "Write it on the carrier's buy card."
        )
    if card.markup is not None and (card.rates or card.surcharges):
        raise FieldInvalid(
            ("card", "markup"),
            "it stands beside prices of its own.",
            "Keep the markup, or rates and surcharges.",
        )
    if card.markup is None and not card.rates and not card.packaging:
        raise FieldInvalid(("card",), "it has no price at all.", "Add rates.")


def check_days(begin: date, end: date | None) -> None:
    """A card ends after it begins."""
    if end is not None and end < begin:
        raise FieldInvalid(
            ("card", "valid_until"), "it ends before it begins.", "Give a later last day."
        )


def check_once(rows: Iterable[Row], path: Path, of: Callable[[Row], Hashable], key: str) -> None:
    """Raise FieldInvalid for a second row of the same thing."""
    seen: set[Hashable] = set()
    for at, row in enumerate(rows):
        if of(row) in seen:
            raise FieldInvalid((*path, at, key), "this is written twice.", "Keep one of them.")
        seen.add(of(row))


def check_lane(lane: Lane, path: Path, zones: set[str]) -> None:
    """Its zone is one of the card's, and its weights rise."""
    if lane.zone not in zones:
        known = ", ".join(sorted(zones)) or "none"
        problem = f"no place is in a zone {lane.zone}."
        raise FieldInvalid((*path, "zone"), problem, f"The zones are: {known}.")
    if not lane.breaks:
        raise FieldInvalid((*path, "breaks"), "there is no price.", "Add a weight and an amount.")
    before = 0
    for at, one in enumerate(lane.breaks):
        if one.up_to_g <= before:
            place = (*path, "breaks", at, "up_to_g")
            raise FieldInvalid(place, "the weights do not rise.", "Write the lightest first.")
        before = one.up_to_g


def check_limits(card: Card) -> None:
    """The most of a surcharge or a markup is not below its least."""
    limits: list[tuple[Path, Decimal | None, Decimal | None]] = [
        (("card", "surcharges", at), one.least, one.most) for at, one in enumerate(card.surcharges)
    ]
    if card.markup is not None:
        limits.append((("card", "markup"), card.markup.least, card.markup.most))
    for path, least, most in limits:
        if least is not None and most is not None and most < least:
            raise FieldInvalid((*path, "most"), "it is below the least.", "Swap the two.")


LONGEST_CODE: Final = 40


def check_packaging(card: Card) -> None:
    """A box has a short code; the empty one is any box."""
    for box in card.packaging:
        if len(box) > LONGEST_CODE:
            raise FieldInvalid(
                ("card", "packaging", box), "this code is too long.", "Write 40 characters at most."
            )
