"""The e-invoice within the paper: a PDF that carries its CII (Factur-X, profile EN 16931)."""

from typing import Any, Final

from facturx import (  # type: ignore[import-untyped]
    generate_from_binary,
    get_facturx_xml_from_pdf,
)

from documents.language import language_of
from rules.finance.invoices import Invoice

_LEVEL: Final = "en16931"


def embed(pdf: bytes, cii: bytes, invoice: Invoice) -> bytes:
    """The PDF with the CII within, under the name that readers of Factur-X look for.

    Its pages stay as they are. It says when it was made, so two are never equal bytes. Whether it
    is PDF/A-3 to the letter is not proven.
    """
    made: bytes = generate_from_binary(
        pdf,
        cii,
        flavor="factur-x",
        level=_LEVEL,
        check_xsd=False,  # held against schema and rules before, see documents.finance.rule_check
        pdf_metadata=_metadata(invoice),
        lang=str(language_of(invoice.locale)),
    )
    return made


def embedded(pdf: bytes) -> bytes:
    """The e-invoice that a PDF carries; empty if it carries none."""
    found: tuple[Any, bytes | None] = get_facturx_xml_from_pdf(pdf, check_xsd=False)
    return found[1] or b""


def _metadata(invoice: Invoice) -> dict[str, str]:
    name = f"{invoice.seller.legal_name}: {invoice.number}"
    day = invoice.issued_on.isoformat()
    return {
        "author": invoice.seller.legal_name,
        "keywords": f"Factur-X, {invoice.kind}",
        "title": name,
        "subject": f"{name}, {day}",
    }
