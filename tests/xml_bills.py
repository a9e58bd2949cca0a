"""Carriers' XML to test with: the item specification, and UBL invoices and credit notes."""

from decimal import Decimal
from xml.sax.saxutils import escape

from tests.bills import Bill, Charge


def postnord_specification(*bills: Bill, total: bool = False) -> bytes:
    """The item specification; `total` adds the element that the real one lacks."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<invoicespecifications>'
        + "".join(one_specification(bill, total=total) for bill in bills)
        + "</invoicespecifications>"
    ).encode()


def one_specification(bill: Bill, *, total: bool) -> str:
    items = "".join(
        f"<orderitem><code>{escape(one.code)}</code><name>{escape(one.text)}</name>"
        f"<parcelid>{escape(one.tracking)}</parcelid><shipmentid>{escape(one.reference)}"
        f"</shipmentid><reference/><date>{one.shipped_on:%Y%m%d}</date><consignee>Köping"
        f"</consignee><weight>{one.kg}</weight><chargeableweight>{one.kg}</chargeableweight>"
        f"<price>{one.net}</price><vatflag>Y</vatflag></orderitem>"
        for one in bill.charges
    )
    said = f"<total>{bill.total}</total>" if total else ""
    return (
        f"<invoicespecification><number>{escape(bill.number)}</number>"
        f"<date>{bill.issued_on:%Y%m%d}</date><type>INVOICE</type><issuer>Carrier AB</issuer>"
        f"<invoicee>{escape(bill.account)}</invoicee>{said}<parcels>{items}</parcels>"
        "</invoicespecification>"
    )


def peppol_bis3(bill: Bill, *, allowance: str = "", charge: str = "", doctype: str = "") -> bytes:
    """A UBL invoice or credit note; amounts of a credit note are positive in the file.

    The totals count a document's allowance and charge in, unless the bill gives its own.
    """
    kind = "CreditNote" if bill.credit else "Invoice"
    added = Decimal(charge or "0.00") - Decimal(allowance or "0.00")
    net = bill.total + (added if bill.net is None else Decimal(0))
    vat = bill.tax if bill.vat is not None else (net * Decimal("0.25")).quantize(Decimal("0.01"))
    lines = "".join(ubl_line(bill, at, one) for at, one in enumerate(bill.charges, start=1))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}'
        f'<{kind} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{kind}-2"'
        ' xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"'
        ' xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
        f"<cbc:ID>{escape(bill.number)}</cbc:ID><cbc:IssueDate>{bill.issued_on}</cbc:IssueDate>"
        + ("" if bill.credit else "<cbc:DueDate>2026-11-30</cbc:DueDate>")
        + f"<cbc:{kind}TypeCode>{381 if bill.credit else 380}</cbc:{kind}TypeCode>"
        f"<cbc:DocumentCurrencyCode>{bill.currency}</cbc:DocumentCurrencyCode>"
        + ubl_credits(bill)
        + "<cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification>"
        f"<cbc:ID>{escape(bill.account)}</cbc:ID></cac:PartyIdentification></cac:Party>"
        "</cac:AccountingCustomerParty>"
        + of_document(bill, allowance, adds=False)
        + of_document(bill, charge, adds=True)
        + f'<cac:TaxTotal><cbc:TaxAmount currencyID="{bill.currency}">{vat}</cbc:TaxAmount>'
        "</cac:TaxTotal><cac:LegalMonetaryTotal>"
        f'<cbc:TaxExclusiveAmount currencyID="{bill.currency}">{net}</cbc:TaxExclusiveAmount>'
        f'<cbc:TaxInclusiveAmount currencyID="{bill.currency}">{net + vat}</cbc:TaxInclusiveAmount>'
        f"</cac:LegalMonetaryTotal>{lines}</{kind}>"
    ).encode()


def ubl_credits(bill: Bill) -> str:
    if not bill.credits:
        return ""
    return (
        "<cac:BillingReference><cac:InvoiceDocumentReference>"
        f"<cbc:ID>{escape(bill.credits)}</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference>"
    )


def of_document(bill: Bill, amount: str, *, adds: bool) -> str:
    if not amount:
        return ""
    word = "true" if adds else "false"
    return (
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{word}</cbc:ChargeIndicator>"
        "<cbc:AllowanceChargeReason>Quarter's rebate</cbc:AllowanceChargeReason>"
        f'<cbc:Amount currencyID="{bill.currency}">{amount}</cbc:Amount></cac:AllowanceCharge>'
    )


def ubl_line(bill: Bill, number: int, one: Charge) -> str:
    kind, quantity = ("CreditNote", "Credited") if bill.credit else ("Invoice", "Invoiced")
    return (
        f"<cac:{kind}Line><cbc:ID>{number}</cbc:ID>"
        f'<cbc:{quantity}Quantity unitCode="C62">1</cbc:{quantity}Quantity>'
        f'<cbc:LineExtensionAmount currencyID="{bill.currency}">{one.net}'
        "</cbc:LineExtensionAmount><cac:InvoicePeriod>"
        f"<cbc:StartDate>{one.shipped_on}</cbc:StartDate></cac:InvoicePeriod>"
        f"<cac:Item><cbc:Name>{escape(one.text)}</cbc:Name><cac:SellersItemIdentification>"
        f"<cbc:ID>{escape(one.code)}</cbc:ID></cac:SellersItemIdentification>"
        "<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent>"
        "</cac:ClassifiedTaxCategory>"
        + ubl_property("Tracking number", one.tracking)
        + ubl_property("Weight", f"{one.kg} kg")
        + f"</cac:Item></cac:{kind}Line>"
    )


def ubl_property(name: str, value: str) -> str:
    if not value:
        return ""
    return (
        f"<cac:AdditionalItemProperty><cbc:Name>{name}</cbc:Name>"
        f"<cbc:Value>{escape(value)}</cbc:Value></cac:AdditionalItemProperty>"
    )
