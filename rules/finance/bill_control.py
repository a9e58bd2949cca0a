"""Whether a bill may be loaded: its totals tie to its charges to the cent, and it is new."""

import hashlib
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from rules.finance.bills_read import BillRead


class Outcome(StrEnum):
    """What becomes of a bill that was read."""

    LOAD = "load"
    KNOWN = "known"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargesRead:
    """What was read of a bill's charges: how many, their sum, VAT in rows of its own.

    The fingerprint is a SHA-256 of the charges in their order; `net` and `vat` in cents.
    """

    charges: int
    net: Decimal
    vat: Decimal
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SameNumber:
    """A bill on record with the same carrier, account and number."""

    fingerprint: str
    bill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What becomes of a bill and why; its totals as the record keeps them, without and with VAT."""

    outcome: Outcome
    net: Decimal
    vat: Decimal
    gross: Decimal
    because: str = ""


#: A bill of which no charge could be read.
NO_CHARGES = ChargesRead(
    charges=0,
    net=Decimal("0.00"),
    vat=Decimal("0.00"),
    fingerprint=hashlib.sha256(b"").hexdigest(),
)


def whole_fingerprint(read: BillRead, found: ChargesRead) -> ChargesRead:
    """The charges with a fingerprint of the whole bill: what its head says counts, too."""
    head = [read.kind, read.issued_on, read.currency, read.net, read.vat, read.gross]
    said = "\t".join([*(str(one) for one in head), found.fingerprint])
    return replace(found, fingerprint=hashlib.sha256(said.encode()).hexdigest())


def with_total(read: BillRead, net_total: Decimal | None) -> BillRead:
    """The bill with the total that somebody read from its paper, where the file says none."""
    if net_total is None or read.net is not None or read.gross is not None:
        return read
    return replace(read, net=net_total)


def judge_bill(
    read: BillRead, found: ChargesRead, known: SameNumber | None, *, released: bool = False
) -> Judged:
    """Load it, know it already, or hold it for a person with the reason.

    `released`: a second person has looked, so that only what was read counts. The totals of what
    is loaded are those of its charges.
    """
    if known is not None and known.fingerprint == found.fingerprint:
        return _with_totals(read, found, Outcome.KNOWN)
    if known is not None:
        return _with_totals(read, found, Outcome.QUARANTINE, _changed(read, known))
    because = "" if released else untied(read, found)
    outcome = Outcome.QUARANTINE if because else Outcome.LOAD
    return _with_totals(read, found, outcome, because)


def untied(read: BillRead, found: ChargesRead) -> str:
    """Why the totals do not tie, in words for a person; empty when they do to the cent."""
    if read.net is None and read.gross is None:
        return (
            "The file has no total that its charges could be compared with. Compare their sum, "
            f"{found.net}, with the bill on paper, and take the file again with that total, or "
            "release it."
        )
    if not found.charges:
        return "The bill has no charge that could be read."
    vat = _vat(read, found)
    return (
        _differs("The net total", read.net, found.net)
        or _differs("The total with VAT", read.gross, found.net + vat)
        or (_differs("The VAT", read.vat, found.vat) if found.vat else "")
    )


def _vat(read: BillRead, found: ChargesRead) -> Decimal:
    """The bill's VAT: as it says, or in rows of its own, or what its totals leave."""
    if found.vat:
        return found.vat
    if read.vat is not None:
        return read.vat
    if read.net is not None and read.gross is not None:
        return read.gross - read.net
    return Decimal("0.00")


def _differs(what: str, said: Decimal | None, found: Decimal) -> str:
    if said is None or said == found:
        return ""
    return (
        f"{what} is {said}, and the charges come to {found}: {abs(said - found)} apart. Look at "
        "the rows that were refused, fetch the file again, or ask the carrier."
    )


def _changed(read: BillRead, known: SameNumber) -> str:
    return (
        f"Bill {read.number} of account {read.account} is here already with other contents "
        f"(bill {known.bill}). Ask the carrier which holds; this one was not booked."
    )


def _with_totals(read: BillRead, found: ChargesRead, outcome: Outcome, because: str = "") -> Judged:
    """Loaded, a bill's totals are its charges'; held back, what the carrier wrote."""
    vat = _vat(read, found)
    net = found.net
    if outcome is Outcome.QUARANTINE:
        net = read.net if read.net is not None else found.net
    return Judged(outcome=outcome, net=net, vat=vat, gross=net + vat, because=because)
