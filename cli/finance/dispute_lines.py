"""Disputes and claim rules as lines of text."""

from collections.abc import Iterable, Iterator

from desk.finance.claim_rules import ClaimRuleLine
from desk.finance.dispute_list import DisputePage
from desk.finance.dispute_view import DisputeView


def row_lines(found: DisputePage) -> Iterator[str]:
    """One line for each dispute, and how to see the next page."""
    for one in found.items:
        alert = "  LOOK AT IT" if one.alert else ""
        yield (
            f"{one.number}  {one.state}  {one.carrier} {one.bill}  {one.verdict}  "
            f"{one.claimed:.2f} {one.currency} claimed, {one.credited:.2f} credited  "
            f"until {one.deadline:%Y-%m-%d %H:%M} UTC{alert}"
        )
    if found.next:
        yield f"More: --before {found.next}"


def dispute_lines(dispute: DisputeView) -> Iterator[str]:
    """The dispute, its charges, and its story."""
    yield f"{dispute.number}: {dispute.state}, in time until {dispute.deadline:%Y-%m-%d %H:%M} UTC"
    yield f"Bill {dispute.bill} of {dispute.carrier}, {dispute.issued_on}"
    yield f"Reference of the carrier: {dispute.carrier_reference or '-'}"
    for line in dispute.lines:
        expected = "-" if line.expected is None else f"{line.expected:.2f}"
        yield (
            f"  {line.line}  {line.tracking or '-'}  {line.charge_class} {line.code}  "
            f"{line.verdict}  {line.billed:.2f} billed, {expected} expected, "
            f"{line.claimed:.2f} claimed, {line.credited:.2f} credited"
        )
    accepted = "" if dispute.accepted is None else f"{dispute.accepted:.2f} accepted, "
    yield (
        f"Total: {dispute.claimed:.2f} {dispute.currency} claimed, {accepted}"
        f"{dispute.credited:.2f} credited, VAT excluded"
    )
    for entry in dispute.story:
        yield f"{entry.at:%Y-%m-%d %H:%M}  {entry.sentence}  ({entry.actor})"


def rule_lines(rules: Iterable[ClaimRuleLine]) -> Iterator[str]:
    """One line for each rule."""
    for rule in rules:
        days = "working days" if rule.calendar else "days"
        start = "the scheduled delivery" if rule.from_delivery else "the bill's date"
        yield (
            f"{rule.carrier}  {rule.verdict or 'any'}  from {rule.valid_from}  {rule.days} {days} "
            f"from {start}  {rule.pay_mode}  {rule.email or 'by hand'}"
        )
