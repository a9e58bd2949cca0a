"""Reasons: a code for programs and the facts it rests on, kept with every promise and stamp."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rules.fields import Path, choice, read_fields, text_map


class ReasonCode(StrEnum):
    """What a reason states; the facts of each code are listed where it is made."""

    REGISTERED = "registered"
    DEFECT_IDENTIFIED = "defect_identified"
    UNIT_EXPECTED = "unit_expected"
    BEFORE_CUTOFF = "before_cutoff"
    NOT_BEFORE_CUTOFF = "not_before_cutoff"
    DAY_SKIPPED = "day_skipped"
    COUNTED_FROM = "counted_from"
    DELIVERED_BY = "delivered_by"
    SHIPPED_BY = "shipped_by"
    READING = "reading"
    OPENED = "opened"
    CONTRACT_RUNS = "contract_runs"
    REMEDY_INCLUDED = "remedy_included"

    # Who asks, and through what.
    ACCESS_ALLOWED = "access_allowed"
    ACCESS_AT_RESELLERS_REQUEST = "access_at_resellers_request"
    ACCESS_DENIED = "access_denied"
    ASK_THROUGH_RESELLER = "ask_through_reseller"
    RESELLER_REQUEST_NEEDED = "reseller_request_needed"
    CHANNEL_OPEN = "channel_open"
    CHANNEL_CLOSED = "channel_closed"
    ALERT_ACCEPTED = "alert_accepted"
    ALERTS_NOT_IN_TIER = "alerts_not_in_tier"
    HANDLER_ALLOWED = "handler_allowed"
    HANDLER_NOT_ALLOWED = "handler_not_allowed"

    # What the ticket says.
    FIELD_MISSING = "field_missing"
    EMERGENCY_NOTE = "emergency_note"
    EMERGENCY_CALL = "emergency_call"
    ENCLOSURES_WANTED = "enclosures_wanted"

    # What holds of the device and the subject.
    REGISTRY_CONFIRMS = "registry_confirms"
    REGISTRY_CHECK = "registry_check"
    NOT_IN_REGISTRY = "not_in_registry"
    SCOPE_HOLDS = "scope_holds"
    SCOPE_FAILS = "scope_fails"
    SCOPE_UNKNOWN = "scope_unknown"
    TOPIC_IN_TIER = "topic_in_tier"
    TOPIC_NOT_IN_TIER = "topic_not_in_tier"

    # The run of the contract, and what follows its end.
    CONTRACT_RUNS_ON = "contract_runs_on"
    CONTRACT_NOT_STARTED = "contract_not_started"
    CONTRACT_OVER = "contract_over"
    PURCHASE_NEEDED = "purchase_needed"
    SURCHARGE_DUE = "surcharge_due"
    PURCHASE_ORDER_NEEDED = "purchase_order_needed"
    PURCHASE_ORDER_APPROVED = "purchase_order_approved"
    ADVISED_AT_ONCE = "advised_at_once"

    # Help without parts.
    MEASURE_INCLUDED = "measure_included"
    MEASURE_NOT_IN_TIER = "measure_not_in_tier"
    REMOTE_BLOCKED = "remote_blocked"
    REMOTE_VIEW_ONLY = "remote_view_only"
    REMOTE_CHANGE_EXCLUDED = "remote_change_excluded"
    PREPAID_NEEDED = "prepaid_needed"
    PREPAID_DRAWN = "prepaid_drawn"
    WITH_INSTRUCTIONS = "with_instructions"
    HELP_AS_APPROPRIATE = "help_as_appropriate"
    SERVICE_BAG = "service_bag"
    REMINDER = "reminder"
    MAY_ESCALATE = "may_escalate"

    # The warranty of the device.
    COVERED_UNTIL = "covered_until"
    COVERED_WITHOUT_END = "covered_without_end"
    NOT_YET_COVERED = "not_yet_covered"
    OUT_OF_WARRANTY = "out_of_warranty"
    CUT_SHORT = "cut_short"
    EXCLUDED = "excluded"
    EXCLUSION_LIFTED = "exclusion_lifted"
    CLASS_NOT_COVERED = "class_not_covered"
    CLASS_NEEDED = "class_needed"
    PURCHASE_DAY_NEEDED = "purchase_day_needed"
    TERM_NEEDED = "term_needed"
    BEST_EFFORT = "best_effort"
    EXTENSION_ON_SALE = "extension_on_sale"
    EXTENSION_NOT_COUNTED = "extension_not_counted"
    CLASS_NOT_EXTENDABLE = "class_not_extendable"
    OPTIONS_OFFERED = "options_offered"
    BILLED_DIRECTLY = "billed_directly"

    # What is sent, repaired or visited.
    DEFECT_TO_CONFIRM = "defect_to_confirm"
    DEFINITE_FAULT_NEEDED = "definite_fault_needed"
    NO_DEFINITE_FAULT = "no_definite_fault"
    TRANSPORT_PAID_BY = "transport_paid_by"
    DEVICE_COMES_IN_FIRST = "device_comes_in_first"
    REPAIRED_GOES_TO = "repaired_goes_to"
    ON_SITE_CLASSES = "on_site_classes"
    SITE_TO_BE_ASKED = "site_to_be_asked"
    SITE_NOT_ELIGIBLE = "site_not_eligible"
    PART_TO_ARRIVE = "part_to_arrive"

    # The document itself.
    TRIAGE_LEVEL = "triage_level"
    NOT_BINDING = "not_binding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of a decision: its code and the facts as text (days and moments in ISO 8601)."""

    code: ReasonCode
    facts: Mapping[str, str] = field(default_factory=dict)


def because(code: ReasonCode, **facts: str) -> Reason:
    """The reason with these facts; a fact that says nothing is left out."""
    return Reason(code=code, facts={name: fact for name, fact in facts.items() if fact})


def read_reason(data: object, path: Path) -> Reason:
    """The reason that `fields.to_plain` wrote."""
    return Reason(**read_fields(data, path, {"code": choice(ReasonCode), "facts": text_map}))
