"""The words of rates, shipments and carriers' bills."""

from enum import StrEnum


class RateSide(StrEnum):
    """Whose price a card says: what carriers ask of us, or what we ask of customers."""

    BUY = "buy"
    SELL = "sell"


class Way(StrEnum):
    """Which way a shipment goes, as rates and payers know it."""

    OUTBOUND = "outbound"
    RETURN = "return"
    TRANSFER = "transfer"


class ChargeClass(StrEnum):
    """What a charge of a carrier is for."""

    FREIGHT = "freight"
    FUEL = "fuel"
    SURCHARGE = "surcharge"
    DUTY = "duty"
    TAX = "tax"
    ADJUSTMENT = "adjustment"
    FEE = "fee"


class SurchargeBasis(StrEnum):
    """How a surcharge is counted: an amount, a share of the freight, or by the kilogram."""

    FIXED = "fixed"
    PERCENT = "percent"
    PER_KG = "per_kg"


class Applies(StrEnum):
    """To which shipments a surcharge is expected; a named one is billed only when it happens."""

    ALWAYS = "always"
    OUTBOUND = "outbound"
    RETURN = "return"
    BATTERY = "battery"
    NAMED = "named"


class ExpectedState(StrEnum):
    """How far an expected charge has come; only an accrued one is owed."""

    EXPECTED = "expected"
    ACCRUED = "accrued"
    MATCHED = "matched"
    VOID = "void"


class FileState(StrEnum):
    """How far a carrier's file has come."""

    STAGED = "staged"
    LOADED = "loaded"
    QUARANTINED = "quarantined"
    DISCARDED = "discarded"


class BillKind(StrEnum):
    """What a carrier's document is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    DUTY = "duty"


class BillState(StrEnum):
    """How far a carrier's bill has come: what is quarantined or discarded counts nowhere."""

    QUARANTINED = "quarantined"
    DISCARDED = "discarded"
    LOADED = "loaded"
    MATCHED = "matched"
    APPROVED = "approved"
    POSTED = "posted"


#: Bills that count nowhere, and have no charges on record.
UNCOUNTED = (BillState.QUARANTINED, BillState.DISCARDED)


class Verdict(StrEnum):
    """What one charge turned out to be: exactly one is current for each charge."""

    EXACT = "exact"
    TOLERANCE = "tolerance"
    OVER = "over"
    UNDER = "under"
    RERATED = "rerated"
    SURCHARGE_UNEXPECTED = "surcharge_unexpected"
    FUEL_RATE = "fuel_rate"
    DUPLICATE = "duplicate"
    UNKNOWN = "unknown"
    UNBILLED = "unbilled"
    VOID_BILLED = "void_billed"
    WRONG_ACCOUNT = "wrong_account"
    CURRENCY = "currency"
    VAT = "vat"
    RETURN_ON_SCAN = "return_on_scan"
    ADJUSTMENT = "adjustment"
    CREDIT = "credit"
    DUTY = "duty"
    ACCOUNT_FEE = "account_fee"


#: Verdicts that need nobody: the bill's amount is the cost.
SETTLED = frozenset({Verdict.EXACT, Verdict.TOLERANCE, Verdict.CREDIT})
#: Verdicts a person looks at before the month can close.
EXCEPTIONS = frozenset(set(Verdict) - SETTLED - {Verdict.UNBILLED})


class MatchKey(StrEnum):
    """By what a charge found its shipment; what is only suggested is a person's to confirm."""

    TRACKING = "tracking"
    PREFIX = "prefix"
    REFERENCE = "reference"
    SUGGESTED = "suggested"
    PERSON = "person"
    NONE = "none"


class Needs(StrEnum):
    """Whether a tolerance has to hold in amount and share, or in one of them."""

    ALL = "all"
    ANY = "any"


class PayMode(StrEnum):
    """How a disputed bill is paid meanwhile: in full, or less what is disputed."""

    PAY_AND_CLAIM = "pay_and_claim"
    SHORT_PAY = "short_pay"


class DisputeState(StrEnum):
    """How far a dispute has come."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    PARTIAL = "partial"
    REJECTED = "rejected"
    CREDITED = "credited"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


#: Disputes from which something is still to come.
DISPUTED = (
    DisputeState.DRAFT,
    DisputeState.SENT,
    DisputeState.ACCEPTED,
    DisputeState.PARTIAL,
)
