"""What the API answers about service: coverage, contracts, programmes, calendars, prepaid hours."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rules.decision import Verdict
from rules.promises import PromiseKind
from rules.service_words import ChannelKind, Commitment, Measure, Metric
from rules.working_calendar import Closure
from web.api.answers import Answer


class TargetTold(Answer):
    """A response or resolution target; without an instant no time is promised."""

    metric: Metric
    commitment: Commitment
    started_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    timezone: str
    calendar: str
    calendar_hash: str
    explanation: str


class WouldBePromised(Answer):
    """A delivery or dispatch that would be promised, with its reason."""

    kind: PromiseKind
    due_at: datetime
    due_day: date
    timezone: str
    calendar: str
    calendar_hash: str
    explanation: str


class HoursTold(Answer):
    """When the channel is open: until `closes_at`, from `opens_at`, or with neither always."""

    channel: ChannelKind
    open_now: bool
    opens_at: datetime | None
    closes_at: datetime | None
    timezone: str
    calendar: str
    calendar_hash: str
    source: str


class EntitlementChecked(Answer):
    """The decision in words and as data, with all that would be promised now.

    `hours` are those of the channel that was asked through; null where none are stated.
    """

    contract: str
    programme: str
    tier: str
    language: str
    verdict: Verdict
    measures: tuple[Measure, ...]
    covered_until: date | None
    sentences: tuple[str, ...]
    targets: tuple[TargetTold, ...]
    promises: tuple[WouldBePromised, ...]
    hours: HoursTold | None
    binding: bool
    decision: dict[str, Any]


class Attachment(Answer):
    """A file of a case without its bytes; they are at …/attachments/{sha256}."""

    file_name: str
    media_type: str
    sha256: str
    size: int
    added_at: datetime
    added_by: str
    id: uuid.UUID


class AttachmentList(Answer):
    """The files of a case, the oldest first."""

    items: tuple[Attachment, ...]


class Contract(Answer):
    """One contract of the list."""

    number: str
    customer: str
    programme: str
    tier: str
    starts_on: date
    ends_on: date


class ContractList(Answer):
    """The contracts the caller may see, by number."""

    items: tuple[Contract, ...]


class CoverageTold(Answer):
    """One row of a device's coverage."""

    coverage: str
    measure: str
    starts_on: date | None
    base_ends: date | None
    last_day: date | None
    capped_by_maximum: bool
    extension_months: int | None
    source: str


class CoveredDevice(Answer):
    """A covered device with until when each coverage holds."""

    serial: str
    model: str
    product_class: str
    invoiced_on: date | None
    shipped_on: date | None
    activated_on: date | None
    coverage: tuple[CoverageTold, ...]


class Purchase(Answer):
    """Months that were bought, of an extension or a renewal."""

    kind: str
    serial: str
    months: int
    bought_on: date
    ends_on: date | None
    price: Decimal | None
    currency: str
    order_reference: str


class Fee(Answer):
    """A billable event of the contract; an amount of null is rated later."""

    on: date
    kind: str
    quantity: int
    amount: Decimal | None
    currency: str


class ContractDate(Answer):
    """Something that was told or billed, or will be."""

    on: date
    kind: str
    serial: str
    about: date


class ContractDetail(Answer):
    """A contract as of `today`; `promises` are its promises in words."""

    number: str
    customer: str
    customer_name: str
    contact: str
    programme: str
    version: str
    tier: str
    tier_label: str
    today: date
    starts_on: date
    ends_on: date
    renewed_from: date | None
    expired: bool
    term_years: int | None
    billing: str
    fee_amount: Decimal | None
    fee_currency: str
    fee_approximate: bool
    seats: int
    figures: dict[str, Any]
    language: str
    promises: tuple[str, ...]
    devices: tuple[CoveredDevice, ...]
    purchases: tuple[Purchase, ...]
    fees: tuple[Fee, ...]
    notices: tuple[ContractDate, ...]
    upcoming: tuple[ContractDate, ...]


class Programme(Answer):
    """A programme in force; `versions` counts those loaded, none while the shipped file serves."""

    id: str
    vendor: str
    document: str
    version: str
    tiers: tuple[str, ...]
    versions: int
    contracts: int


class ProgrammeList(Answer):
    """The programmes, by id."""

    items: tuple[Programme, ...]


class ProgrammeDetail(Answer):
    """A version of a programme: `content` is its file with every default filled in."""

    id: str
    version: str
    sha256: str
    in_force: bool
    versions: tuple[str, ...]
    content: dict[str, Any]


class CalendarDay(Answer):
    """One day: its open hours such as 09:00-17:00, or why it is off, by name and calendar."""

    day: date
    windows: tuple[str, ...]
    why: Closure | None
    name: str
    by: str
    own: bool
    short: bool


class CalendarTold(Answer):
    """A month of a calendar; promises name it by `hash`, `unknown` says why days are missing."""

    programme: str
    version: str
    contract: str
    calendar: str
    timezone: str
    hash: str
    holidays: str
    library: str
    month: str
    working_days: int
    unknown: str
    days: tuple[CalendarDay, ...]


class Pack(Answer):
    """A pack of prepaid hours and the minutes left of it."""

    bought_on: date
    hours: int
    left_minutes: int
    order_reference: str
    price: Decimal | None
    currency: str


class Draw(Answer):
    """Minutes drawn from a pack."""

    at: datetime
    minutes: int
    case: str
    what: str
    by: str
    order_reference: str


class Statement(Answer):
    """A month: opening balance + bought - drawn = closing balance, in minutes."""

    month: date
    opening_minutes: int
    bought: tuple[Pack, ...]
    drawn: tuple[Draw, ...]
    closing_minutes: int


class PrepaidHours(Answer):
    """What a customer has left, the packs it can buy, and the statement of a month."""

    customer: str
    left_minutes: int
    packs: tuple[Pack, ...]
    packs_hours: tuple[int, ...]
    statement: Statement
