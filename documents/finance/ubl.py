"""Statements as UBL 2.1 after Peppol BIS Billing 3: an Invoice or a CreditNote."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from documents.finance.einvoice_codes import (
    REASON_CODES,
    TYPE_CODES,
    amount,
    goes_abroad,
    lines_of,
    names_vat_numbers,
    own_vat_of,
    plain,
    priced,
    rate_of,
    reason_of,
    registration_of,
    statement_words,
    transfer_code,
)
from documents.finance.xml_tree import Element, Space, written
from rules.finance.invoices import Invoice, InvoiceLine, Party, VatGroup
from rules.finance.money_words import StatementKind, VatCategory

CUSTOMIZATION: Final = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE: Final = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_UBL: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC: Final = Space(f"{_UBL}CommonAggregateComponents-2")
CBC: Final = Space(f"{_UBL}CommonBasicComponents-2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What an invoice and a credit note are called in UBL."""

    root: str
    type_code: str
    line: str
    quantity: str


SHAPES: Final[Mapping[StatementKind, Shape]] = MappingProxyType(
    {
        StatementKind.INVOICE: Shape(
            root="Invoice",
            type_code="InvoiceTypeCode",
            line="InvoiceLine",
            quantity="InvoicedQuantity",
        ),
        StatementKind.CREDIT_NOTE: Shape(
            root="CreditNote",
            type_code="CreditNoteTypeCode",
            line="CreditNoteLine",
            quantity="CreditedQuantity",
        ),
    }
)


def write_ubl(invoice: Invoice, items: bytes = b"") -> bytes:
    """The statement as UBL, with its item list (CSV) within if there is one.

    Equal statements are equal bytes. Raises InvoiceHasNoLines.
    """
    lines = lines_of(invoice)
    shape = SHAPES[invoice.kind]
    space = Space(f"{_UBL}{shape.root}-2")
    prefixes = {None: space.uri, "cac": CAC.uri, "cbc": CBC.uri}
    return written(
        space.root(
            shape.root,
            prefixes,
            _head(invoice, shape),
            _references(invoice, items),
            CAC("AccountingSupplierParty", _party(invoice.seller, invoice)),
            CAC("AccountingCustomerParty", _party(invoice.buyer, invoice)),
            _delivery(invoice),
            _payment(invoice),
            _tax_totals(invoice),
            _totals(invoice),
            (_line(line, shape, invoice.currency) for line in lines),
        )
    )


def _head(invoice: Invoice, shape: Shape) -> Iterator[Element]:
    yield CBC("CustomizationID", CUSTOMIZATION)
    yield CBC("ProfileID", PROFILE)
    yield CBC("ID", invoice.number)
    yield CBC("IssueDate", invoice.issued_on.isoformat())
    if invoice.kind is StatementKind.INVOICE and invoice.due_on:
        yield CBC("DueDate", invoice.due_on.isoformat())
    yield CBC(shape.type_code, TYPE_CODES[invoice.kind])
    if invoice.because.strip():
        yield CBC("Note", invoice.because)
    yield CBC("DocumentCurrencyCode", invoice.currency)
    if own_vat_of(invoice) is not None:
        yield CBC("TaxCurrencyCode", invoice.own_currency)
    if invoice.buyer_reference.strip():
        yield CBC("BuyerReference", invoice.buyer_reference)
    first, last = invoice.served
    yield CAC(
        "InvoicePeriod",
        CBC("StartDate", first.isoformat()),
        CBC("EndDate", last.isoformat()),
    )


def _references(invoice: Invoice, items: bytes) -> Iterator[Element]:
    if invoice.credits_number:
        day = invoice.credits_on
        reference = CAC(
            "InvoiceDocumentReference",
            CBC("ID", invoice.credits_number),
            CBC("IssueDate", day.isoformat()) if day else None,
        )
        yield CAC("BillingReference", reference)
    if items:
        name = f"{invoice.number}.csv".replace("/", "-")
        content = base64.b64encode(items).decode()
        file = CBC("EmbeddedDocumentBinaryObject", content, mimeCode="text/csv", filename=name)
        words = statement_words(invoice.locale)
        yield CAC(
            "AdditionalDocumentReference",
            CBC("ID", name),
            CBC("DocumentDescription", words["items_title"]),
            CAC("Attachment", file),
        )


def _party(party: Party, invoice: Invoice) -> Element:
    return CAC(
        "Party",
        CBC.maybe("EndpointID", party.endpoint, schemeID=party.endpoint_scheme),
        CAC("PartyName", CBC("Name", party.legal_name)),
        CAC(
            "PostalAddress",
            CBC.maybe("StreetName", party.street),
            CBC.maybe("CityName", party.city),
            CBC.maybe("PostalZone", party.postcode),
            CAC("Country", CBC("IdentificationCode", party.country)),
        ),
        _vat_number(party) if names_vat_numbers(invoice) else None,
        _legal_entity(party),
        CAC("Contact", CBC("ElectronicMail", party.email)) if party.email else None,
    )


def _vat_number(party: Party) -> Element | None:
    if not party.vat_number.strip():
        return None
    return CAC("PartyTaxScheme", CBC("CompanyID", party.vat_number), _vat_scheme())


def _legal_entity(party: Party) -> Element:
    number = registration_of(party)
    return CAC(
        "PartyLegalEntity",
        CBC("RegistrationName", party.legal_name),
        CBC.maybe("CompanyID", number.number, **number.scheme),
    )


def _vat_scheme() -> Element:
    return CAC("TaxScheme", CBC("ID", "VAT"))


def _delivery(invoice: Invoice) -> Element | None:
    if not goes_abroad(invoice):
        return None
    country = CAC("Country", CBC("IdentificationCode", invoice.buyer.country))
    return CAC("Delivery", CAC("DeliveryLocation", CAC("Address", country)))


def _payment(invoice: Invoice) -> Iterator[Element]:
    if invoice.kind is StatementKind.CREDIT_NOTE:
        yield CAC("PaymentTerms", CBC("Note", statement_words(invoice.locale)["set_off"]))
        return
    seller = invoice.seller
    if seller.iban.strip():
        bank = CAC("FinancialInstitutionBranch", CBC("ID", seller.bic)) if seller.bic else None
        yield CAC(
            "PaymentMeans",
            CBC("PaymentMeansCode", transfer_code(invoice)),
            CBC("PaymentID", invoice.number),
            CAC("PayeeFinancialAccount", CBC("ID", seller.iban.replace(" ", "")), bank),
        )


def _tax_totals(invoice: Invoice) -> Iterator[Element]:
    subtotals = (_subtotal(group, invoice) for group in invoice.groups)
    yield CAC("TaxTotal", _money("TaxAmount", invoice.vat, invoice.currency), subtotals)
    if (own := own_vat_of(invoice)) is not None:
        yield CAC("TaxTotal", _money("TaxAmount", own, invoice.own_currency))


def _subtotal(group: VatGroup, invoice: Invoice) -> Element:
    category = CAC(
        "TaxCategory",
        CBC("ID", group.category),
        _percent(group.category, group.percent),
        CBC.maybe("TaxExemptionReasonCode", REASON_CODES.get(group.category, "")),
        CBC.maybe("TaxExemptionReason", reason_of(group.category, invoice.locale)),
        _vat_scheme(),
    )
    return CAC(
        "TaxSubtotal",
        _money("TaxableAmount", group.base, invoice.currency),
        _money("TaxAmount", group.vat, invoice.currency),
        category,
    )


def _percent(category: VatCategory, percent: Decimal) -> Element | None:
    rate = rate_of(category, percent)
    return CBC("Percent", rate) if rate else None


def _totals(invoice: Invoice) -> Element:
    told = (
        ("LineExtensionAmount", invoice.net),
        ("TaxExclusiveAmount", invoice.net),
        ("TaxInclusiveAmount", invoice.gross),
        ("PayableAmount", invoice.gross),
    )
    return CAC("LegalMonetaryTotal", (_money(*one, invoice.currency) for one in told))


def _money(name: str, value: Decimal, currency: str) -> Element:
    return CBC(name, amount(value), currencyID=currency)


def _line(line: InvoiceLine, shape: Shape, currency: str) -> Element:
    quantity, price = priced(line)
    return CAC(
        shape.line,
        CBC("ID", str(line.number)),
        CBC(shape.quantity, plain(quantity), unitCode=line.unit),
        _money("LineExtensionAmount", line.net, currency),
        CAC(
            "InvoicePeriod",
            CBC("StartDate", line.served_from.isoformat()),
            CBC("EndDate", line.served_until.isoformat()),
        ),
        _item(line),
        CAC("Price", CBC("PriceAmount", plain(price), currencyID=currency)),
    )


def _item(line: InvoiceLine) -> Element:
    return CAC(
        "Item",
        CBC("Name", line.text),
        CAC("SellersItemIdentification", CBC("ID", line.item)) if line.item else None,
        CAC(
            "ClassifiedTaxCategory",
            CBC("ID", line.vat_category),
            _percent(line.vat_category, line.vat_percent),
            _vat_scheme(),
        ),
    )
