"""What the desk refuses about disputes with carriers and their claim rules, by name."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.finance.freight_words import BillState, DisputeState


class UnknownDispute(DeskError):
    """No dispute with this number."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, number: str) -> None:
        super().__init__(f"There is no dispute '{number}'. Check the number.", dispute=number)


class UnknownBill(DeskError):
    """No such bill of a carrier."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, bill: str) -> None:
        super().__init__(f"There is no bill '{bill}'. Check its number, or give its id.", bill=bill)


class BillNotOne(DeskError):
    """Several bills have this number."""

    def __init__(self, number: str, carriers: Collection[str]) -> None:
        super().__init__(
            f"{', '.join(sorted(carriers))} have sent bills with the number {number}. Give the "
            "bill's id.",
            bill=number,
        )


class BillNotDisputable(DeskError):
    """Nothing on this bill can be disputed now."""

    def __init__(self, number: str, state: BillState) -> None:
        super().__init__(
            f"Bill {number} is {state}. Charges are disputed while it is matched, before it is "
            "approved.",
            bill=number,
            state=state.value,
        )


class NothingDisputed(DeskError):
    """No charge is left to be disputed."""

    def __init__(self, bill: str) -> None:
        super().__init__(
            f"No charge of bill {bill} waits for a decision that can be claimed. Name the charges, "
            "or agree the others.",
            bill=bill,
        )


class UnknownCharge(DeskError):
    """The bill has no such charge that was judged."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, bill: str, charges: Collection[int]) -> None:
        super().__init__(
            f"Bill {bill} has no judged charge {', '.join(map(str, sorted(charges)))}. Look at its "
            "charges.",
            bill=bill,
            charges=sorted(charges),
        )


class UnknownLine(DeskError):
    """The bill has no such line."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, lines: Collection[int]) -> None:
        super().__init__(
            f"The bill has no line {', '.join(map(str, sorted(lines)))}. Look at its charges.",
            lines=sorted(lines),
        )


class TooManyCharges(DeskError):
    """More charges than one dispute holds."""

    kind: ClassVar[Kind] = Kind.TOO_LARGE

    def __init__(self, given: int, most: int) -> None:
        super().__init__(
            f"{given} charges do not fit a dispute; {most} do. Open several disputes.", most=most
        )


class ChargeDisputed(DeskError):
    """The charge is claimed already, or something of it was credited."""

    def __init__(self, line: int, number: str) -> None:
        super().__init__(
            f"Line {line} belongs to dispute {number}. Leave it out, or withdraw that one first.",
            line=line,
            dispute=number,
        )


class GuaranteeExcluded(DeskError):
    """The carrier guarantees nothing for this charge."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(
            f"Line {line} cannot be claimed: {why} Agree it, or set a claim rule without this "
            "exclusion if the contract has none.",
            line=line,
        )


class ClaimTooLate(DeskError):
    """The carrier takes no claim of this charge any more."""

    def __init__(self, line: int, last_day: date) -> None:
        super().__init__(
            f"Line {line} had to be claimed by {last_day}. Leave it out and agree it.",
            line=line,
            last_day=last_day.isoformat(),
        )


class DisputeEnded(DeskError):
    """Nothing of this dispute is still to come."""

    def __init__(self, number: str, state: DisputeState) -> None:
        super().__init__(
            f"Dispute {number} is {state}. Open a new one if there is still something to claim.",
            dispute=number,
            state=state.value,
        )


class AlreadySent(DeskError):
    """The claim is with the carrier already."""

    def __init__(self, number: str, state: DisputeState) -> None:
        super().__init__(
            f"Dispute {number} is {state}. Write down what the carrier answers.",
            dispute=number,
            state=state.value,
        )


class NoAnswer(DeskError):
    """This is no answer of a carrier."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, given: str) -> None:
        super().__init__(f"'{given}' is no answer. Use accepted, partial or rejected.")


class AmountImpossible(DeskError):
    """So much cannot have been accepted."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, claimed: Decimal, currency: str) -> None:
        super().__init__(
            f"{claimed:.2f} {currency} is claimed. Give an amount above nothing and below that for "
            "a part, and none for any other answer.",
            claimed=f"{claimed:.2f}",
        )


class WhyDisputed(DeskError):
    """A reason is needed."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__("Say why, in a few words: the dispute's story tells it.")


class NotPackedYet(DeskError):
    """The packet is not made yet."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, number: str) -> None:
        super().__init__(
            f"The packet of {number} is made as soon as its workflow runs. Look again in a minute.",
            dispute=number,
        )


class ClaimRuleUnclear(DeskError):
    """The claim rule lacks something, or says what cannot be."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, what: str) -> None:
        super().__init__(what)


class ClaimRuleKnown(DeskError):
    """A claim rule of this kind begins on that day already."""

    def __init__(self, carrier: str, verdict: str, day: date) -> None:
        super().__init__(
            f"'{carrier}' has another rule for '{verdict or 'any'}' from {day}. A rule is never "
            "changed: set one that begins on another day.",
            carrier=carrier,
        )
