"""What is told of disputes with carriers: one sentence for each word."""

from collections.abc import Mapping

from rules.finance.dispute_words import DisputeWord

SENTENCES: Mapping[DisputeWord, str] = {
    DisputeWord.OPENED: "The dispute was opened.",
    DisputeWord.SENT: "The claim went to the carrier.",
    DisputeWord.NO_ADDRESS: "No address is known to mail the claim to: hand it in.",
    DisputeWord.EXPIRING: "The claim will soon expire.",
    DisputeWord.EXPIRED: "The claim has expired.",
    DisputeWord.ACCEPTED: "The carrier accepted the claim.",
    DisputeWord.PARTLY_ACCEPTED: "The carrier accepted a part of the claim.",
    DisputeWord.REJECTED: "The carrier rejected the claim.",
    DisputeWord.CREDIT_LATE: "The agreed credit has not come.",
    DisputeWord.PARTLY_CREDITED: "A part was credited on a later bill.",
    DisputeWord.CREDITED: "It was credited on a later bill.",
    DisputeWord.WITHDRAWN: "The claim was withdrawn.",
}
#: What is added to any of them when a detail says something, in this order.
FOLLOWED_BY: Mapping[str, str] = {
    "bill": " Bill: {bill}.",
    "accepted": " Accepted: {accepted}.",
    "credited": " Credited so far: {credited}.",
    "owed": " Still to come: {owed}.",
    "reference": " The carrier's reference: {reference}.",
    "because": " Reason: {because}",
}
