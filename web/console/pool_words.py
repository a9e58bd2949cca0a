"""Words of the pages about pools: states of prompts and orders, run-out days."""

from collections.abc import Mapping
from datetime import date

from rules.plain_words import weekday_date
from rules.pool_words import OrderState, PromptKind, PromptState

#: What a prompt's state is called, and the colour of its badge.
PROMPTS: Mapping[PromptState, tuple[str, str]] = {
    PromptState.OPEN: ("customer asked", "clock-warning"),
    PromptState.APPROVED: ("approved", "good"),
    PromptState.DECLINED: ("declined", "bad"),
    PromptState.EXPIRED: ("expired", "bad"),
    PromptState.WITHDRAWN: ("withdrawn", ""),
}
ORDERS: Mapping[OrderState, tuple[str, str]] = {
    OrderState.PLACED: ("placed", "clock-due"),
    OrderState.CONFIRMED: ("confirmed", "clock-due"),
    OrderState.PARTIAL: ("partly here", "clock-warning"),
    OrderState.COMPLETE: ("complete", "good"),
    OrderState.CANCELLED: ("cancelled", ""),
}
KINDS: Mapping[PromptKind, str] = {
    PromptKind.REFILL: "refill",
    PromptKind.EXCHANGE: "exchange of a generation",
}
OWNERS: Mapping[str, str] = {
    "customer": "the customer",
    "provider": "the provider",
    "lessor": "a lessor: it is rented",
}


def running_out(on: date | None, today: date) -> str:
    """Such as: Mon 9 June 2025; today when somebody would wait now."""
    if on is None:
        return "not in two years"
    return "today" if on <= today else weekday_date(on, seen_from=today)
