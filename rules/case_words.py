"""The words of a case: its remedies, stages, legs, entries and errands."""

from enum import StrEnum


class Remedy(StrEnum):
    """What a case gives the customer."""

    SWAP = "swap"
    ADVANCE_REPLACEMENT = "advance_replacement"
    SUPPORT = "support"
    REPAIR = "repair"
    ON_SITE = "on_site"


class Stage(StrEnum):
    """Where a case stands as a whole."""

    ASSESSING = "assessing"
    HELPING = "helping"
    REPAIRING = "repairing"
    REPLACING = "replacing"
    RETURNING = "returning"
    VISITING = "visiting"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    ADVISED = "advised"


ENDED = frozenset({Stage.CLOSED, Stage.CANCELLED, Stage.ADVISED})


class Outbound(StrEnum):
    """How far the replacement has come on its way to the customer."""

    NONE = "none"
    WAITING = "waiting"
    RESERVED = "reserved"
    PACKED = "packed"
    LABELLED = "labelled"
    VOIDING = "voiding"
    ON_ITS_WAY = "on_its_way"
    RECALLING = "recalling"
    COMING_BACK = "coming_back"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class Inbound(StrEnum):
    """How far the broken unit has come on its way back to the desk."""

    NONE = "none"
    OWED = "owed"
    BLOCKED = "blocked"
    COLLECTING = "collecting"
    LABELLED = "labelled"
    ON_ITS_WAY = "on_its_way"
    ARRIVED = "arrived"
    RECEIVED = "received"
    WAIVED = "waived"


class Awaited(StrEnum):
    """What help waits for outside the desk, in the order a clerk would ask for it."""

    CUSTOMER = "customer_answer"
    SOFTWARE = "software_receipt"
    WORKSHOP = "workshop_visit"
    MANUFACTURER = "manufacturer_answer"


class Bench(StrEnum):
    """What became of a unit that came in for repair."""

    NONE = "none"
    REPAIRED = "repaired"
    REPLACED = "replaced"
    NOT_COVERED = "not_covered"
    WITHDRAWN = "withdrawn"


class Disposition(StrEnum):
    """What is done with a unit whose repair is not covered."""

    NONE = "none"
    SEND_BACK = "send_back"
    SCRAP = "scrap"


class ClockState(StrEnum):
    """Where a service clock stands; an untimed one is answered, never met or breached."""

    RUNNING = "running"
    PAUSED = "paused"
    UNTIMED = "untimed"
    MET = "met"
    BREACHED = "breached"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Enter(StrEnum):
    """Consequences inside the record, written in the same transaction as the new state."""

    PROMISE = "promise"
    REQUEST_UNIT = "request_unit"
    WITHDRAW_REQUEST = "withdraw_request"
    FINISH_REQUEST = "finish_request"
    PACK = "pack"
    MOVE = "move"
    RECEIVE = "receive"
    SETTLE_PROMISE = "settle_promise"
    BILL = "bill"
    WRITE = "write"
    OWN = "own"
    LEG = "leg"
    HOLD_UNIT = "hold_unit"
    MOVE_PART = "move_part"
    SET_CLOCKS = "set_clocks"
    RECOUNT_CLOCKS = "recount_clocks"
    MARK_OVERDUE = "mark_overdue"
    STOP_CLOCK = "stop_clock"
    COUNT_DAYS = "count_days"
    WATCH_PROMISE = "watch_promise"
    REMAKE_PROMISE = "remake_promise"
    DEBT = "debt"
    CUSTODY = "custody"
    CHARGE = "charge"
    FINDING = "finding"
    WIPE = "wipe"
    PROPOSAL = "proposal"
    WARRANTY = "warranty"
    VISIT = "visit"
    DANGER = "danger"
    CLAIM = "claim"
    TAKE_SPARE = "take_spare"


class Errand(StrEnum):
    """Consequences outside the record, run by activities that may be repeated."""

    BOOK_LABEL = "book_label"
    VOID_LABEL = "void_label"
    RECALL = "recall"
    PRINT_SLIP = "print_slip"
    PRINT_CERTIFICATE = "print_certificate"
    PRINT_PROPOSAL = "print_proposal"
    PRINT_DANGER_NOTE = "print_danger_note"
    TRACE = "trace_parcel"
    CLAIM = "file_claim"


class Direction(StrEnum):
    """The two legs of a case."""

    OUTBOUND = "outbound"
    RETURN = "return"


class Carried(StrEnum):
    """What a carrier can say of a parcel, whatever its own code for it."""

    CREATED = "created"
    HANDED_OVER = "handed_over"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    AT_PICKUP_POINT = "at_pickup_point"
    DELIVERY_ATTEMPTED = "delivery_attempted"
    DELIVERED = "delivered"
    REFUSED = "refused"
    RETURNING = "returning"
    RETURNED = "returned"
    EXCEPTION = "exception"
    LOST = "lost"
    VOIDED = "voided"
    UNKNOWN = "unknown"


#: Statuses that prove the carrier physically holds, or held, the parcel.
IN_CARRIERS_HANDS = frozenset(
    {
        Carried.HANDED_OVER,
        Carried.IN_TRANSIT,
        Carried.OUT_FOR_DELIVERY,
        Carried.AT_PICKUP_POINT,
        Carried.DELIVERY_ATTEMPTED,
    }
)


class Mover(StrEnum):
    """Whose move it is."""

    DESK = "desk"
    CUSTOMER = "customer"
    CARRIER = "carrier"
    STOCK = "stock"
    MANUFACTURER = "manufacturer"
    FINANCE = "finance"
    REPAIRER = "repairer"
    NOBODY = "nobody"
