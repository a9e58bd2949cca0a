"""What France wants of an invoice beyond EN 16931: notes on late payment, and its billing mode."""

from dataclasses import dataclass
from typing import Final

from documents.finance.einvoice_codes import statement_words
from rules.finance.invoices import Invoice
from rules.finance.items import Item

#: UNTDID 4451: recovery cost, late penalty, early payment (BR-FR-05; Code de commerce, L441-9).
FRENCH_NOTES: Final = ("PMT", "PMD", "AAB")
_GOODS: Final = frozenset({Item.DEVICE, Item.PACKAGING})


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalNote:
    """A note with the code of what it is about (UNTDID 4451)."""

    code: str
    text: str


def french_notes(invoice: Invoice) -> tuple[LegalNote, ...]:
    """The notes in the buyer's language, where either party is in France; else none."""
    if not invoice.is_french:
        return ()
    words = statement_words(invoice.locale)["law"]
    return tuple(LegalNote(code=code, text=words[code]) for code in FRENCH_NOTES)


def billing_mode(invoice: Invoice) -> str:
    """A French seller's mode (BR-FR-08): goods B1, services S1, both M1; empty for any other."""
    if invoice.seller.country != "FR":
        return ""
    goods = {line.item in _GOODS for line in invoice.lines}
    return {frozenset({True}): "B1", frozenset({False}): "S1"}.get(frozenset(goods), "M1")
