"""Wiping a device: how it was done, and which facts a technician must state before it counts.

The words follow the certificate of sanitization of NIST SP 800-88 Rev. 2.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from rules.errors import DeskError, Kind

#: Letters a stated fact may have, so that the certificate's place for it holds any of them.
WIPE_FACT_LIMIT: Final = 200


class SanitizationMethod(StrEnum):
    """How thoroughly data was made unreadable: against software, a laboratory, or for good."""

    CLEAR = "clear"
    PURGE = "purge"
    DESTROY = "destroy"

    @property
    def leaves_a_device(self) -> bool:
        """True when there is still a device to put in stock or to send back."""
        return self is not SanitizationMethod.DESTROY


class BackedUp(StrEnum):
    """Whether the data had been saved elsewhere before the wipe."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class WipeIncomplete(DeskError):
    """The wipe lacks a fact that its certificate must state."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, missing: str) -> None:
        super().__init__(
            f"The wipe does not say its {missing}. {_WHAT_TO_WRITE[missing]}", missing=missing
        )


class WipeFactTooLong(DeskError):
    """A stated fact of the wipe does not fit its certificate."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The {what} of the wipe is longer than {WIPE_FACT_LIMIT} characters; shorten it.",
            what=what,
            limit=WIPE_FACT_LIMIT,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WipeRecord:
    """What the technician states: the method, how it was done, with which tool, how checked."""

    method: SanitizationMethod
    technique: str
    tool: str
    verification: str


def require_complete(
    *, method: str | None, technique: str, tool: str, verification: str
) -> WipeRecord:
    """The wipe as stated, outer blanks removed; raises WipeIncomplete or WipeFactTooLong.

    A method that is none of the three is as good as none.
    """
    known = next((one for one in SanitizationMethod if one == method), None)
    if known is None:
        raise WipeIncomplete("method")
    return WipeRecord(
        method=known,
        technique=_stated("technique", technique),
        tool=_stated("tool", tool),
        verification=_stated("verification", verification),
    )


def _stated(what: str, fact: str) -> str:
    stated = " ".join(fact.split())
    if not stated:
        raise WipeIncomplete(what)
    if len(stated) > WIPE_FACT_LIMIT:
        raise WipeFactTooLong(what)
    return stated


_WHAT_TO_WRITE = {
    "method": f"Choose one of {', '.join(SanitizationMethod)}.",
    "technique": "Write how it was done, such as 'factory reset with cryptographic erase'.",
    "tool": "Name the tool and its version, such as 'recovery mode, system 18.2'.",
    "verification": "Write how the result was checked, such as 'set-up screen, no user data'.",
}
