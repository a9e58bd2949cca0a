"""What a requester says of a request, beside the device and the address: the desk's own form."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from rules.question import Question
from rules.service_words import Asker, Cause, ChannelKind, Need, ScopeFact


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestForm:
    """What is wanted, by whom, through what and how bad it is; empty means nobody said."""

    need: Need = Need.HARDWARE
    topic: str = ""
    who: Asker = Asker.END_CUSTOMER
    channel: ChannelKind = ChannelKind.PORTAL
    severity: str = ""
    reseller_asked: bool = False
    ticket: Mapping[str, str] = field(default_factory=dict)
    system_down: bool = False
    emergency_noted: bool = False
    emergency_called: bool = False
    scope: Mapping[ScopeFact, bool] = field(default_factory=dict)
    registered: bool | None = None
    cause: Cause = Cause.UNKNOWN
    caused_by_material: bool = False
    defect_confirmed: bool = False
    definite_fault: bool | None = None
    site_eligible: bool | None = None
    part_arrived: bool = False
    under_warranty: bool | None = None
    handler_citizenship: str = ""
    handler_location: str = ""
    order_approved: bool = False

    def as_a_customer_may_say(self) -> "RequestForm":
        """The same request without what only the desk can establish or approve."""
        usual = RequestForm()
        return replace(self, **{name: getattr(usual, name) for name in FOR_THE_DESK})

    def question(self, asked_at: datetime, *, prepaid_minutes: int = 0) -> Question:
        """The request as the rules judge it."""
        said = {name: getattr(self, name) for name in RequestForm.__dataclass_fields__}
        return Question(asked_at=asked_at, prepaid_minutes=prepaid_minutes, **said)


#: What a customer's person cannot vouch for: findings, look-ups, approvals, who handles it.
FOR_THE_DESK = (
    "reseller_asked",
    "registered",
    "scope",
    "cause",
    "caused_by_material",
    "defect_confirmed",
    "site_eligible",
    "part_arrived",
    "under_warranty",
    "handler_citizenship",
    "handler_location",
    "order_approved",
)
