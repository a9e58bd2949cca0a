"""Words of a month's close on pages, and where each thing that holds it up is put right."""

from desk.finance.month_view import Mark
from rules.finance.closing import Hold
from rules.finance.money_words import CloseStep, PeriodState

STATES = {
    PeriodState.OPEN: "open",
    PeriodState.SOFT_CLOSED: "being closed",
    PeriodState.CLOSED: "closed",
    PeriodState.REOPENED: "re-opened",
}
STEPS = {
    CloseStep.FREEZE: "Freeze what belongs to the month",
    CloseStep.RATE: "Price shipments and billable events",
    CloseStep.MATCH: "Match the carriers' bills",
    CloseStep.EXCEPTIONS: "Decide the exceptions",
    CloseStep.APPROVE: "Approve bills and month",
    CloseStep.ISSUE: "Issue the customers' statements",
    CloseStep.POST: "Post to the ledger",
    CloseStep.LOCK: "Keep the figures and lock the month",
}
MARKS = {
    Mark.DONE: ("done", "good"),
    Mark.HELD: ("held up", "bad"),
    Mark.NOW: ("at work", ""),
    Mark.AHEAD: ("ahead", ""),
}
#: What holds a step up: one of it, several, and where it is put right.
HOLDS = {
    Hold.MONTH_BEFORE: ("a month before is open", "months before are open", "/finance"),
    Hold.SHIPMENTS_WITHOUT_PRICE: (
        "shipment has no price",
        "shipments have no price",
        "/finance/rates",
    ),
    Hold.FILES_LOADING: ("file is being read", "files are being read", "/finance/bills"),
    Hold.FILES_QUARANTINED: ("file in quarantine", "files in quarantine", "/finance/bills"),
    Hold.BILLS_QUARANTINED: ("bill in quarantine", "bills in quarantine", "/finance/bills"),
    Hold.BILLS_UNMATCHED: ("bill to match", "bills to match", "/finance/bills"),
    Hold.EXCEPTIONS_OPEN: ("charge to decide", "charges to decide", "/finance/exceptions"),
    Hold.BILLS_TO_APPROVE: ("bill to approve", "bills to approve", "/finance/bills"),
    Hold.APPROVAL_MISSING: ("approver has to approve", "approvers have to approve", "#decide"),
    Hold.CLOSE_NOT_ASKED: ("closer has to ask for it", "closers have to ask for it", "#decide"),
    Hold.STATEMENTS_IN_GRACE: (
        "statement in its days of grace",
        "statements in their days of grace",
        "/finance/statements",
    ),
    Hold.BILLS_TO_POST: ("bill to post", "bills to post", "/finance/bills"),
    Hold.STATEMENTS_TO_POST: (
        "statement to post",
        "statements to post",
        "/finance/statements",
    ),
    Hold.BOOKS_DIFFER: (
        "difference between accruals and ledger",
        "differences between accruals and ledger",
        "/finance/accruals",
    ),
}
EVENTS = {
    "month_begun": "began the close",
    "month_asked": "asked to close it",
    "month_step_done": "went on",
    "month_step_refused": "could not go on",
    "month_approved": "approved it",
    "month_closed": "closed it",
    "month_reopening_asked": "asked to re-open it",
    "month_reopened": "re-opened it",
}
#: The other pages of finance.
ROOMS = (
    ("/finance/bills", "Carriers' bills"),
    ("/finance/exceptions", "Exceptions"),
    ("/finance/disputes", "Disputes"),
    ("/finance/accruals", "Accruals"),
    ("/finance/statements", "Customers' statements"),
    ("/finance/ledger", "Ledger"),
    ("/finance/rates", "Rates"),
)
