"""What a requester says of a request, beside the device and the address: the desk's own form."""

from dataclasses import dataclass, replace
from datetime import datetime

from rules.question import Question, Request
from rules.service_words import Need


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestForm(Request):
    """What is wanted, by whom, through what and how bad it is; empty means nobody said."""

    need: Need = Need.HARDWARE

    def as_a_customer_may_say(self) -> "RequestForm":
        """The same request without what only the desk can establish or approve."""
        usual = RequestForm()
        return replace(self, **{name: getattr(usual, name) for name in FOR_THE_DESK})

    def question(self, asked_at: datetime, *, prepaid_minutes: int = 0) -> Question:
        """The request as the rules judge it."""
        said = {name: getattr(self, name) for name in Request.__dataclass_fields__}
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
