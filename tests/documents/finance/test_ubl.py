import base64
from dataclasses import replace
from datetime import date
from decimal import Decimal

from lxml import etree

from documents.finance.cii import write_cii
from documents.finance.item_list import write_item_list
from documents.finance.ubl import write_ubl
from rules.finance.invoices import Invoice
from rules.finance.money_words import VatCategory
from tests.invoices import (
    a_buyer,
    a_credit_note,
    a_french_party,
    a_line,
    a_seller,
    an_invoice,
    an_item,
    month_lines,
    reverse_charged,
)


def texts(document: bytes, name: str) -> list[str]:
    """What the elements of that name say, in their order, wherever they stand."""
    tree = etree.fromstring(document)
    return [" ".join(map(str, one.itertext())) for one in tree.iter(f"{{*}}{name}")]


def ubl_of(**said: object) -> bytes:
    return write_ubl(an_invoice(**said))


def test_a_statement_is_an_invoice_of_peppol_bis_billing_3() -> None:
    document = ubl_of()
    assert etree.QName(etree.fromstring(document)).localname == "Invoice"
    assert texts(document, "InvoiceTypeCode") == ["380"]
    assert texts(document, "ID")[0] == "K-2026-00042"
    assert texts(document, "BuyerReference") == ["Ref 4711"]
    assert texts(document, "EndpointID") == ["5566778899", "5590123450"]
    assert texts(document, "PayableAmount") == ["49618.11"]


def test_a_credit_note_names_the_invoice_it_credits_and_why() -> None:
    document = write_ubl(a_credit_note())
    assert etree.QName(etree.fromstring(document)).localname == "CreditNote"
    assert texts(document, "CreditNoteTypeCode") == ["381"]
    (reference,) = texts(document, "InvoiceDocumentReference")
    assert reference == "K-2026-00042 2026-11-03"
    assert texts(document, "Note")[0] == "The phone came back on 9 November."
    assert texts(document, "CreditedQuantity") == ["1"]
    assert texts(document, "PaymentMeans") == []


def test_an_iban_is_written_without_blanks_and_paid_under_the_statements_number() -> None:
    document = ubl_of()
    assert texts(document, "PaymentMeans") == ["30 K-2026-00042 SE3550000000054910000003 ESSESESS"]
    euro = ubl_of(currency="EUR", own_vat=Decimal(1))
    assert texts(euro, "PaymentMeansCode") == ["58"]


def test_a_seller_without_an_account_names_none() -> None:
    assert texts(ubl_of(seller=a_seller(iban="", bic="")), "PaymentMeans") == []


def test_vat_in_another_currency_is_told_in_the_sellers_too() -> None:
    document = ubl_of(currency="EUR", own_vat=Decimal("113525.81"))
    assert texts(document, "TaxCurrencyCode") == ["SEK"]
    assert len(texts(document, "TaxTotal")) == 2
    assert "113525.81" in texts(document, "TaxAmount")
    assert texts(ubl_of(own_vat=Decimal("9.99")), "TaxCurrencyCode") == []


def test_reverse_charge_says_why_and_where() -> None:
    document = write_ubl(reverse_charged())
    assert texts(document, "TaxExemptionReasonCode") == ["VATEX-EU-AE"]
    assert texts(document, "TaxExemptionReason") == ["Autoliquidation"]
    assert texts(document, "DeliveryLocation") == ["FR"]
    assert "SE556677889901" in texts(document, "CompanyID")


def test_an_exemption_is_told_in_words() -> None:
    lines = month_lines(vat_category=VatCategory.EXEMPT, vat_percent=Decimal(0))
    document = ubl_of(lines=lines, locale="en")
    assert texts(document, "TaxExemptionReason") == ["Exempt from VAT"]
    assert texts(document, "TaxExemptionReasonCode") == []


def test_what_is_outside_the_scope_of_vat_has_no_rate_and_names_no_vat_number() -> None:
    lines = month_lines(vat_category=VatCategory.OUTSIDE, vat_percent=Decimal(0))
    document = ubl_of(lines=lines)
    assert texts(document, "Percent") == []
    assert texts(document, "PartyTaxScheme") == []


def test_a_price_below_nought_is_a_quantity_below_nought() -> None:
    document = ubl_of(lines=(a_line(1, "2", "-20"),))
    assert texts(document, "InvoicedQuantity") == ["-2"]
    assert texts(document, "PriceAmount") == ["20"]
    assert texts(document, "LineExtensionAmount") == ["-40.00", "-40.00"]


def test_numbers_have_no_more_decimals_than_they_need() -> None:
    line = a_line(1, "0.354800", "19.0000", net=Decimal("6.74"))
    document = ubl_of(lines=(line,))
    assert texts(document, "InvoicedQuantity") == ["0.3548"]
    assert texts(document, "PriceAmount") == ["19"]
    assert texts(document, "Percent") == ["25", "25"]


def test_companies_stand_in_their_countrys_register() -> None:
    french = a_french_party(registration="44306184100047")
    document = ubl_of(buyer=french, seller=a_seller(registration=" 556677-8899 "))
    numbers = etree.fromstring(document).iterfind(".//{*}PartyLegalEntity/{*}CompanyID")
    assert [(one.text, one.get("schemeID")) for one in numbers] == [
        ("5566778899", "0007"),
        ("443061841", "0002"),
    ]
    romanian = ubl_of(buyer=a_buyer(country="RO", registration="J40/1/2020"))
    (seller, buyer) = etree.fromstring(romanian).iterfind(".//{*}PartyLegalEntity/{*}CompanyID")
    assert (buyer.text, buyer.get("schemeID")) == ("J40/1/2020", None)
    assert seller.text == "5566778899"


def test_the_item_list_travels_within() -> None:
    invoice = an_invoice()
    items = write_item_list(invoice, [an_item()])
    document = write_ubl(invoice, items)
    (file,) = etree.fromstring(document).iter("{*}EmbeddedDocumentBinaryObject")
    assert base64.b64decode(file.text or "") == items
    assert (file.get("mimeCode"), file.get("filename")) == ("text/csv", "K-2026-00042.csv")


def test_text_that_xml_cannot_say_becomes_a_blank() -> None:
    document = ubl_of(lines=(a_line(text="Box\u0000 of\u000bphones <&>\ud800"),))
    assert texts(document, "Name")[-1] == "Box of phones <&>"


def test_equal_statements_are_equal_bytes() -> None:
    assert ubl_of() == ubl_of()
    assert write_cii(an_invoice()) == write_cii(an_invoice())


def in_cii(invoice: Invoice, name: str) -> list[str]:
    return texts(write_cii(invoice), name)


def test_a_statement_with_anybody_in_france_has_the_notes_of_french_law() -> None:
    assert in_cii(reverse_charged(), "SubjectCode") == ["PMT", "PMD", "AAB"]
    assert in_cii(an_invoice(), "SubjectCode") == []
    assert in_cii(a_credit_note(), "Content") == ["The phone came back on 9 November."]


def test_only_a_french_seller_says_its_billing_mode() -> None:
    process = "BusinessProcessSpecifiedDocumentContextParameter"
    assert in_cii(reverse_charged(), process) == []
    seller = a_french_party()
    goods = a_line(1, item="device")
    service = a_line(2, item="repair")
    modes = {"B1": (goods,), "S1": (service,), "M1": (goods, service)}
    for mode, lines in modes.items():
        assert in_cii(an_invoice(seller=seller, lines=lines), process) == [mode]


def test_cii_says_the_same_as_ubl() -> None:
    invoice = an_invoice(currency="EUR", own_vat=Decimal("113525.81"))
    assert in_cii(invoice, "DuePayableAmount") == texts(write_ubl(invoice), "PayableAmount")
    assert in_cii(invoice, "LineID") == [str(line.number) for line in invoice.lines]
    totals = ["9923.62", "113525.81"]
    assert in_cii(invoice, "TaxTotalAmount") == totals
    credit = replace(a_credit_note(), credits_on=date(2026, 11, 3))
    assert in_cii(credit, "InvoiceReferencedDocument") == ["K-2026-00042 20261103"]


def test_cii_has_four_decimals_of_a_quantity_at_most() -> None:
    line = a_line(1, "0.354839", "19", net=Decimal("6.74"))
    assert in_cii(an_invoice(lines=(line,)), "BilledQuantity") == ["0.3548"]
