"""A claim in words: reasons and evidence of each charge, in each of the four languages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from string import Template
from typing import Any, Final
from zoneinfo import ZoneInfo

from documents.amounts import money_in, quantity_in
from documents.finance.disputed import Booked, DisputedItem, DisputePacket, Scanned
from documents.language import Language, phrases_written
from rules.dates_in_words import full_date

#: As many scans as are told: the first ones and the last ones of a long journey.
MOST_SCANS: Final = 8
_KILO: Final = Decimal(1000)
_BETWEEN: Final = " · "


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """How a claim is said in one language, in its currency and zone."""

    language: Language
    words: Mapping[str, Any]
    currency: str
    timezone: str

    def say(self, name: str, **facts: str) -> str:
        """The phrase with its facts."""
        return Template(self.words[name]).substitute(facts)

    def money(self, amount: Decimal) -> str:
        """An amount in the claim's currency."""
        return money_in(self.language, amount, self.currency)

    def weight(self, grams: int) -> str:
        """A weight in kilograms."""
        return f"{quantity_in(self.language, grams / _KILO)} kg"

    def day(self, day: date) -> str:
        """A day in words."""
        return full_date(day, self.language)

    def moment(self, at: datetime) -> str:
        """An instant in words, in the zone of the claim."""
        local = at.astimezone(ZoneInfo(self.timezone))
        return f"{self.day(local.date())} {local:%H:%M}"

    def heading(self, item: DisputedItem) -> str:
        """Such as Line 12 · PRAC0000012345SE · FRT."""
        line = self.say("line", line=str(item.line))
        parts = (line, item.tracking or self.say("no_tracking"), item.code)
        return _BETWEEN.join(filter(None, parts))

    def reason(self, item: DisputedItem) -> str:
        """Why the charge is disputed."""
        return str(self.words["reason"][item.verdict])

    def evidence(self, item: DisputedItem) -> tuple[str, ...]:
        """Every sentence that bears the reason out, from the amounts to the scans."""
        return (*self._amounts(item), *self._price(item), *self._journey(item))

    def _amounts(self, item: DisputedItem) -> Iterator[str]:
        expected = self.say("nothing") if item.expected is None else self.money(item.expected)
        told = [
            self.say(
                "amounts",
                billed=self.money(item.billed),
                expected=expected,
                claimed=self.money(item.claimed),
            )
        ]
        if item.shipped_on is not None:
            told.insert(0, self.say("shipped", day=self.day(item.shipped_on)))
        if item.text:
            told.append(self.say("billed_as", text=item.text))
        yield " ".join(told)

    def _price(self, item: DisputedItem) -> Iterator[str]:
        rated = item.rated
        if rated is None:
            return
        amount = self.money(rated.amount)
        if rated.percent is None:
            weight = self.weight(rated.chargeable_g)
            yield self.say("rated", card=rated.card, weight=weight, amount=amount)
        else:
            percent = f"{quantity_in(self.language, rated.percent)} %"
            yield self.say("rated_fuel", card=rated.card, percent=percent, amount=amount)

    def _journey(self, item: DisputedItem) -> Iterator[str]:
        billed = []
        if item.billed_g:
            billed = [self.say("billed_weight", weight=self.weight(item.billed_g))]
        if item.booked is None:
            yield " ".join([self.say("unbooked"), *billed])
            return
        yield " ".join([self._booking(item.booked), *billed])
        if item.booked.voided_at is not None:
            yield self.say("voided", moment=self.moment(item.booked.voided_at))
        yield from self._scans(item.booked)

    def _booking(self, booked: Booked) -> str:
        size = f"{booked.length_mm} x {booked.width_mm} x {booked.height_mm} mm"
        return self.say(
            "booked",
            moment=self.moment(booked.at),
            service=booked.service,
            weight=self.weight(booked.weight_g),
            size=size,
        )

    def _scans(self, booked: Booked) -> Iterator[str]:
        if not booked.scans:
            yield self.say("no_scans")
            return
        told = _BETWEEN.join(self._scan(one) for one in told_of(booked.scans))
        delivered = booked.delivered_at
        proof = [self.say("delivered", moment=self.moment(delivered))] if delivered else []
        yield " ".join([self.say("scans", scans=told), *proof])

    def _scan(self, one: Scanned) -> str:
        local = one.at.astimezone(ZoneInfo(self.timezone))
        where = f", {one.place}" if one.place else ""
        return f"{local:%Y-%m-%d %H:%M} {self.words['status'][one.status]}{where}"


def told_of(scans: Sequence[Scanned]) -> tuple[Scanned, ...]:
    """The scans in order, of many the first half and the last half of those that are told."""
    ordered = sorted(scans, key=lambda one: one.at)
    if len(ordered) <= MOST_SCANS:
        return tuple(ordered)
    half = MOST_SCANS // 2
    return (*ordered[:half], *ordered[-half:])


def saying_in(language: Language, packet: DisputePacket) -> Saying:
    """The claim's words of a language, from `documents/phrases/disputes_paper/`."""
    return Saying(
        language=language,
        words=phrases_written(language, "disputes_paper"),
        currency=packet.currency,
        timezone=packet.timezone,
    )
