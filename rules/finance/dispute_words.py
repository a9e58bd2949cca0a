"""What is told of disputes with carriers."""

from enum import StrEnum

from rules.finance.freight_words import DisputeState


class DisputeWord(StrEnum):
    """What happened to a dispute."""

    OPENED = "opened"
    SENT = "sent"
    NO_ADDRESS = "no_address"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REJECTED = "rejected"
    CREDIT_LATE = "credit_late"
    PARTLY_CREDITED = "partly_credited"
    CREDITED = "credited"
    WITHDRAWN = "withdrawn"


#: What a carrier may answer, and how that is told.
ANSWERS = {
    DisputeState.ACCEPTED: DisputeWord.ACCEPTED,
    DisputeState.PARTIAL: DisputeWord.PARTLY_ACCEPTED,
    DisputeState.REJECTED: DisputeWord.REJECTED,
}
#: Disputes whose carrier has not answered: only these expire.
UNANSWERED = (DisputeState.DRAFT, DisputeState.SENT)
#: Disputes for which a credit is still to come.
AWAITING_CREDIT = (DisputeState.ACCEPTED, DisputeState.PARTIAL)
#: Ended without the money that was claimed: a late credit is still theirs.
LOST = (DisputeState.REJECTED, DisputeState.EXPIRED)
