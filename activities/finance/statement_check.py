"""Statements held against the rules of e-invoices before they leave, a batch in one process."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from sqlalchemy.orm import Session

from activities.finance.invoicing import invoice_of, items_of
from documents.finance.cii import write_cii
from documents.finance.item_list import write_item_list
from documents.finance.rule_check import Finding, check, fatal
from documents.finance.rule_sets import Profile
from documents.finance.ubl import write_ubl
from rules.errors import DeskError, Kind
from rules.finance.invoices import Invoice

#: A draft is held against the rules under this number.
DRAFT: Final = "DRAFT"
#: Findings that a refusal tells; a broken statement may have one for each of its lines.
MOST_TOLD: Final = 10


class InvoiceBreaksRules(DeskError):
    """The statement breaks the rules of e-invoices."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, number: str, findings: Sequence[Finding]) -> None:
        told = [f"{one.rule}: {one.text}" for one in findings[:MOST_TOLD]]
        super().__init__(
            f"The statement {number} would be refused by whoever receives it. {' '.join(told)} "
            "Correct its billing parties or its lines, then issue it again.",
            number=number,
            rules=sorted({one.rule for one in findings}),
            findings=told,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A statement in both syntaxes of EN 16931, with its item list."""

    invoice: Invoice
    ubl: bytes
    cii: bytes
    items: bytes


def check_draft(session: Session, statement_id: uuid.UUID) -> tuple[Finding, ...]:
    """The fatal findings of one statement, final or not; empty if it may be issued.

    Raises InvoiceHasNoLines and RulesNotChecked.
    """
    return check_drafts(session, [statement_id])[statement_id]


def check_drafts(
    session: Session, statement_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, tuple[Finding, ...]]:
    """The fatal findings of each statement, all of them checked together.

    A draft without number and due day is taken as issued on the day it was drafted. Raises
    InvoiceHasNoLines and RulesNotChecked.
    """
    invoices = [as_issued(invoice_of(session, one)) for one in statement_ids]
    written = [write_out(session, *pair) for pair in zip(statement_ids, invoices, strict=True)]
    return dict(zip(statement_ids, fatal_findings(written), strict=True))


def as_issued(invoice: Invoice) -> Invoice:
    """The statement with a number and a due day, as it has them once it is final."""
    return replace(
        invoice, number=invoice.number or DRAFT, due_on=invoice.due_on or invoice.issued_on
    )


def write_out(session: Session, statement_id: uuid.UUID, invoice: Invoice) -> Written:
    """The statement in every form that a program reads; raises InvoiceHasNoLines."""
    items = write_item_list(invoice, items_of(session, statement_id))
    return Written(
        invoice=invoice, ubl=write_ubl(invoice, items), cii=write_cii(invoice), items=items
    )


def refuse_broken(written: Written) -> None:
    """Raise InvoiceBreaksRules if whoever receives the statement would refuse it."""
    (findings,) = fatal_findings([written])
    if findings:
        raise InvoiceBreaksRules(written.invoice.number, findings)


def fatal_findings(written: Sequence[Written]) -> list[tuple[Finding, ...]]:
    """What forbids each statement, in their order: one process for each profile that is needed."""
    found: list[list[Finding]] = [[] for _ in written]
    for profile in Profile:
        numbers = [n for n, one in enumerate(written) if profile in profiles_of(one.invoice)]
        contents = [content_for(profile, written[number]) for number in numbers]
        for finding in fatal(check(contents, profile)):
            found[numbers[finding.document]].append(finding)
    return [tuple(findings) for findings in found]


def profiles_of(invoice: Invoice) -> tuple[Profile, Profile]:
    """UBL is held against Peppol, CII against Factur-X, with the French rules if France is home."""
    french = invoice.seller.country == "FR"
    return Profile.PEPPOL, Profile.FACTUR_X_FRANCE if french else Profile.FACTUR_X


def content_for(profile: Profile, written: Written) -> bytes:
    """The syntax that a profile is about."""
    return written.ubl if profile is Profile.PEPPOL else written.cii
