"""Words of carriers' files and bills on pages."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Final

BILLS: Final[Mapping[str, str]] = {
    "quarantined": "held back",
    "discarded": "discarded",
    "loaded": "loaded",
    "matched": "matched",
    "approved": "approved",
    "posted": "posted",
}
FILES: Final[Mapping[str, str]] = {
    "staged": "being read",
    "loaded": "loaded",
    "quarantined": "held back",
    "discarded": "discarded",
}
#: The badge's tone; none for what is under way.
TONES: Final[Mapping[str, str]] = {
    "quarantined": "bad",
    "approved": "good",
    "posted": "good",
}
KINDS: Final[Mapping[str, str]] = {
    "invoice": "invoice",
    "credit_note": "credit note",
    "duty": "duty invoice",
}
VERDICTS: Final[Mapping[str, str]] = {
    "exact": "exact",
    "tolerance": "within tolerance",
    "over": "over",
    "under": "under",
    "rerated": "re-rated",
    "surcharge_unexpected": "unexpected surcharge",
    "fuel_rate": "other fuel rate",
    "duplicate": "duplicate",
    "unknown": "unknown",
    "unbilled": "not billed",
    "void_billed": "voided label",
    "wrong_account": "wrong account",
    "currency": "other currency",
    "vat": "other VAT",
    "return_on_scan": "return never scanned",
    "adjustment": "adjustment",
    "credit": "credit",
    "duty": "duty",
    "account_fee": "account fee",
}
WORDS = SimpleNamespace(bills=BILLS, files=FILES, tones=TONES, kinds=KINDS, verdicts=VERDICTS)
