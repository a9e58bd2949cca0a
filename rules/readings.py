"""The readings of sentences that can be read two ways; every default is the recommended one."""

from dataclasses import dataclass
from enum import StrEnum

from rules.business_time import Boundary
from rules.shapes import Count


class Expiry(StrEnum):
    """Whether a ticket opened on the expiry date itself is covered (A18; the default says no)."""

    BEFORE_DATE = "before_date"
    THROUGH_DATE = "through_date"


class Hours(StrEnum):
    """What an amount of hours is counted in (A2, A3, A4, A5)."""

    WORKING = "working"  # inside the calendar's windows
    WORKING_DAYS = "working_days"  # clock hours, midnight to midnight, of the calendar's days
    ELAPSED = "elapsed"


class DayReading(StrEnum):
    """Where one working day ends: at the same local time, or with the next day's work (A6)."""

    SAME_TIME = "same_time"
    END_OF_DAY = "end_of_day"


class Lunch(StrEnum):
    """Whether a gap between two windows of one day is working time (A8)."""

    EXCLUDED = "excluded"
    COUNTED = "counted"


class Met(StrEnum):
    """When a target is met: by working time used, or by the due instant alone (A9)."""

    TIME_USED = "time_used"
    DUE_INSTANT = "due_instant"


class SeverityChange(StrEnum):
    """From when a target counts after the severity was changed (A29)."""

    ORIGINAL_START = "original_start"
    RESTART = "restart"


class Pause(StrEnum):
    """A state in which a clock may stand still; none does by default (A29)."""

    WAITING_FOR_CUSTOMER = "waiting_for_customer"
    WAITING_FOR_MANUFACTURER = "waiting_for_manufacturer"


class DayRule(StrEnum):
    """The last covered day of a term: its anniversary, or the day before (A19)."""

    ANNIVERSARY = "anniversary"
    DAY_BEFORE = "day_before"


class PurchaseDay(StrEnum):
    """The day a warranty counts from (A20)."""

    INVOICE_ELSE_SHIPMENT = "invoice_else_shipment"
    ACTIVATION = "activation"


class LateCoverage(StrEnum):
    """A contract that outlasts the maximum coverage is cut short, or not sold (A21)."""

    CUT_SHORT = "cut_short"
    REFUSE_SALE = "refuse_sale"


class Rounding(StrEnum):
    """How a share of a fleet becomes whole units (A24)."""

    UP = "up"
    HALF_UP = "half_up"


class FirstReply(StrEnum):
    """Which reply satisfies a response target (A28)."""

    HUMAN = "human"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """A programme's readings; a target or a contract may set its own.

    `warn_at_percent` is the desk's own: the share of a target's working time after which the
    board warns, in percent; no document names one.
    """

    boundary: Boundary = Boundary.CLOSING
    met: Met = Met.TIME_USED
    hours: Hours = Hours.WORKING
    day_reading: DayReading = DayReading.SAME_TIME
    lunch: Lunch = Lunch.EXCLUDED
    expiry: Expiry = Expiry.BEFORE_DATE
    day_rule: DayRule = DayRule.ANNIVERSARY
    purchase_day: PurchaseDay = PurchaseDay.INVOICE_ELSE_SHIPMENT
    late_coverage: LateCoverage = LateCoverage.CUT_SHORT
    severity_change: SeverityChange = SeverityChange.ORIGINAL_START
    pause_states: tuple[Pause, ...] = ()
    first_reply: FirstReply = FirstReply.HUMAN
    stock_rounding: Rounding = Rounding.UP
    warn_at_percent: Count = 75
