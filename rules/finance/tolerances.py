"""How far a charge may differ from what was expected: rules in a sequence, and a bill's cap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.finance.freight_words import ChargeClass, Needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that may differ upwards and downwards: an amount, and percent of the expected."""

    up_amount: Decimal
    up_percent: Decimal
    down_amount: Decimal
    down_percent: Decimal
    needs: Needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """One rule; an empty carrier or service and no class mean any."""

    sequence: int
    currency: str
    limits: Limits
    valid_from: date
    valid_until: date | None = None
    carrier: str = ""
    service: str = ""
    charge_class: ChargeClass | None = None
    document_cap: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """A charge that differs from what was expected; amounts in one currency, without VAT."""

    carrier: str
    service: str
    charge_class: ChargeClass
    currency: str
    billed: Decimal
    expected: Decimal

    @property
    def more(self) -> Decimal:
        """What is billed beyond the expected; negative for less."""
        return self.billed - self.expected


def in_force(rules: Iterable[Tolerance], day: date) -> tuple[Tolerance, ...]:
    """The newest version of each sequence that has begun and is not over, by sequence."""
    newest: dict[int, Tolerance] = {}
    for rule in sorted(rules, key=lambda rule: rule.valid_from):
        if rule.valid_from <= day:
            newest[rule.sequence] = rule
    held = [one for one in newest.values() if one.valid_until is None or day <= one.valid_until]
    return tuple(sorted(held, key=lambda rule: rule.sequence))


def rule_for(rules: Iterable[Tolerance], charge: Differing) -> Tolerance | None:
    """The first of the rules, which are in force, that fits: it alone judges the charge."""
    return next((rule for rule in rules if fits(rule, charge)), None)


def fits(rule: Tolerance, charge: Differing) -> bool:
    """True when the rule is for such a charge."""
    return (
        rule.currency == charge.currency
        and rule.carrier in {"", charge.carrier}
        and rule.service in {"", charge.service}
        and rule.charge_class in {None, charge.charge_class}
    )


def is_within(limits: Limits, charge: Differing) -> bool:
    """True when the difference is at most its limits; one that is on its limit is within it."""
    up = charge.more > 0
    amount = limits.up_amount if up else limits.down_amount
    percent = limits.up_percent if up else limits.down_percent
    far = abs(charge.more)
    held = (far <= amount, far * 100 <= percent * charge.expected)
    return all(held) if limits.needs is Needs.ALL else any(held)


def let_off(charges: Sequence[tuple[Decimal, Decimal | None]], before: Decimal) -> tuple[bool, ...]:
    """Which of a bill's charges may pass, line by line: how much more each is, and its rule's cap.

    A charge passes while all the bill was let off, itself and `before` included, is at most its
    cap; less than expected uses none of it and always passes.
    """
    passed, used = [], before
    for more, cap in charges:
        used += max(more, Decimal(0))
        passed.append(more <= 0 or cap is None or used <= cap)
    return tuple(passed)
