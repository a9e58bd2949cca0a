"""Builders of invoices as values: a Swedish seller, and buyers in Sweden and France."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from rules.finance.invoices import BilledItem, Invoice, InvoiceLine, Party
from rules.finance.items import Item
from rules.finance.money_words import StatementKind, VatCategory
from rules.finance.rounding import cents

FIRST: Final = date(2026, 10, 1)
LAST: Final = date(2026, 10, 31)


def a_seller(**said: Any) -> Party:
    usual: dict[str, Any] = {
        "legal_name": "Acme Support Center AB",
        "registration": "556677-8899",
        "vat_number": "SE556677889901",
        "endpoint_scheme": "0007",
        "endpoint": "5566778899",
        "street": "Lagervägen 4",
        "postcode": "195 61",
        "city": "Arlandastad",
        "country": "SE",
        "email": "billing@acme.example",
        "iban": "SE35 5000 0000 0549 1000 0003",
        "bic": "ESSESESS",
    }
    return Party(**{**usual, **said})


def a_buyer(**said: Any) -> Party:
    usual: dict[str, Any] = {
        "legal_name": "Contoso Åkeri & Logistik AB",
        "registration": "559012-3450",
        "vat_number": "SE559012345001",
        "endpoint_scheme": "0007",
        "endpoint": "5590123450",
        "street": "Storgatan 12",
        "postcode": "111 51",
        "city": "Stockholm",
        "country": "SE",
        "email": "invoices@contoso.example",
    }
    return Party(**{**usual, **said})


def a_french_party(**said: Any) -> Party:
    return a_buyer(
        **{
            "legal_name": "Fabrikam Télécom SARL",
            "registration": "732 829 320",
            "vat_number": "FR44732829320",
            "endpoint_scheme": "9957",
            "endpoint": "FR44732829320",
            "street": "12 rue de la Paix",
            "postcode": "75002",
            "city": "Paris",
            "country": "FR",
            "email": "compta@fabrikam.example",
            **said,
        }
    )


def a_line(number: int = 1, quantity: str = "1", price: str = "100", **said: Any) -> InvoiceLine:
    count, each = Decimal(quantity), Decimal(price)
    usual: dict[str, Any] = {
        "number": number,
        "item": Item.FREIGHT,
        "text": "Freight, next working day, zone 1",
        "quantity": count,
        "unit": "C62",
        "unit_price": each,
        "net": cents(count * each),
        "vat_category": VatCategory.STANDARD,
        "vat_percent": Decimal("25.00"),
        "served_from": FIRST,
        "served_until": LAST,
    }
    return InvoiceLine(**{**usual, **said})


def month_lines(**said: Any) -> tuple[InvoiceLine, ...]:
    """What a month bills: every kind of thing once."""
    billed = (
        (Item.SEATS, "Users of the swap service, October", "412", "39", "MON"),
        (Item.SEATS, "User from 21 October, 11 of 31 days", "0.3548", "19", "MON"),
        (Item.FREIGHT, "Freight, next working day, zone 1", "31", "149.50", "C62"),
        (Item.FREIGHT, "Freight of returns, zone 1", "27", "119", "C62"),
        (Item.PACKAGING, "Box for a phone", "31", "18.25", "C62"),
        (Item.DEVICE, "Phone X2 128 GB", "2", "4990", "C62"),
        (Item.REPAIR, "Repair outside the warranty, SE-2026-000123", "1", "1234.50", "C62"),
        (Item.UNRETURNED, "Phone X2 not returned, F2LX90ABCD12", "1", "3992", "C62"),
    )
    return tuple(
        a_line(number, quantity, price, item=item, text=text, unit=unit, **said)
        for number, (item, text, quantity, price, unit) in enumerate(billed, start=1)
    )


def an_invoice(**said: Any) -> Invoice:
    usual: dict[str, Any] = {
        "kind": StatementKind.INVOICE,
        "number": "K-2026-00042",
        "issued_on": date(2026, 11, 3),
        "due_on": date(2026, 12, 3),
        "currency": "SEK",
        "buyer_reference": "Ref 4711",
        "seller": a_seller(),
        "buyer": a_buyer(),
        "lines": month_lines(),
        "own_currency": "SEK",
        "locale": "sv",
    }
    return Invoice(**{**usual, **said})


def a_credit_note(**said: Any) -> Invoice:
    usual: dict[str, Any] = {
        "kind": StatementKind.CREDIT_NOTE,
        "number": "K-2026-00043",
        "credits_number": "K-2026-00042",
        "credits_on": date(2026, 11, 3),
        "due_on": None,
        "because": "The phone came back on 9 November.",
        "lines": (a_line(8, "1", "3992", item=Item.UNRETURNED, text="Phone X2 not returned"),),
    }
    return an_invoice(**{**usual, **said})


def reverse_charged(**said: Any) -> Invoice:
    """An invoice in euro to a French company, with the VAT of the seller's currency."""
    lines = month_lines(vat_category=VatCategory.REVERSE_CHARGE, vat_percent=Decimal(0))
    usual: dict[str, Any] = {
        "buyer": a_french_party(),
        "currency": "EUR",
        "own_vat": Decimal("0.00"),
        "lines": lines,
        "locale": "fr",
    }
    return an_invoice(**{**usual, **said})


def an_item(line: int = 1, about: str = "SE-2026-000123", **said: Any) -> BilledItem:
    usual: dict[str, Any] = {
        "line": line,
        "item": Item.FREIGHT,
        "about": about,
        "served_on": date(2026, 10, 7),
        "quantity": Decimal(1),
        "unit": "C62",
        "unit_price": Decimal("149.50"),
        "net": Decimal("149.50"),
    }
    return BilledItem(**{**usual, **said})
