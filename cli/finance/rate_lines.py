"""Rate cards and quotes as lines of text."""

from collections.abc import Iterator

from desk.finance.rate_list import CardLine, FuelLine
from desk.finance.rate_quote import Quote
from rules.finance.rate_cards import Card


def card_line(one: CardLine) -> str:
    """One version of a card."""
    until = f" until {one.valid_until}" if one.valid_until else ""
    whose = one.customer or "everybody"
    return (
        f"{one.code} {one.version}  {one.side} {one.carrier}  {whose}  {one.currency}  from "
        f"{one.valid_from}{until}"
    )


def fuel_line(one: FuelLine) -> str:
    """One fuel percentage."""
    return f"{one.side} {one.carrier}  from {one.valid_from}  {one.percent:.2f} %"


def card_lines(card: Card) -> Iterator[str]:
    """The card with its prices, zones, surcharges and boxes."""
    yield f"{card.code} {card.version}: {card.side} {card.carrier}, {card.currency} without VAT"
    if card.markup:
        yield f"  {card.markup.percent:.2f} % on what the carrier asks"
    for lane in card.rates:
        for one in lane.breaks:
            grams, price = f"{one.up_to_g:>7} g", f"{one.amount:>10.2f}"
            yield f"  {lane.service} {lane.way} {lane.zone}  up to {grams} {price}"
    for row in card.zones:
        yield f"  {row.country} {row.prefix or 'any postcode'}  {row.zone}"
    for added in card.surcharges:
        yield f"  + {added.code} {added.amount:.2f} {added.basis} {added.applies}: {added.text}"
    for box, amount in card.packaging.items():
        yield f"  box {box or 'any'} {amount:.2f}"


def quote_lines(found: Quote) -> Iterator[str]:
    """The price, and each charge it consists of."""
    yield (
        f"{found.net:.2f} {found.currency} without VAT by {found.card} {found.version}: zone "
        f"{found.zone}, {found.chargeable_g} g"
    )
    for one in found.charges:
        percent = f"{one.percent:.2f} %" if one.percent is not None else ""
        yield " ".join(
            filter(None, (f"  {one.amount:>10.2f} ", one.charge_class, one.code, percent))
        )
