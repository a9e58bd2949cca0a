"""What requests say: each body becomes the desk's own form."""

from datetime import datetime
from typing import Annotated

from fastapi import Request
from pydantic import AfterValidator, Field, StrictBool, WithJsonSchema

from desk.decisions import DecisionForm
from desk.devices import DeviceForm
from desk.intake import CaseForm
from desk.people_to_reach import AddressForm, ContactForm
from desk.scans import ScanForm, Station
from rules.battery import BatteryState
from rules.case_facts import DECISIONS, Told
from rules.case_words import Remedy
from web.api.service_bodies import RequestBody
from web.api.words import Body, BusinessTime, Code, Email, Line, Prose, Serial, business_time

#: A raw scan may hold separators before it is read; longer than 128 it is refused by name.
LONGEST_CODE = 512
MOST_ANSWERS = 20


class DeviceBody(Body):
    """The broken device: by serial or IMEI; its model only if it is not on record yet."""

    serial: Serial = ""
    imei: Line = ""
    model: Code = ""


class ContactBody(Body):
    """Whom to write to; the language falls back to the customer's."""

    name: Line = Field(min_length=1)
    email: Email
    phone: Code = ""
    locale: str = Field(default="", max_length=8, pattern="^[A-Za-z_-]*$")


class AddressBody(Body):
    """Where the replacement goes; the country is two letters such as SE."""

    name: Line = ""
    street: Line = ""
    postcode: str = Field(default="", max_length=16, pattern=r"^[^\x00-\x1f\x7f]*$")
    city: Line = ""
    country: str = Field(default="", max_length=60, pattern="^[A-Za-z ]*$")


class CaseBody(Body):
    """A case to open."""

    customer: Code
    remedy: Remedy
    device: DeviceBody = DeviceBody()
    contact: ContactBody
    address: AddressBody = AddressBody()
    fault: Prose = Field(min_length=1)
    contract: Code = ""
    definite_fault: StrictBool | None = None
    battery: BatteryState = BatteryState.UNKNOWN
    part: Code = ""
    request: RequestBody | None = Field(
        default=None, description="Left out, it is what the remedy alone means."
    )
    at: BusinessTime | None = None

    def form(self, request: Request) -> CaseForm:
        """The desk's form (BusinessTimeRefused)."""
        return CaseForm(
            customer=self.customer,
            remedy=self.remedy,
            device=DeviceForm(**self.device.model_dump()),
            contact=ContactForm(**self.contact.model_dump()),
            address=AddressForm(**self.address.model_dump()),
            fault=self.fault,
            contract=self.contract,
            definite_fault=self.definite_fault,
            battery=self.battery,
            part=self.part,
            request=self.request.asked() if self.request else None,
            at=business_time(request, self.at),
        )


def of_a_person(told: Told) -> Told:
    """The word, if a person may decide it; everything else is observed."""
    if told not in DECISIONS:
        words = ", ".join(sorted(DECISIONS))
        raise ValueError(f"{told} is no decision; use one of: {words}")
    return told


Decided = Annotated[
    Told,
    AfterValidator(of_a_person),
    WithJsonSchema({"type": "string", "enum": sorted(told.value for told in DECISIONS)}),
]


class DecisionBody(Body):
    """A decision with what it needs, such as {"battery": "ok"}."""

    decision: Decided
    answers: dict[Code, Prose] = Field(default_factory=dict, max_length=MOST_ANSWERS)
    at: BusinessTime | None = None

    def form(self, request: Request) -> DecisionForm:
        """The desk's form (BusinessTimeRefused)."""
        at: datetime | None = business_time(request, self.at)
        return DecisionForm(decision=self.decision, answers=dict(self.answers), at=at)


class ScanBody(Body):
    """What was scanned where; the case only to pack another unit than the reserved one."""

    station: Station
    code: str = Field(max_length=LONGEST_CODE, pattern=r"^[^\x00]*$")
    case: Code = ""
    at: BusinessTime | None = None

    def form(self, request: Request) -> ScanForm:
        """The desk's form (BusinessTimeRefused)."""
        at = business_time(request, self.at)
        return ScanForm(station=self.station, code=self.code, case=self.case, at=at)
