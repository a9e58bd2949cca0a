"""The words of the ledger, of customers' statements and of the month."""

from enum import StrEnum


class FinanceDuty(StrEnum):
    """What one person of finance does: nobody brings in, approves and closes alike."""

    IMPORTER = "importer"
    APPROVER = "approver"
    CLOSER = "closer"


class AccountKind(StrEnum):
    """The side of the books an account belongs to."""

    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    EXPENSE = "expense"
    EQUITY = "equity"


class Use(StrEnum):
    """What an account is used for; the chart names the account of each."""

    FREIGHT_COST = "freight_cost"
    SURCHARGE_COST = "surcharge_cost"
    DUTY_COST = "duty_cost"
    FREIGHT_VARIANCE = "freight_variance"
    ACCRUED_FREIGHT = "accrued_freight"
    DISPUTED_FREIGHT = "disputed_freight"
    INPUT_VAT = "input_vat"
    PAYABLES = "payables"
    RECEIVABLES = "receivables"
    OUTPUT_VAT = "output_vat"
    FREIGHT_SALES = "freight_sales"
    PACKAGING_SALES = "packaging_sales"
    DEVICE_SALES = "device_sales"
    REPAIR_SALES = "repair_sales"
    CONTRACT_SALES = "contract_sales"
    CHARGE_SALES = "charge_sales"
    EXEMPT_SALES = "exempt_sales"
    DEFERRED_INCOME = "deferred_income"
    EXCHANGE_DIFFERENCE = "exchange_difference"
    ROUNDING = "rounding"


class Series(StrEnum):
    """The voucher series of the journal, each numbered without gaps in a fiscal year."""

    ACCRUALS = "A"
    BILLS = "L"
    STATEMENTS = "K"
    DEFERRALS = "P"
    CORRECTIONS = "R"


class Posting(StrEnum):
    """What a journal entry was posted for."""

    ACCRUAL = "accrual"
    BILL = "bill"
    STATEMENT = "statement"
    DEFERRAL = "deferral"
    REVERSAL = "reversal"


class PeriodState(StrEnum):
    """How open a month is for posting."""

    OPEN = "open"
    SOFT_CLOSED = "soft_closed"
    CLOSED = "closed"
    REOPENED = "reopened"


class CloseStep(StrEnum):
    """The steps of a month's close, in their order."""

    FREEZE = "freeze"
    RATE = "rate"
    MATCH = "match"
    EXCEPTIONS = "exceptions"
    APPROVE = "approve"
    ISSUE = "issue"
    POST = "post"
    LOCK = "lock"
    DONE = "done"


class StatementKind(StrEnum):
    """What a customer gets."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class StatementState(StrEnum):
    """How far a statement has come: a final one never changes."""

    DRAFT = "draft"
    GRACE = "grace"
    FINAL = "final"
    SENT = "sent"


class Billable(StrEnum):
    """What becomes of a billable event once it is rated."""

    BILLABLE = "billable"
    NOT_BILLABLE = "not_billable"
    WAITS = "waits"


class VatCategory(StrEnum):
    """The VAT category of a line, by its UNCL5305 code."""

    STANDARD = "S"
    REVERSE_CHARGE = "AE"
    INTRA_COMMUNITY = "K"
    ZERO = "Z"
    EXEMPT = "E"
    OUTSIDE = "O"
    EXPORT = "G"
