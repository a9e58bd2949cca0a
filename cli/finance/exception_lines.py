"""Charges that wait, decisions on them, and tolerance rules as lines of text."""

from collections.abc import Iterable, Iterator

from desk.finance.exceptions import ExceptionPage
from desk.finance.tolerances import ToleranceForm
from desk.request_keys import Answer


def page_lines(found: ExceptionPage) -> Iterator[str]:
    """What waits in all, one line for each charge with its suggestions, and the next page."""
    for one in found.waiting:
        yield f"{one.verdict}: {one.charges} charges, {one.money:.2f}"
    for charge in found.items:
        expected = "-" if charge.expected is None else f"{charge.expected:.2f}"
        yield (
            f"{charge.charge}  {charge.verdict}  {charge.carrier} {charge.bill}/{charge.line}  "
            f"{charge.tracking or charge.reference or '-'}  {charge.text or charge.code or '-'}  "
            f"{charge.billed:.2f} {charge.currency} billed, {expected} expected"
        )
        for guess in charge.suggestions:
            yield (
                f"    shipment {guess.shipment}?  {guess.tracking}  {guess.booked_on}  "
                f"{guess.certainty} % by {guess.because}"
            )
    if found.next:
        yield f"More: --after {found.next}"


def standing(answer: Answer) -> str:
    """How the charge stands after it."""
    agreed = answer["agreed"] or "nothing agreed yet"
    return f"Charge {answer['charge']} of {answer['bill']}: {answer['verdict']}, {agreed}."


def tolerance_lines(rules: Iterable[ToleranceForm]) -> Iterator[str]:
    """One line for each rule."""
    for one in rules:
        whose = " ".join(
            word for word in (one.carrier, one.service, one.charge_class or "") if word
        )
        word = "and" if one.needs == "all" else "or"
        cap = "" if one.document_cap is None else f", {one.document_cap:.2f} in a bill"
        until = "" if one.valid_until is None else f" until {one.valid_until}"
        yield (
            f"{one.sequence}  {whose or 'anything'}  up {one.up_amount:.2f} {one.currency} {word} "
            f"{one.up_percent.normalize():f} %, down {one.down_amount:.2f} {word} "
            f"{one.down_percent.normalize():f} %{cap}  from {one.valid_from}{until}"
        )
