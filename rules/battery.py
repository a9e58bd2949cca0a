"""Battery safety: what may carry an ordinary label, and who must look first."""

from collections.abc import Collection
from enum import StrEnum
from typing import ClassVar

from rules.errors import DeskError, Kind


class BatteryState(StrEnum):
    """What is known of a unit's battery; only a trained person records damaged or critical."""

    OK = "ok"
    UNKNOWN = "unknown"
    SUSPECT = "suspect"
    DAMAGED = "damaged"
    CRITICAL = "critical"


class BatterySign(StrEnum):
    """What makes a battery suspect; a cracked screen alone does not, but asks these questions."""

    SWOLLEN = "swollen"
    HOT = "hot"
    LEAKING = "leaking"
    SMELL = "smell"
    SMOKE_OR_BURN = "smoke_or_burn"
    WATER = "water"
    BENT_OR_PUNCTURED = "bent_or_punctured"
    RECALLED = "recalled"
    UNDIAGNOSED_COMPLAINT = "undiagnosed_complaint"


class ReturnPath(StrEnum):
    """How a defective unit may come back."""

    ORDINARY = "ordinary"
    ASK_FIRST = "ask_first"
    TRAINED_PERSON = "trained_person"


class DangerPath(StrEnum):
    """How an unsafe unit leaves the user: by road, packed as named (SP 376); never by air (A154).

    `recycle_on_site` means that a recycler takes it where it is (SP 377, P909).
    """

    ROAD_P908 = "road_p908"
    ROAD_LP904 = "road_lp904"
    CRITICAL_P911 = "critical_p911"
    CRITICAL_LP906 = "critical_lp906"
    AUTHORITY = "authority"
    RECYCLE_ON_SITE = "recycle_on_site"


#: What a trained person may find, and the paths that fit it (carriers.md A7). A critical battery
#: is liable to react dangerously: P911, LP906, or what the competent authority approves.
PATHS: dict[BatteryState, frozenset[DangerPath]] = {
    BatteryState.OK: frozenset(),
    BatteryState.DAMAGED: frozenset(
        {DangerPath.ROAD_P908, DangerPath.ROAD_LP904, DangerPath.RECYCLE_ON_SITE}
    ),
    BatteryState.CRITICAL: frozenset(
        {DangerPath.CRITICAL_P911, DangerPath.CRITICAL_LP906, DangerPath.AUTHORITY}
    ),
}


class BatteryNotAsked(DeskError):
    """Nobody has asked about the battery."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self) -> None:
        super().__init__(
            "The battery state is unknown, so no label is made. Ask whether the device is swollen, "
            "hot, leaking, wet, bent or smells, and record the answer.",
            battery=BatteryState.UNKNOWN.value,
        )


class UnsafeBattery(DeskError):
    """The battery is not safe to send as an ordinary parcel."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, state: BatteryState) -> None:
        super().__init__(
            f"The battery is {state.value}: no ordinary label, drop-off or air service. Ask the "
            "user to keep the device apart and let a trained person decide. "
            "The replacement still goes.",
            battery=state.value,
        )


class PathDoesNotFit(DeskError):
    """This path does not fit what was found of the battery."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, state: BatteryState, path: str) -> None:
        fitting = sorted(PATHS[state])
        remedy = f"Choose one of: {', '.join(fitting)}." if fitting else "Name no path."
        super().__init__(
            f"A battery that is {state.value} does not go by '{path}'. {remedy}",
            battery=state.value,
            path=path,
            fitting=fitting,
        )


class OnlyTrainedMayClear(DeskError):
    """Only a trained person may call an unsafe battery sound."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, state: BatteryState, said: str) -> None:
        super().__init__(
            f"The battery is {state.value}; it cannot become '{said}' by an answer. Let a trained "
            "person inspect it and record what was found with 'danger_decided'.",
            battery=state.value,
        )


def require_path(state: BatteryState, path: str) -> None:
    """Raise PathDoesNotFit unless the path fits the finding; a sound battery needs none."""
    fitting = PATHS[state]
    if path not in fitting and (path or fitting):
        raise PathDoesNotFit(state, path)


def judge_battery(signs: Collection[BatterySign] | None) -> BatteryState:
    """The state the answers give: None is not asked, no sign is ok, any sign is suspect."""
    if signs is None:
        return BatteryState.UNKNOWN
    return BatteryState.SUSPECT if signs else BatteryState.OK


def may_have_ordinary_label(state: BatteryState) -> bool:
    """True for a healthy battery only: unknown is never shipped."""
    return state is BatteryState.OK


def require_ordinary_label(state: BatteryState) -> None:
    """Raise BatteryNotAsked or UnsafeBattery unless the unit may have an ordinary label."""
    if state is BatteryState.UNKNOWN:
        raise BatteryNotAsked
    if not may_have_ordinary_label(state):
        raise UnsafeBattery(state)


def is_unsafe(state: BatteryState) -> bool:
    """True once something is known against the battery: nothing ordinary carries it."""
    return return_path(state) is ReturnPath.TRAINED_PERSON


def return_path(state: BatteryState) -> ReturnPath:
    """The way back of a unit in that state; the way out of its replacement never depends on it."""
    if may_have_ordinary_label(state):
        return ReturnPath.ORDINARY
    unasked = state is BatteryState.UNKNOWN
    return ReturnPath.ASK_FIRST if unasked else ReturnPath.TRAINED_PERSON


def suspends_return_clock(state: BatteryState) -> bool:
    """True when the user cannot be expected to send the unit, nor be charged for not sending it."""
    return is_unsafe(state)
