"""The words of pools, prompts, orders and counts: states and what is told of them."""

from enum import StrEnum


class PromptKind(StrEnum):
    """Why the customer is asked: the pool runs low, or a generation of a model ends."""

    REFILL = "refill"
    EXCHANGE = "exchange"


class PromptState(StrEnum):
    """How far the question has come; only an open one waits for an answer."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class OrderState(StrEnum):
    """How far an order to a supplier has come."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    PARTIAL = "partial"
    COMPLETE = "complete"
    CANCELLED = "cancelled"


#: Orders from which something is still to come.
COMING = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PARTIAL)


class HoldState(StrEnum):
    """Where a delivered unit stands before it may go into the pool."""

    HELD = "held"
    PASSED = "passed"
    FAILED = "failed"


class TakeState(StrEnum):
    """How far a count of a shelf has come."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Difference(StrEnum):
    """How a count and the record differ about one unit."""

    MISSING = "missing"
    UNEXPECTED = "unexpected"
    UNKNOWN = "unknown"


class WriteOffState(StrEnum):
    """How far a write-off has come: proposed by one person, confirmed or refused by another."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class PoolWord(StrEnum):
    """What is told in the story of a pool, its prompts and its orders."""

    POOL_OPENED = "pool_opened"
    POOL_CHANGED = "pool_changed"
    MODEL_ADDED = "model_added"
    MODEL_DISCONTINUED = "model_discontinued"
    FLEET_COUNTED = "fleet_counted"
    PROMPT_OPENED = "prompt_opened"
    PROMPT_SENT = "prompt_sent"
    PROMPT_REMINDED = "prompt_reminded"
    PROMPT_ESCALATED = "prompt_escalated"
    PROMPT_AMENDED = "prompt_amended"
    PROMPT_PAUSED = "prompt_paused"
    PROMPT_APPROVED = "prompt_approved"
    PROMPT_DECLINED = "prompt_declined"
    PROMPT_EXPIRED = "prompt_expired"
    PROMPT_WITHDRAWN = "prompt_withdrawn"
    PROMPT_ABOVE_LIMIT = "prompt_above_limit"
    ORDER_PLACED = "order_placed"
    ORDER_SENT = "order_sent"
    ORDER_CONFIRMED = "order_confirmed"
    ORDER_LATE = "order_late"
    ORDER_CHANGED = "order_changed"
    ORDER_CANCELLED = "order_cancelled"
    DELIVERY_RECEIVED = "delivery_received"
    UNIT_PASSED = "unit_passed"
    UNIT_FAILED = "unit_failed"
    ORDER_COMPLETE = "order_complete"
    TRANSFERRED = "transferred"
    TAKEN_OUT = "taken_out"
    COUNT_OPENED = "count_opened"
    COUNT_CLOSED = "count_closed"
    WRITE_OFF_PROPOSED = "write_off_proposed"
    WRITTEN_OFF = "written_off"
    WRITE_OFF_REFUSED = "write_off_refused"
