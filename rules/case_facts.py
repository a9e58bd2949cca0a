"""The kinds of fact a case can be told, and which of them a person decides."""

from enum import StrEnum


class Told(StrEnum):
    """The kinds of fact a case can be told."""

    OPENED = "opened"
    ANSWERED = "answered"
    DIAGNOSED = "diagnosed"
    PROMISED = "promised"
    UNIT_GRANTED = "unit_granted"
    UNIT_WAITING = "unit_waiting"
    UNIT_TAKEN_BACK = "unit_taken_back"
    PACK_SCANNED = "pack_scanned"
    UNIT_PACKED = "unit_packed"
    PACK_REFUSED = "pack_refused"
    LABEL_BOOKED = "label_booked"
    LABEL_REFUSED = "label_refused"
    LABEL_VOIDED = "label_voided"
    VOID_REFUSED = "void_refused"
    RECALLED = "recalled"
    RECALL_REFUSED = "recall_refused"
    SLIP_PRINTED = "slip_printed"
    CARRIER_SAID = "carrier_said"
    RECEIPT_SCANNED = "receipt_scanned"
    BATTERY_ANSWERED = "battery_answered"
    SEND_AGAIN = "send_again"
    CANCEL_ASKED = "cancel_asked"
    RETURN_WAIVED = "return_waived"
    REPLIED = "replied"
    CUSTOMER_ASKED = "customer_asked"
    CUSTOMER_ANSWERED = "customer_answered"
    REMOTE_SESSION = "remote_session"
    SEVERITY_SET = "severity_set"
    ESCALATED = "escalated"
    MANUFACTURER_ANSWERED = "manufacturer_answered"
    SOFTWARE_SENT = "software_sent"
    SOFTWARE_ACKNOWLEDGED = "software_acknowledged"
    REFERRED = "referred"
    RESOLVED = "resolved"
    BENCH_DONE = "bench_done"
    DISPOSITION_SET = "disposition_set"
    CLOCK_SET = "clock_set"
    CLOCK_STOPPED = "clock_stopped"
    DEADLINE_PASSED = "deadline_passed"
    DAYS_COUNTED = "days_counted"
    PROMISE_WATCHED = "promise_watched"
    PROMISE_REMADE = "promise_remade"
    CAME_LATE = "came_late"
    PAPER_PRINTED = "paper_printed"
    # The way back: its clock, and what is charged.
    REMIND_NOW = "remind_now"
    EXTENDED = "extended"
    DISPUTED = "disputed"
    DISPUTE_SETTLED = "dispute_settled"
    RELABELLED = "relabelled"
    CHARGE_DECIDED = "charge_decided"
    # What is found when a parcel is opened.
    ITEM_FOUND = "item_found"
    ITEM_SETTLED = "item_settled"
    LOCK_FOUND = "lock_found"
    LOCK_OFF = "lock_off"
    ACCESSORY_MISSING = "accessory_missing"
    UNREADABLE_RECEIVED = "unreadable_received"
    IDENTIFIED = "identified"
    # The bench.
    INSPECTED = "inspected"
    FINDING_ANSWERED = "finding_answered"
    WIPED = "wiped"
    DISPOSED = "disposed"
    REPAIR_ENDED = "repair_ended"
    # A cost proposal for what is not covered.
    PROPOSAL_MADE = "proposal_made"
    PROPOSAL_ANSWERED = "proposal_answered"
    # A parcel that is silent or lost.
    TRACED = "traced"
    TRACE_REFUSED = "trace_refused"
    CLAIM_FILED = "claim_filed"
    CLAIM_REFUSED = "claim_refused"
    DECLARED_LOST = "declared_lost"
    # A replacement that does not work, a visit, a customer's own spare, an unsafe battery.
    DEAD_ON_ARRIVAL = "dead_on_arrival"
    VISIT_BOOKED = "visit_booked"
    VISIT_DONE = "visit_done"
    BACKUP_TAKEN = "backup_taken"
    DANGER_DECIDED = "danger_decided"
    DANGER_COLLECTED = "danger_collected"
    CLOSED_BY_HAND = "closed_by_hand"


#: The facts a person decides; everything else is observed.
DECISIONS = frozenset(
    {
        Told.ANSWERED,
        Told.DIAGNOSED,
        Told.BATTERY_ANSWERED,
        Told.SEND_AGAIN,
        Told.CANCEL_ASKED,
        Told.RETURN_WAIVED,
        Told.REPLIED,
        Told.CUSTOMER_ASKED,
        Told.CUSTOMER_ANSWERED,
        Told.REMOTE_SESSION,
        Told.SEVERITY_SET,
        Told.ESCALATED,
        Told.MANUFACTURER_ANSWERED,
        Told.SOFTWARE_SENT,
        Told.SOFTWARE_ACKNOWLEDGED,
        Told.REFERRED,
        Told.RESOLVED,
        Told.BENCH_DONE,
        Told.DISPOSITION_SET,
        Told.REMIND_NOW,
        Told.EXTENDED,
        Told.DISPUTED,
        Told.DISPUTE_SETTLED,
        Told.RELABELLED,
        Told.CHARGE_DECIDED,
        Told.ITEM_FOUND,
        Told.ITEM_SETTLED,
        Told.LOCK_FOUND,
        Told.LOCK_OFF,
        Told.ACCESSORY_MISSING,
        Told.UNREADABLE_RECEIVED,
        Told.IDENTIFIED,
        Told.INSPECTED,
        Told.FINDING_ANSWERED,
        Told.WIPED,
        Told.DISPOSED,
        Told.REPAIR_ENDED,
        Told.PROPOSAL_MADE,
        Told.PROPOSAL_ANSWERED,
        Told.DECLARED_LOST,
        Told.DEAD_ON_ARRIVAL,
        Told.VISIT_BOOKED,
        Told.VISIT_DONE,
        Told.BACKUP_TAKEN,
        Told.DANGER_DECIDED,
        Told.DANGER_COLLECTED,
        Told.CLOSED_BY_HAND,
    }
)
#: How the record's counting of a clock comes back; true of a case that has just ended, too.
RECKONED = frozenset({Told.CLOCK_SET, Told.CLOCK_STOPPED})
