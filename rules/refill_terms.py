"""How a swap stock is watched and refilled: when to ask, how often, how long, up to what amount.

Every value is data of a programme or a contract below `swap_stock: {refill: …}`. The document
says who asks and who decides (fact 62); the figures are ours, for it publishes none.
"""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Annotated

from rules.fields import rising_counts
from rules.shapes import Count, Percent


@dataclass(frozen=True, slots=True, kw_only=True)
class RefillTerms:
    """The dialogue about a refill; days of waiting are working days of `calendar`.

    `ask_below` is a percentage of the target: a stock at or above it is not asked about. Letters
    leave between `letters_from` and `letters_until` of a working day, in the calendar's zone; a
    `calendar` of None is the one the way back is counted in. `lead_days` (calendar days) hold for
    a supplier that states none. `prior_percent_a_year` of the installed base is what a new
    customer is expected to use, weighed as `prior_days` of observation. `approval_limit` is what
    an approver without a limit of its own may approve, in the programme's currency.
    """

    ask_below: Percent = Decimal(100)
    least: Count = 1
    lead_days: Count = 12
    prior_percent_a_year: Percent = Decimal(12)
    prior_days: Count = 90
    remind_after_days: Annotated[tuple[int, ...], rising_counts] = (3, 6)
    escalate_after_days: Count | None = 8
    expire_after_days: Count = 12
    ask_again_after_days: Count = 20
    longest_pause_days: Count = 30
    letters_from: time = time(8, 0)
    letters_until: time = time(17, 0)
    calendar: str | None = None
    approval_limit: Decimal | None = None
    late_after_days: Count = 2
    quality_hold: bool = True
    most_models: Count = 3
