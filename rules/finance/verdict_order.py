"""What one charge turned out to be: the questions in the order in which they are asked."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from rules.finance.freight_words import ChargeClass, Verdict
from rules.finance.rounding import cents

#: Two amounts that each were rounded to the cent may differ by one; their difference by two.
VAT_SLACK: Final = Decimal("0.01")
FUEL_SLACK: Final = Decimal("0.02")
DUTIES: Final = frozenset({ChargeClass.DUTY, ChargeClass.TAX})
#: What a carrier may charge that belongs to no shipment.
OF_NO_SHIPMENT: Final = DUTIES | {ChargeClass.FEE, ChargeClass.ADJUSTMENT}


class Repeats(StrEnum):
    """What was billed before for the same thing: the same amount, or another one."""

    SAME = "same"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentFacts:
    """The shipment a charge was found to be for; a return that nobody handed in is unused."""

    account: str
    voided: bool = False
    unused_return: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFacts:
    """The expected charge that this charge takes; `percent` is that of fuel."""

    amount: Decimal
    currency: str
    chargeable_g: int
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeFacts:
    """All that a verdict is made of; amounts without VAT in the charge's currency.

    `freight_more` is what the bill has more for the shipment's freight than was expected, negative
    for less. `within` says that a tolerance rule lets the difference pass.
    """

    charge_class: ChargeClass
    net: Decimal
    currency: str
    account: str
    vat: Decimal | None = None
    vat_percent: Decimal | None = None
    billed_g: int | None = None
    repeats: Repeats | None = None
    shipment: ShipmentFacts | None = None
    expected: ExpectedFacts | None = None
    freight_more: Decimal = Decimal(0)
    within: bool = False


def judge(facts: ChargeFacts) -> Verdict:
    """The first verdict of ORDER that is true of the charge; `unbilled` has no charge to judge."""
    return next(verdict for verdict, is_so in ORDER if is_so(facts))


def is_unknown(facts: ChargeFacts) -> bool:
    """No shipment was found, and the charge must have one."""
    return facts.shipment is None and facts.charge_class not in OF_NO_SHIPMENT


def is_of_void(facts: ChargeFacts) -> bool:
    """The label was voided before it was used."""
    return facts.shipment is not None and facts.shipment.voided


def is_unused_return(facts: ChargeFacts) -> bool:
    """A return label costs when it is scanned, and this one was not."""
    return facts.shipment is not None and facts.shipment.unused_return


def has_another_account(facts: ChargeFacts) -> bool:
    """The shipment was booked on another of our accounts; an empty one is not known."""
    return facts.shipment is not None and facts.shipment.account not in {"", facts.account}


def is_adjustment(facts: ChargeFacts) -> bool:
    """A correction, or something billed again with another amount."""
    unasked = facts.expected is None and facts.charge_class is ChargeClass.ADJUSTMENT
    return unasked or facts.repeats is Repeats.OTHER


def has_another_currency(facts: ChargeFacts) -> bool:
    """The amounts cannot be compared."""
    return facts.expected is not None and facts.expected.currency != facts.currency


def has_wrong_vat(facts: ChargeFacts) -> bool:
    """The VAT is not what its percentage makes of the amount."""
    if facts.vat is None or facts.vat_percent is None:
        return False
    return abs(facts.vat - cents(facts.net * facts.vat_percent / 100)) > VAT_SLACK


def has_another_fuel_rate(facts: ChargeFacts) -> bool:
    """A fuel charge that the freight's own difference does not explain."""
    expected = facts.expected
    if facts.charge_class is not ChargeClass.FUEL or expected is None or expected.percent is None:
        return False
    more = facts.net - expected.amount
    unexplained = more * 100 - facts.freight_more * expected.percent
    return more != 0 and abs(unexplained) > FUEL_SLACK * 100


def is_rerated(facts: ChargeFacts) -> bool:
    """Billed for more weight than was booked, and dearer for it."""
    expected = facts.expected
    if expected is None or facts.billed_g is None:
        return False
    return facts.billed_g > expected.chargeable_g and facts.net > expected.amount


def is_as_expected(facts: ChargeFacts) -> bool:
    """The expected amount to the cent."""
    return facts.expected is not None and facts.net == facts.expected.amount


def is_dearer(facts: ChargeFacts) -> bool:
    """More than was expected."""
    return facts.expected is not None and facts.net > facts.expected.amount


#: The questions, first to last: models.finance.verdict_case asks the same ones in this order.
ORDER: Final[tuple[tuple[Verdict, Callable[[ChargeFacts], bool]], ...]] = (
    (Verdict.CREDIT, lambda facts: facts.net < 0),
    # A line for information costs nothing and needs nobody.
    (Verdict.EXACT, lambda facts: facts.net == 0 and facts.expected is None),
    (Verdict.UNKNOWN, is_unknown),
    (Verdict.DUPLICATE, lambda facts: facts.repeats is Repeats.SAME),
    (Verdict.VOID_BILLED, is_of_void),
    (Verdict.RETURN_ON_SCAN, is_unused_return),
    (Verdict.WRONG_ACCOUNT, has_another_account),
    (Verdict.DUTY, lambda facts: facts.expected is None and facts.charge_class in DUTIES),
    (
        Verdict.ACCOUNT_FEE,
        lambda facts: facts.expected is None and facts.charge_class is ChargeClass.FEE,
    ),
    (Verdict.ADJUSTMENT, is_adjustment),
    (Verdict.SURCHARGE_UNEXPECTED, lambda facts: facts.expected is None),
    (Verdict.CURRENCY, has_another_currency),
    (Verdict.VAT, has_wrong_vat),
    (Verdict.FUEL_RATE, has_another_fuel_rate),
    (Verdict.RERATED, is_rerated),
    (Verdict.EXACT, is_as_expected),
    (Verdict.TOLERANCE, lambda facts: facts.within),
    (Verdict.OVER, is_dearer),
    (Verdict.UNDER, lambda _facts: True),
)
