"""What requests for service say: the request itself, and a question about coverage."""

from fastapi import Request
from pydantic import Field, StrictBool

from desk.asked import RequestForm
from desk.entitlement_check import CheckForm
from rules.service_words import Asker, Cause, ChannelKind, Need, ScopeFact
from web.api.words import Body, BusinessTime, Code, Prose, Serial, business_time

MOST_FIELDS = 20
COUNTRY = "^([A-Z]{2})?$"
LANGUAGE = "^[A-Za-z_-]*$"


class RequestBody(Body):
    """What is wanted, by whom, through what and how bad it is; left out means nobody said.

    `ticket` holds the programme's mandatory fields by their names. Findings, look-ups and
    approvals count only from the desk's own people.
    """

    need: Need = Need.HARDWARE
    topic: str = Field(default="", max_length=80)
    who: Asker = Asker.END_CUSTOMER
    channel: ChannelKind = ChannelKind.PORTAL
    severity: str = Field(default="", max_length=80)
    reseller_asked: StrictBool = False
    ticket: dict[str, Prose] = Field(default_factory=dict, max_length=MOST_FIELDS)
    system_down: StrictBool = False
    emergency_noted: StrictBool = False
    emergency_called: StrictBool = False
    scope: dict[ScopeFact, StrictBool] = Field(default_factory=dict)
    registered: StrictBool | None = None
    cause: Cause = Cause.UNKNOWN
    caused_by_material: StrictBool = False
    defect_confirmed: StrictBool = False
    definite_fault: StrictBool | None = None
    site_eligible: StrictBool | None = None
    part_arrived: StrictBool = False
    under_warranty: StrictBool | None = None
    handler_citizenship: str = Field(default="", pattern=COUNTRY)
    handler_location: str = Field(default="", pattern=COUNTRY)
    order_approved: StrictBool = False

    def asked(self) -> RequestForm:
        """The desk's form."""
        return RequestForm(**self.model_dump())


class CheckBody(Body):
    """Would this be covered? The device by serial, or any of a class of product."""

    customer: Code
    contract: Code = ""
    serial: Serial = ""
    product_class: Code = ""
    language: str = Field(default="", max_length=8, pattern=LANGUAGE)
    request: RequestBody = RequestBody()
    at: BusinessTime | None = None

    def form(self, request: Request) -> CheckForm:
        """The desk's form (BusinessTimeRefused)."""
        return CheckForm(
            customer=self.customer,
            contract=self.contract,
            serial=self.serial,
            product_class=self.product_class,
            language=self.language,
            request=self.request.asked(),
            at=business_time(request, self.at),
        )
