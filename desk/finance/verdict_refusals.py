"""What the desk refuses about verdicts and tolerance rules, by name."""

from decimal import Decimal
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.finance.freight_words import BillState


class NoSuchCharge(DeskError):
    """No such charge that was judged."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, charge: int) -> None:
        super().__init__(
            f"There is no judged charge {charge}. Take its number from the list of exceptions.",
            charge=charge,
        )


class BillSettled(DeskError):
    """The bill is not being decided on."""

    def __init__(self, number: str, state: BillState) -> None:
        super().__init__(
            f"Bill {number} is {state}. Its charges are decided while it is matched, before it is "
            "approved.",
            bill=number,
            state=state.value,
        )


class NothingExpected(DeskError):
    """Nothing was expected of this charge."""

    def __init__(self, charge: int) -> None:
        super().__init__(
            f"No amount was expected for charge {charge}. Agree it as billed, or give an amount; "
            "0 pays nothing.",
            charge=charge,
        )


class AgreedImpossible(DeskError):
    """So much cannot be agreed."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, said: str, billed: Decimal, currency: str) -> None:
        super().__init__(
            f"'{said}' is not an amount between 0.00 and the {billed:.2f} {currency} that is "
            "billed. Say 'billed', 'expected', or an amount such as 99.00.",
            said=said,
        )


class VerdictImpossible(DeskError):
    """A person cannot give this verdict."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, verdict: str) -> None:
        super().__init__(
            f"'{verdict}' is no verdict on a billed charge. Leave it out to keep the one it has.",
            verdict=verdict,
        )


class NoSuchShipment(DeskError):
    """The carrier of this bill has no such shipment of ours."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, shipment: int, carrier: str) -> None:
        super().__init__(
            f"{carrier} has no shipment {shipment} of ours. Take its number from the suggestions.",
            shipment=shipment,
            carrier=carrier,
        )


class ToleranceUnclear(DeskError):
    """The tolerance rule cannot be kept so."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, detail: str) -> None:
        super().__init__(detail)


class ToleranceKept(DeskError):
    """This sequence has a rule that begins on this day already."""

    def __init__(self, sequence: int, day: str) -> None:
        super().__init__(
            f"Rule {sequence} has a version from {day}. Give a later day: what was judged by the "
            "old version stays explained by it.",
            sequence=sequence,
            valid_from=day,
        )
