"""Words of disputes on pages."""

STATES = {
    "draft": "not sent yet",
    "sent": "waits for an answer",
    "accepted": "accepted, credit awaited",
    "partial": "partly agreed or credited",
    "rejected": "rejected",
    "credited": "credited",
    "expired": "expired",
    "withdrawn": "withdrawn",
}
#: The look of a state that is good or bad news.
TONES = {"credited": "good", "rejected": "bad", "expired": "bad"}
VERDICTS = {
    "over": "more than agreed",
    "rerated": "weight or size rated anew",
    "surcharge_unexpected": "surcharge not expected",
    "fuel_rate": "fuel rate",
    "duplicate": "billed twice",
    "unknown": "no such shipment",
    "void_billed": "label was voided",
    "wrong_account": "wrong account",
    "currency": "wrong currency",
    "vat": "wrong VAT",
    "return_on_scan": "return never scanned",
    "adjustment": "adjustment",
    "duty": "duty",
    "account_fee": "account fee",
}
PAY_MODES = {
    "pay_and_claim": "paid in full, the excess is claimed",
    "short_pay": "paid without what is claimed",
}
ANSWERS = (
    ("accepted", "accepted as a whole"),
    ("partial", "accepted in part"),
    ("rejected", "rejected"),
)
