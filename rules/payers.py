"""Who pays what moves in a case, by direction, as its terms say."""

from rules.case_words import Remedy
from rules.fulfilment import Payer
from rules.terms import Terms

#: What leaves before anything has come back (facts 40, 42).
SENT_AHEAD = frozenset({Remedy.ADVANCE_REPLACEMENT, Remedy.ON_SITE})


def payer_of(terms: Terms, remedy: Remedy, event: str) -> Payer:
    """Who pays a billable event; what the terms leave open, the customer pays (facts 40, 64).

    `event` is `freight_outbound`, `freight_return` or `packaging`. A repair without terms of its
    own is paid as returns are; the part of a visit as one that is sent ahead.
    """
    if event == "freight_return":
        return terms.returns.paid_by
    if remedy is Remedy.REPAIR:
        return terms.offer.repair.paid_by if terms.offer.repair else terms.returns.paid_by
    if remedy in SENT_AHEAD and terms.advance_replacement:
        return terms.advance_replacement.paid_by
    billing = terms.ground.billing
    if billing is None:
        return Payer.CUSTOMER
    return billing.packaging_paid_by if event == "packaging" else billing.freight_paid_by
