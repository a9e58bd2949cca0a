"""The items of a statement as a table for a spreadsheet: what each line bills."""

from collections.abc import Sequence
from typing import Final

from documents.finance.einvoice_codes import statement_words
from rules.finance.invoices import BilledItem, Invoice
from rules.table_writing import Cell, write_table

_COLUMNS: Final = ("line", "served", "about", "item", "quantity", "unit", "unit_price", "net")


def write_item_list(invoice: Invoice, items: Sequence[BilledItem]) -> bytes:
    """The items as CSV in the statement's language, no cell of which becomes a formula.

    Amounts are in the statement's currency without VAT.
    """
    words = statement_words(invoice.locale)
    header = [str(words[name]) for name in _COLUMNS]
    header[-1] = f"{header[-1]} ({invoice.currency})"
    return write_table(header, [_row(item, words["items"]) for item in items])


def _row(item: BilledItem, names: dict[str, str]) -> tuple[Cell, ...]:
    return (
        item.line,
        days_of(item),
        item.about,
        names.get(item.item, item.item),
        item.quantity.normalize() + 0,
        item.unit,
        item.unit_price,
        item.net,
    )


def days_of(item: BilledItem) -> str:
    """The day an item was served on, or the first and the last (ISO 8601)."""
    if item.served_until in {None, item.served_on}:
        return item.served_on.isoformat()
    return f"{item.served_on}/{item.served_until}"
