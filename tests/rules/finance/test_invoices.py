from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.finance.invoices import Invoice, InvoiceHasNoLines, InvoiceLine
from rules.finance.money_words import VatCategory
from tests.invoices import a_french_party, a_line, an_invoice

CENT = Decimal("0.01")
RATES = {
    VatCategory.STANDARD: ("25", "20", "12", "6", "5.5"),
    VatCategory.ZERO: ("0",),
    VatCategory.REVERSE_CHARGE: ("0",),
    VatCategory.EXEMPT: ("0",),
}
nets = st.decimals(min_value=-100_000, max_value=100_000, places=2)


@st.composite
def lines(draw: st.DrawFn) -> InvoiceLine:
    category = draw(st.sampled_from(sorted(RATES)))
    percent = Decimal(draw(st.sampled_from(RATES[category])))
    return a_line(net=draw(nets), vat_category=category, vat_percent=percent)


invoices = st.lists(lines(), min_size=1, max_size=40).map(
    lambda some: an_invoice(lines=tuple(some))
)


@settings(deadline=None)
@given(invoices)
def test_the_nets_of_the_groups_are_those_of_the_lines(invoice: Invoice) -> None:
    assert sum(group.base for group in invoice.groups) == invoice.net
    assert sum(line.net for line in invoice.lines) == invoice.net
    assert invoice.gross == invoice.net + invoice.vat


@settings(deadline=None)
@given(invoices)
def test_every_category_and_rate_has_one_group(invoice: Invoice) -> None:
    kinds = [(group.category, group.percent) for group in invoice.groups]
    assert kinds == sorted({(line.vat_category, line.vat_percent) for line in invoice.lines})


@settings(deadline=None)
@given(invoices)
def test_vat_is_within_half_a_cent_of_its_base_in_every_group(invoice: Invoice) -> None:
    for group in invoice.groups:
        assert abs(group.vat - group.base * group.percent / 100) <= CENT / 2
        assert group.vat == group.vat.quantize(CENT)
    assert invoice.vat == sum(group.vat for group in invoice.groups)


@settings(deadline=None)
@given(invoices)
def test_the_order_of_lines_changes_no_total(invoice: Invoice) -> None:
    turned = an_invoice(lines=invoice.lines[::-1])
    assert (turned.groups, turned.net, turned.gross) == (
        invoice.groups,
        invoice.net,
        invoice.gross,
    )


def test_vat_is_rounded_once_for_each_category() -> None:
    dimes = tuple(a_line(number, "1", "0.10") for number in (1, 2, 3))
    assert an_invoice(lines=dimes).vat == Decimal("0.08")


def test_vat_of_a_thousand_lines_is_not_that_of_each() -> None:
    many = tuple(a_line(number, "3", "10.15") for number in range(1, 1001))
    assert an_invoice(lines=many).vat == Decimal("7612.50")


def test_a_statement_is_about_the_days_of_all_its_lines() -> None:
    some = (a_line(served_until=date(2026, 10, 9)), a_line(2, served_from=date(2026, 9, 1)))
    assert an_invoice(lines=some).served == (date(2026, 9, 1), date(2026, 10, 31))


def test_a_statement_without_lines_is_about_no_days() -> None:
    with pytest.raises(InvoiceHasNoLines, match=r"a line of 0\.00 will do"):
        _ = an_invoice(lines=()).served


def test_either_party_makes_a_statement_french() -> None:
    assert not an_invoice().is_french
    assert an_invoice(buyer=a_french_party()).is_french
    assert an_invoice(seller=a_french_party()).is_french
