"""What the desk refuses at its doors, by name."""

from typing import ClassVar

from rules.decision import Decision
from rules.errors import DeskError, Kind
from rules.terms import Terms


class UnknownCustomer(DeskError):
    """No customer with this code."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, code: str) -> None:
        super().__init__(
            f"There is no customer '{code}'. Check the code on the contract.", customer=code
        )


class UnknownContract(DeskError):
    """This customer has no such contract."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, customer: str, number: str) -> None:
        super().__init__(
            f"Customer '{customer}' has no contract '{number}'. Leave the contract out to use "
            "the one that runs now, or correct its number.",
            customer=customer,
            contract=number,
        )


class NoRunningContract(DeskError):
    """No contract of this customer covers that day."""

    def __init__(self, customer: str) -> None:
        super().__init__(
            f"Customer '{customer}' has no contract. Advise the requester at once; a case can be "
            "opened when a contract is signed.",
            customer=customer,
        )


class NotCovered(DeskError):
    """This request is not covered."""

    def __init__(self, decision: Decision, language: str, sentences: tuple[str, ...]) -> None:
        super().__init__(
            " ".join(sentences),
            language=language,
            sentences=list(sentences),
            decision=decision.to_json(),
        )


class SiteNotAsked(DeskError):
    """Nobody has said whether a technician may come to this place."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, terms: Terms) -> None:
        super().__init__(
            f"{terms.programme} repairs on site only in eligible places. Ask where the device is, "
            "and give 'site_eligible' in the request: true or false. Only the desk can say so.",
            programme=terms.programme,
        )


class UnknownModel(DeskError):
    """No device model with this code."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, code: str) -> None:
        super().__init__(
            f"There is no device model '{code}', and the device is not on record yet. Give the "
            "code of a known model.",
            model=code,
        )


class NoAddress(DeskError):
    """There is no address to ship to."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, missing: str) -> None:
        super().__init__(
            f"The address lacks its {missing}. A replacement needs a name, street, postcode, "
            "city and a two-letter country.",
            missing=missing,
        )


class NoDevice(DeskError):
    """The broken device is not identified."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__("Give the device's serial number or IMEI.")


class DeviceHasOpenCase(DeskError):
    """This device already has an open case."""

    def __init__(self, serial: str, number: str) -> None:
        super().__init__(
            f"Device {serial} is already in case {number}. Go on there instead of opening a "
            "second one.",
            serial=serial,
            case=number,
        )


class SerialKnown(DeskError):
    """A unit with this serial is on record already."""

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"Serial {serial} is on record. Take it off the list; the whole list was refused.",
            serial=serial,
        )


class UnknownCase(DeskError):
    """No case with this number."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, number: str) -> None:
        super().__init__(f"There is no case '{number}'. Check the number.", case=number)


class UnknownDocument(DeskError):
    """No such document."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self) -> None:
        super().__init__("There is no such document in this case.")


class NotAllowed(DeskError):
    """Your role may not do this."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN

    def __init__(self, role: str, verb: str, duty: str = "") -> None:
        who = f"finance's {duty}" if duty else "somebody of the desk"
        super().__init__(
            f"The role '{role}' may not {verb}. Ask {who} to do it.",
            role=role,
            verb=verb,
        )


class KeyReused(DeskError):
    """The idempotency key was used for another request."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The key '{key}' already stands for a request with another body. Use a new key for "
            "a new request, and the same body to repeat an old one.",
            key=key,
        )


class KeyMissing(DeskError):
    """The request needs an idempotency key."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__(
            "Send an Idempotency-Key header of 1 to 190 characters, chosen before the first try."
        )


class BusinessTimeRefused(DeskError):
    """The business time may not be set here."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN

    def __init__(self) -> None:
        super().__init__("Only demo and test mode accept 'at'; leave it out.")


class WorkflowsUnavailable(DeskError):
    """The workflow server did not answer."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self) -> None:
        super().__init__(
            "Whether the decision was taken is not known. Repeat it with the same "
            "Idempotency-Key in a few seconds; it is taken once."
        )


class UnknownCarrier(DeskError):
    """No carrier with this name sends us events."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, carrier: str) -> None:
        super().__init__(f"There is no carrier '{carrier}' here.", carrier=carrier)


class SignInRefused(DeskError):
    """The e-mail or the password is wrong."""

    kind: ClassVar[Kind] = Kind.UNSIGNED

    def __init__(self) -> None:
        super().__init__("Check both and try again.")


class TooManyAttempts(DeskError):
    """Too many failed sign-ins."""

    kind: ClassVar[Kind] = Kind.TOO_MANY

    def __init__(self) -> None:
        super().__init__("Wait fifteen minutes and try again.")


class NotSignedIn(DeskError):
    """Nobody is signed in."""

    kind: ClassVar[Kind] = Kind.UNSIGNED

    def __init__(self) -> None:
        super().__init__("Sign in, or send 'Authorization: Bearer <API key>'.")
