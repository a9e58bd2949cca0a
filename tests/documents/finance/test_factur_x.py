import pypdfium2
import pytest

from documents.finance.cii import write_cii
from documents.finance.factur_x import embed, embedded
from documents.finance.statement_paper import draw_statement
from rules.finance.invoices import Invoice
from tests.documents.reading import all_words_of, pages_in
from tests.invoices import a_credit_note, an_invoice, an_item, reverse_charged


@pytest.mark.parametrize("invoice", [an_invoice(), a_credit_note(), reverse_charged()])
def test_item_10_the_pdf_carries_the_e_invoice_it_shows(invoice: Invoice) -> None:
    paper, cii = draw_statement(invoice, [an_item()]), write_cii(invoice)
    both = embed(paper, cii, invoice)
    assert embedded(both) == cii
    assert pages_in(both) == pages_in(paper)
    assert all_words_of(both) == all_words_of(paper)


def test_a_pdf_without_an_e_invoice_carries_none() -> None:
    assert embedded(draw_statement(an_invoice())) == b""


def test_the_pdf_says_whose_it_is() -> None:
    invoice = an_invoice()
    both = embed(draw_statement(invoice), write_cii(invoice), invoice)
    said = pypdfium2.PdfDocument(both).get_metadata_dict()
    assert said["Author"] == "Acme Support Center AB"
    assert said["Title"] == "Acme Support Center AB: K-2026-00042"
