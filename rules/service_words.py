"""The words of service: who asks, through what, for what, and what may be given."""

from enum import StrEnum


class Asker(StrEnum):
    """In which capacity somebody asks (facts 11, 45, 67)."""

    RESELLER = "reseller"
    END_CUSTOMER = "end_customer"
    ATTACHED_USER = "attached_user"
    MONITORING = "monitoring"


class ChannelKind(StrEnum):
    """The ways a request reaches the desk."""

    PORTAL = "portal"
    EMAIL = "email"
    PHONE = "phone"
    CHAT = "chat"
    BOT = "bot"
    ALERT = "alert"


class Need(StrEnum):
    """What a requester wants, in the terms every programme shares."""

    ADVICE = "advice"
    INCIDENT = "incident"
    CONFIGURATION = "configuration"
    REMOTE_VIEW = "remote_view"
    REMOTE_CHANGE = "remote_change"
    SOFTWARE = "software"
    HARDWARE = "hardware"
    ON_SITE = "on_site"
    MONITORING = "monitoring"


class Measure(StrEnum):
    """What may be done about it."""

    ADVICE = "advice"
    REMOTE_SESSION = "remote_session"
    SOFTWARE_DELIVERY = "software_delivery"
    REPAIR = "repair"
    LIKE_FOR_LIKE = "like_for_like"
    ADVANCE_REPLACEMENT = "advance_replacement"
    SWAP = "swap"
    LOAN = "loan"
    ON_SITE = "on_site"
    REFERRAL = "referral"
    QUOTE = "quote"


class Metric(StrEnum):
    """What a service clock measures; dispatch and delivery have promises of their own."""

    RESPONSE = "response"
    RESOLUTION = "resolution"


class Commitment(StrEnum):
    """How firm a target is; only a guaranteed one has an instant (A13, A26)."""

    GUARANTEED = "guaranteed"
    BEST_EFFORT = "best_effort"
    QUEUE_ORDER = "queue_order"
    NONE = "none"


class Unit(StrEnum):
    """In what a target is counted."""

    HOUR = "hour"
    WORKING_DAY = "working_day"


class ClockStart(StrEnum):
    """The event a clock starts at (A27)."""

    TICKET_RECEIVED = "ticket_received"
    DEFECT_IDENTIFIED = "defect_identified"


class Cause(StrEnum):
    """What made the device fail, as the finding says."""

    UNKNOWN = "unknown"
    MATERIAL_OR_WORKMANSHIP = "material_or_workmanship"
    CONSUMED = "consumed"
    OTHER_PRODUCT = "other_product"
    ACCIDENT = "accident"
    OUTSIDE_GUIDELINES = "outside_guidelines"
    UNAUTHORISED_SERVICE = "unauthorised_service"
    MODIFIED = "modified"
    WEAR = "wear"
    SERIAL_REMOVED = "serial_removed"


class ScopeFact(StrEnum):
    """A condition of the device that a programme may ask for (fact 53)."""

    BOUGHT_FROM_VENDOR = "bought_from_vendor"
    IN_CATALOGUE = "in_catalogue"
    CURRENT_VERSION = "current_version"
    NORMAL_USE = "normal_use"


class Billing(StrEnum):
    """How a contract's fee is paid."""

    YEARLY = "yearly"
    UP_FRONT = "up_front"
    MONTHLY = "monthly"


class Requirement(StrEnum):
    """What an expired contract has to buy before work starts (fact 26)."""

    UPGRADE = "upgrade"
    RENEWAL = "renewal"
    AUDIT_HOURS = "audit_hours"
    UPGRADE_HOURS = "upgrade_hours"


class Quantity(StrEnum):
    """A figure a document names but does not give: each contract has to set it (A22, A27, A30)."""

    SURCHARGE = "surcharge"
    HOURLY_RATE = "hourly_rate"
    STANDARD_TERM_MONTHS = "standard_term_months"
    MAX_TOTAL_MONTHS = "max_total_months"
    ZONE = "zone"
    HOLIDAYS = "holidays"
    REPAIR_RETURN_TO = "repair_return_to"
