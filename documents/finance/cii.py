"""Statements as UN/CEFACT Cross Industry Invoice of EN 16931, as Factur-X embeds it."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
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
from documents.finance.french_notes import billing_mode, french_notes
from documents.finance.xml_tree import Element, Space, written
from rules.finance.invoices import Invoice, InvoiceLine, Party, VatGroup
from rules.finance.money_words import StatementKind

GUIDELINE: Final = "urn:cen.eu:en16931:2017"
_CII: Final = "urn:un:unece:uncefact:data:"
RSM: Final = Space(f"{_CII}standard:CrossIndustryInvoice:100")
RAM: Final = Space(f"{_CII}standard:ReusableAggregateBusinessInformationEntity:100")
UDT: Final = Space(f"{_CII}standard:UnqualifiedDataType:100")
QDT: Final = Space(f"{_CII}standard:QualifiedDataType:100")
_FINEST: Final = Decimal("0.0001")
_DAY: Final = "102"  # UNTDID 2379: a day as CCYYMMDD


def write_cii(invoice: Invoice) -> bytes:
    """The statement as CII; equal statements are equal bytes. Raises InvoiceHasNoLines.

    A French seller's or buyer's has the notes that French law wants (Code de commerce, L441-9).
    """
    lines = lines_of(invoice)
    prefixes = {"rsm": RSM.uri, "ram": RAM.uri, "udt": UDT.uri, "qdt": QDT.uri}
    transaction = RSM(
        "SupplyChainTradeTransaction",
        (_line(line) for line in lines),
        _agreement(invoice),
        _delivery(invoice),
        _settlement(invoice),
    )
    context, document = _context(invoice), _document(invoice)
    return written(RSM.root("CrossIndustryInvoice", prefixes, context, document, transaction))


def _context(invoice: Invoice) -> Element:
    mode = billing_mode(invoice)
    process = RAM("BusinessProcessSpecifiedDocumentContextParameter", RAM("ID", mode))
    return RSM(
        "ExchangedDocumentContext",
        process if mode else None,
        RAM("GuidelineSpecifiedDocumentContextParameter", RAM("ID", GUIDELINE)),
    )


def _document(invoice: Invoice) -> Element:
    notes = [RAM("IncludedNote", RAM("Content", invoice.because))] if invoice.because else []
    law = (
        RAM("IncludedNote", RAM("Content", note.text), RAM("SubjectCode", note.code))
        for note in french_notes(invoice)
    )
    return RSM(
        "ExchangedDocument",
        RAM("ID", invoice.number),
        RAM("TypeCode", TYPE_CODES[invoice.kind]),
        _moment("IssueDateTime", invoice.issued_on),
        notes,
        law,
    )


def _moment(name: str, day: date) -> Element:
    return RAM(name, UDT("DateTimeString", f"{day:%Y%m%d}", format=_DAY))


def _period(first: date, last: date) -> Element:
    starts, ends = _moment("StartDateTime", first), _moment("EndDateTime", last)
    return RAM("BillingSpecifiedPeriod", starts, ends)


def _line(line: InvoiceLine) -> Element:
    quantity, price = priced(line)
    net_price = RAM("NetPriceProductTradePrice", RAM("ChargeAmount", plain(price)))
    return RAM(
        "IncludedSupplyChainTradeLineItem",
        RAM("AssociatedDocumentLineDocument", RAM("LineID", str(line.number))),
        RAM(
            "SpecifiedTradeProduct",
            RAM.maybe("SellerAssignedID", line.item),
            RAM("Name", line.text),
        ),
        RAM("SpecifiedLineTradeAgreement", net_price),
        RAM(
            "SpecifiedLineTradeDelivery",
            RAM("BilledQuantity", plain(_four(quantity)), unitCode=line.unit),
        ),
        _line_settlement(line),
    )


def _four(quantity: Decimal) -> Decimal:
    # More decimals than four are refused in France (BR-FR-DEC-02).
    return quantity.quantize(_FINEST, rounding=ROUND_HALF_UP)


def _line_settlement(line: InvoiceLine) -> Element:
    rate = rate_of(line.vat_category, line.vat_percent)
    return RAM(
        "SpecifiedLineTradeSettlement",
        RAM(
            "ApplicableTradeTax",
            RAM("TypeCode", "VAT"),
            RAM("CategoryCode", line.vat_category),
            RAM("RateApplicablePercent", rate) if rate else None,
        ),
        _period(line.served_from, line.served_until),
        RAM(
            "SpecifiedTradeSettlementLineMonetarySummation",
            RAM("LineTotalAmount", amount(line.net)),
        ),
    )


def _agreement(invoice: Invoice) -> Element:
    return RAM(
        "ApplicableHeaderTradeAgreement",
        RAM.maybe("BuyerReference", invoice.buyer_reference),
        _party("SellerTradeParty", invoice.seller, invoice),
        _party("BuyerTradeParty", invoice.buyer, invoice),
    )


def _party(name: str, party: Party, invoice: Invoice) -> Element:
    number = registration_of(party)
    organization = RAM.maybe("ID", number.number, **number.scheme)
    address = RAM.maybe("URIID", party.endpoint, schemeID=party.endpoint_scheme)
    vat = RAM.maybe("ID", party.vat_number, schemeID="VA") if names_vat_numbers(invoice) else None
    return RAM(
        name,
        RAM("Name", party.legal_name),
        RAM("SpecifiedLegalOrganization", organization) if organization is not None else None,
        RAM(
            "PostalTradeAddress",
            RAM.maybe("PostcodeCode", party.postcode),
            RAM.maybe("LineOne", party.street),
            RAM.maybe("CityName", party.city),
            RAM("CountryID", party.country),
        ),
        RAM("URIUniversalCommunication", address) if address is not None else None,
        RAM("SpecifiedTaxRegistration", vat) if vat is not None else None,
    )


def _delivery(invoice: Invoice) -> Element:
    country = RAM("PostalTradeAddress", RAM("CountryID", invoice.buyer.country))
    place = RAM("ShipToTradeParty", RAM("Name", invoice.buyer.legal_name), country)
    _, last = invoice.served
    return RAM(
        "ApplicableHeaderTradeDelivery",
        place if goes_abroad(invoice) else None,
        RAM("ActualDeliverySupplyChainEvent", _moment("OccurrenceDateTime", last)),
    )


def _settlement(invoice: Invoice) -> Element:
    has_own = own_vat_of(invoice) is not None
    return RAM(
        "ApplicableHeaderTradeSettlement",
        RAM("PaymentReference", invoice.number),
        RAM("TaxCurrencyCode", invoice.own_currency) if has_own else None,
        RAM("InvoiceCurrencyCode", invoice.currency),
        _means(invoice),
        (_tax(group, invoice) for group in invoice.groups),
        _period(*invoice.served),
        _terms(invoice),
        _summation(invoice),
        _credited(invoice),
    )


def _means(invoice: Invoice) -> Element | None:
    seller = invoice.seller
    if invoice.kind is StatementKind.CREDIT_NOTE or not seller.iban.strip():
        return None
    account = RAM("IBANID", seller.iban.replace(" ", ""))
    bank = RAM.maybe("BICID", seller.bic)
    return RAM(
        "SpecifiedTradeSettlementPaymentMeans",
        RAM("TypeCode", transfer_code(invoice)),
        RAM("PayeePartyCreditorFinancialAccount", account),
        RAM("PayeeSpecifiedCreditorFinancialInstitution", bank) if bank is not None else None,
    )


def _tax(group: VatGroup, invoice: Invoice) -> Element:
    rate = rate_of(group.category, group.percent)
    return RAM(
        "ApplicableTradeTax",
        RAM("CalculatedAmount", amount(group.vat)),
        RAM("TypeCode", "VAT"),
        RAM.maybe("ExemptionReason", reason_of(group.category, invoice.locale)),
        RAM("BasisAmount", amount(group.base)),
        RAM("CategoryCode", group.category),
        RAM.maybe("ExemptionReasonCode", REASON_CODES.get(group.category, "")),
        RAM("RateApplicablePercent", rate) if rate else None,
    )


def _terms(invoice: Invoice) -> Element | None:
    if invoice.kind is StatementKind.CREDIT_NOTE:
        told = RAM("Description", statement_words(invoice.locale)["set_off"])
        return RAM("SpecifiedTradePaymentTerms", told)
    if invoice.due_on is None:
        return None
    return RAM("SpecifiedTradePaymentTerms", _moment("DueDateDateTime", invoice.due_on))


def _summation(invoice: Invoice) -> Element:
    return RAM("SpecifiedTradeSettlementHeaderMonetarySummation", _sums(invoice))


def _sums(invoice: Invoice) -> Iterator[Element]:
    yield RAM("LineTotalAmount", amount(invoice.net))
    yield RAM("TaxBasisTotalAmount", amount(invoice.net))
    yield RAM("TaxTotalAmount", amount(invoice.vat), currencyID=invoice.currency)
    if (own := own_vat_of(invoice)) is not None:
        yield RAM("TaxTotalAmount", amount(own), currencyID=invoice.own_currency)
    yield RAM("GrandTotalAmount", amount(invoice.gross))
    yield RAM("DuePayableAmount", amount(invoice.gross))


def _credited(invoice: Invoice) -> Element | None:
    if not invoice.credits_number:
        return None
    day = invoice.credits_on
    issued = QDT("DateTimeString", f"{day:%Y%m%d}", format=_DAY) if day else None
    return RAM(
        "InvoiceReferencedDocument",
        RAM("IssuerAssignedID", invoice.credits_number),
        RAM("FormattedIssueDateTime", issued) if issued is not None else None,
    )
