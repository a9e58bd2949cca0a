"""Statements and billing parties as lines of text."""

from collections.abc import Iterator, Sequence

from desk.finance.billing_parties import PartyVersion
from desk.finance.statements import StatementPage, StatementRow
from desk.finance.unbilled import WaitingRow
from desk.request_keys import Answer


def row_lines(found: Sequence[StatementRow], waiting: Sequence[WaitingRow]) -> Iterator[str]:
    """One line for each statement, then what is billed to nobody yet."""
    for one in found:
        credited = f"  credits {one.credits}" if one.credits else ""
        yield (
            f"{one.name}  {one.kind}  {one.state}  {one.customer}  {one.month:%Y-%m}  "
            f"{one.gross:.2f} {one.currency}{credited}"
        )
    for row in waiting:
        why = row.because or "drafted with its month, once the customer has a billing party"
        yield f"waits: {row.customer}  {row.item}  {row.events}  since {row.oldest}  {why}"


def statement_lines(page: StatementPage) -> Iterator[str]:
    """The statement, its lines, its VAT, and what was done to it."""
    row, invoice = page.row, page.invoice
    yield f"{row.name}: {row.kind}, {row.state}, {row.customer_name}, {row.month:%Y-%m}"
    if row.credits:
        yield f"Gives back of {row.credits}: {invoice.because}"
    for line in invoice.lines:
        yield (
            f"  {line.number}  {line.text}  {line.quantity.normalize():f} {line.unit} at "
            f"{line.unit_price:f}  {line.net:.2f}  {line.served_from} - {line.served_until}"
        )
    for group in invoice.groups:
        yield f"  VAT {group.category} {group.percent:f} % of {group.base:.2f}: {group.vat:.2f}"
    yield f"Total: {invoice.gross:.2f} {invoice.currency}, of {page.item_count} items"
    for note in page.credit_notes:
        yield f"Given back by {note.name}: {note.gross:.2f} {note.currency}"
    for deed in page.deeds:
        yield f"{deed.at:%Y-%m-%d %H:%M}  {deed.by}  {deed.word}  {deed.because}"


def credit_lines(answer: Answer) -> Iterator[str]:
    """The credit note that was issued."""
    yield (
        f"{answer['credit_note']} gives {answer['gross']} {answer['currency']} of "
        f"{answer['statement']} back."
    )


def party_lines(found: Sequence[PartyVersion]) -> Iterator[str]:
    """One line for each version, the newest first."""
    for one in found:
        said = one.said
        yield (
            f"from {one.valid_from}  {said['legal_name']}  {said['country']}  "
            f"{said['vat_number'] or 'no VAT number'}  {said['vat_category']} "
            f"{said['vat_percent']} %  {said['currency']}  {said['payment_days']} days"
        )
