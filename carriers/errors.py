"""What may go wrong between the desk and a carrier, by name."""

from typing import ClassVar

from rules.errors import DeskError, Kind


class CarrierUnreachable(DeskError):
    """The carrier cannot be reached."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, carrier: str, why: str) -> None:
        super().__init__(
            f"{carrier} gave no usable answer: {why}; nothing was changed, try again later",
            carrier=carrier,
            why=why,
        )


class CarrierBusy(DeskError):
    """The carrier asks for patience."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, carrier: str, retry_after: float | None) -> None:
        wait = "a while" if retry_after is None else f"{retry_after:g} seconds"
        super().__init__(
            f"{carrier} took no order and asks to be called again after {wait}",
            carrier=carrier,
            retry_after=retry_after,
        )
        self.retry_after = retry_after


class AnswerLost(DeskError):
    """The carrier was asked and its whole answer did not arrive."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, host: str, why: str) -> None:
        super().__init__(
            f"{host} was asked but {why}; look the order up before asking again",
            host=host,
            why=why,
        )
        self.why = why


class AnswerMalformed(DeskError):
    """The carrier's answer is not what its contract says."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, field: str, wanted: str) -> None:
        super().__init__(
            f"the answer's {field} should be {wanted}; report it to the carrier",
            field=field,
            wanted=wanted,
        )


class ReferenceAmbiguous(DeskError):
    """The carrier holds more than one live booking of one order."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, carrier: str, reference: str, tracking_nos: tuple[str, ...]) -> None:
        super().__init__(
            f"{carrier} holds {', '.join(tracking_nos)} for {reference}; keep one, void the rest",
            carrier=carrier,
            reference=reference,
            tracking_nos=list(tracking_nos),
        )
        self.tracking_nos = tracking_nos


class ParcelUnknown(DeskError):
    """The carrier does not know this parcel."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, carrier: str, tracking_no: str) -> None:
        super().__init__(
            f"{carrier} has no parcel {tracking_no}; check the number and the account",
            carrier=carrier,
            tracking_no=tracking_no,
        )


class ParcelImpossible(DeskError):
    """No parcel can have these measures."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, measure: str, value: int) -> None:
        super().__init__(
            f"{measure} is {value}; give a whole number above zero",
            measure=measure,
            value=value,
        )


class ClaimImpossible(DeskError):
    """No carrier can take this claim."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, part: str, wanted: str) -> None:
        super().__init__(f"the claim's {part} should be {wanted}", part=part, wanted=wanted)


class CountryMalformed(DeskError):
    """A country is two capital letters."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, country: str) -> None:
        super().__init__(
            f"{country!r} is no ISO 3166 alpha-2 country; give two letters such as SE",
            country=country,
        )


class ForgedEvent(DeskError):
    """The event was not signed by the carrier."""

    kind: ClassVar[Kind] = Kind.UNSIGNED

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}; check that both sides hold the same webhook secret", why=why)


class StaleEvent(DeskError):
    """The event's signature is too far from now."""

    kind: ClassVar[Kind] = Kind.UNSIGNED

    def __init__(self, seconds: float, tolerance: float) -> None:
        super().__init__(
            f"signed {seconds:g} seconds from now, {tolerance:g} allowed; check both clocks",
            seconds=seconds,
            tolerance=tolerance,
        )


class EventUnreadable(DeskError):
    """The event is signed but not what the contract says."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}; report it to the carrier", why=why)


class SecretTooShort(DeskError):
    """A webhook secret is too short to protect anything."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, length: int, least: int) -> None:
        super().__init__(
            f"the secret has {length} characters; give {least} or more random ones",
            length=length,
            least=least,
        )
