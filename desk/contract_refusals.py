"""What the desk refuses when contracts are signed, covered, extended and renewed, by name."""

from datetime import date
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.programme import Tier
from rules.service_words import Billing


class ContractNotFound(DeskError):
    """There is no contract with this number."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, number: str) -> None:
        super().__init__(f"There is no contract '{number}'. Check the number.", contract=number)


class ContractNumberTaken(DeskError):
    """Another contract has this number."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Contract {number} is on record already. Choose another number.", contract=number
        )


class ContractWithoutEnd(DeskError):
    """The contract's term is not given."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Give contract {number} a term in years or its expiry date.", contract=number
        )


class BillingNotSold(DeskError):
    """The tier is not paid that way."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, tier: Tier, billing: Billing, sold: tuple[Billing, ...]) -> None:
        ways = ", ".join(sold)
        super().__init__(
            f"{tier.label} is not paid {billing}. It is paid: {ways}.",
            tier=tier.id,
            billing=billing.value,
        )


class DeviceAlreadyCovered(DeskError):
    """The device is under this contract already."""

    def __init__(self, serial: str, number: str) -> None:
        super().__init__(
            f"Device {serial} is under contract {number} already. Its dates are on the "
            "contract's page.",
            serial=serial,
            contract=number,
        )


class ContractEndsTooEarly(DeskError):
    """A contract ends after its first day."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, number: str, starts_on: date, ends_on: date) -> None:
        super().__init__(
            f"Contract {number} cannot start on {starts_on.isoformat()} and expire on "
            f"{ends_on.isoformat()}. Correct one of the days.",
            contract=number,
        )


class DeviceNotCovered(DeskError):
    """The device is not under this contract."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, serial: str, number: str) -> None:
        super().__init__(
            f"Device {serial} is not under contract {number}. Add it first, with the day it was "
            "bought.",
            serial=serial,
            contract=number,
        )


class NoExtensionSold(DeskError):
    """The programme sells no extension for this device."""

    def __init__(self, serial: str, tier: Tier) -> None:
        super().__init__(
            f"{tier.label} sells no extension that holds for device {serial}. Offer a renewal.",
            serial=serial,
            tier=tier.id,
        )


class BoughtInFuture(DeskError):
    """A purchase cannot be recorded before its day."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, bought_on: date, today: date) -> None:
        super().__init__(
            f"{bought_on.isoformat()} is after today, {today.isoformat()}. Record the purchase "
            "on its day.",
            bought_on=bought_on.isoformat(),
        )
