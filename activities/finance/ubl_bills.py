"""UBL invoices and credit notes read line by line, as EN 16931 and Peppol BIS Billing 3 have them.

The sum of line nets plus charges less allowances is the total without VAT (BT-109), and that with
VAT is BT-112. Amounts of a credit note are positive in the file and negative in the record.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

from activities.finance.xml_elements import elements, forget, local, said
from rules.finance.bill_cells import (
    CellWrong,
    amount_of,
    currency_of,
    day_of,
    grams_of,
    number_of,
    percent_of,
)
from rules.finance.bill_heads import LONGEST_NUMBER
from rules.finance.bill_refusals import MOST_ROWS, FileOfAnotherKind, FileUnreadable, TooManyInFile
from rules.finance.bills_read import BillRead, ChargeRead
from rules.finance.charge_lines import Found, charge_line, refused
from rules.finance.freight_words import BillKind, ChargeClass
from rules.finance.profiles import UblProfile

INVOICE, CREDIT_NOTE = "Invoice", "CreditNote"
LINES = {"InvoiceLine": "InvoicedQuantity", "CreditNoteLine": "CreditedQuantity"}
_DAYS = ("%Y-%m-%d",)
_OF_DOCUMENT = "AllowanceCharge"


class HeaderUnreadable(FileUnreadable):
    """The head of the invoice cannot be read."""

    def __init__(self, name: str, wrong: CellWrong) -> None:
        super().__init__(f"{name} '{wrong.said}': {wrong.what_to_do}")


def read_ubl_bill(file: BinaryIO, profile: UblProfile) -> Iterator[Found]:
    """The bill, its allowances and charges, its lines, and each that cannot be read.

    A charge's line is the how-manieth of the file it is. Raises what `elements` raises,
    FileOfAnotherKind, HeaderUnreadable and TooManyInFile.
    """
    names = frozenset({INVOICE, CREDIT_NOTE, _OF_DOCUMENT, *LINES})
    root: Any = None
    row = 0
    for event, element in elements(file, names):
        if root is None:
            root = _root_of(element)
        if event == "start" or element.getparent() is not root:
            continue
        if local(element) in LINES:
            if not row:
                yield from (found := list(_head(root, profile)))
                row = len(found) - 1
            row += 1
            if row > MOST_ROWS:
                raise TooManyInFile("lines", MOST_ROWS)
            yield _line(row, element, profile, credit=local(root) == CREDIT_NOTE)
            forget(element)
    if root is None:
        raise FileOfAnotherKind("XML of another layout", "a UBL Invoice or CreditNote")
    if not row:
        yield from _head(root, profile)


def _root_of(element: Any) -> Any:  # noqa: ANN401 - an element of lxml
    if element.getparent() is not None or local(element) not in {INVOICE, CREDIT_NOTE}:
        raise FileOfAnotherKind("XML of another layout", "a UBL Invoice or CreditNote")
    return element


def _head(root: Any, profile: UblProfile) -> Iterator[Found]:  # noqa: ANN401
    """The bill, then the allowances and charges of the document as a whole."""
    credit = local(root) == CREDIT_NOTE
    yield _bill(root, profile, credit=credit)
    for row, one in enumerate(root.findall(f"{{*}}{_OF_DOCUMENT}"), start=1):
        yield _of_document(row, one, profile, credit=credit)


def _bill(root: Any, profile: UblProfile, *, credit: bool) -> BillRead:  # noqa: ANN401
    name = "currency"
    try:
        currency = currency_of(said(root, "DocumentCurrencyCode"))
        name = "number"
        number = _needed(number_of(said(root, "ID"), LONGEST_NUMBER))
        name = "account"
        account = _needed(number_of(_first(root, profile.account), LONGEST_NUMBER))
        name = "day"
        issued_on = _day(said(root, "IssueDate"))
        due = said(root, "DueDate") or said(root, "PaymentMeans/PaymentDueDate")
        due_on = _day(due) if due else None
        name = "totals"
        net = _signed(said(root, "LegalMonetaryTotal/TaxExclusiveAmount"), credit=credit)
        gross = _signed(said(root, "LegalMonetaryTotal/TaxInclusiveAmount"), credit=credit)
        vat = _vat(root, currency, credit=credit)
    except CellWrong as wrong:
        raise HeaderUnreadable(name, wrong) from wrong
    return BillRead(
        account=account,
        number=number,
        issued_on=issued_on,
        currency=currency,
        net=net,
        vat=gross - net if vat is None else vat,
        gross=gross,
        kind=BillKind.CREDIT_NOTE if credit or net < 0 else BillKind.INVOICE,
        due_on=due_on,
        credits_number=said(root, "BillingReference/InvoiceDocumentReference/ID")[:LONGEST_NUMBER],
    )


def _needed(text: str) -> str:
    if not text:
        raise CellWrong(text, "The invoice does not say it. Ask the carrier for it.")
    return text


def _vat(root: Any, currency: str, *, credit: bool) -> Decimal | None:  # noqa: ANN401
    """The VAT in the currency of the document; BIS 3 may say it in another one as well."""
    for total in root.findall("{*}TaxTotal"):
        amount = total.find("{*}TaxAmount")
        if amount is not None and amount.get("currencyID", currency) == currency:
            return _signed(amount.text or "", credit=credit)
    return None


def _line(row: int, line: Any, profile: UblProfile, *, credit: bool) -> Found:  # noqa: ANN401
    try:
        return charge_line(
            0, row, _charge(row, line, profile, credit=credit), _class(line, profile)
        )
    except CellWrong as wrong:
        detail = f"'{wrong.said}': {wrong.what_to_do}"
        return refused(row, "line unreadable", detail, " ".join(line.itertext()))


def _class(line: Any, profile: UblProfile) -> str:  # noqa: ANN401
    code = _first(line, profile.code).upper()
    return profile.classes.get(code, profile.otherwise)


def _charge(row: int, line: Any, profile: UblProfile, *, credit: bool) -> ChargeRead:  # noqa: ANN401
    """One line; its own allowances and charges are in its amount already (BT-131)."""
    properties = _properties(line, profile)
    percent = said(line, "Item/ClassifiedTaxCategory/Percent")
    shipped = _first(line, profile.shipped_on)
    return ChargeRead(
        row=row,
        charge_class=ChargeClass.SURCHARGE,  # the profile's own word goes beside it
        net=_signed(said(line, "LineExtensionAmount"), credit=credit),
        tracking=properties.get("tracking") or _first(line, profile.tracking),
        reference=properties.get("reference") or _first(line, profile.reference),
        customer_reference=_first(line, profile.customer_reference)[:200],
        code=_first(line, profile.code)[:40],
        text=said(line, "Item/Name"),
        billed_g=_weight(line, properties.get("weight", "")),
        vat_percent=percent_of(percent) if percent else None,
        shipped_on=_day(shipped) if shipped else None,
    )


def _of_document(row: int, one: Any, profile: UblProfile, *, credit: bool) -> Found:  # noqa: ANN401
    """An allowance (negative) or a charge of the document as a whole."""
    try:
        amount = _signed(said(one, "Amount"), credit=credit)
        adds = said(one, "ChargeIndicator") == "true"
        code = said(one, "AllowanceChargeReasonCode")
        percent = said(one, "TaxCategory/Percent")
        read = ChargeRead(
            row=row,
            charge_class=ChargeClass.ADJUSTMENT,
            net=amount if adds else -amount,
            code=code[:40],
            text=said(one, "AllowanceChargeReason"),
            vat_percent=percent_of(percent) if percent else None,
        )
        word = profile.classes.get(code.upper(), profile.allowance_class)
        return charge_line(0, row, read, word)
    except CellWrong as wrong:
        detail = f"'{wrong.said}': {wrong.what_to_do}"
        return refused(row, "allowance unreadable", detail, " ".join(one.itertext()))


def _properties(line: Any, profile: UblProfile) -> dict[str, str]:  # noqa: ANN401
    """What the item's additional properties say under the names that the profile knows."""
    names = {word: name for name, words in profile.properties.items() for word in words}
    found: dict[str, str] = {}
    for one in line.findall("{*}Item/{*}AdditionalItemProperty"):
        name = names.get(said(one, "Name").upper())
        if name:
            found.setdefault(name, said(one, "Value"))
    return found


def _weight(line: Any, written: str) -> int | None:  # noqa: ANN401
    """The billed weight in grams: a property, or a quantity that is a weight."""
    if written:
        number, _, unit = written.partition(" ")
        return int(grams_of(number, unit))
    quantity = line.find(f"{{*}}{LINES[local(line)]}")
    if quantity is None or quantity.get("unitCode") not in {"KGM", "GRM"}:
        return None
    return int(grams_of(quantity.text or "0", quantity.get("unitCode", "")))


def _first(element: Any, paths: tuple[str, ...]) -> str:  # noqa: ANN401 - an element of lxml
    return next((found for path in paths if (found := said(element, path))), "")


def _signed(text: str, *, credit: bool) -> Decimal:
    amount = amount_of(text)
    return -amount if credit else amount


def _day(text: str) -> date:
    return date.fromisoformat(day_of(text, _DAYS))
