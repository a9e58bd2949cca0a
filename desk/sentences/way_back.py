"""What is told of the return clock, labels and charges."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "return_extended": "The customer has {days} more days to send the unit: {because}.",
    "return_disputed": "The customer disputes that the unit is owed: {because}.",
    "dispute_settled": "The dispute was settled; the unit is {outcome}: {because}.",
    "return_review_due": "The unit has not come back in all this time; a person should look.",
    "return_overdue": "The day by which the unit was due has passed.",
    "reopened": "Unit {serial} came back after the end; the case was opened again.",
    "return_clock_paused": "The return clock stands still: {because}.",
    "return_clock_resumed": "The return clock runs again, after: {because}.",
    "label_expires": "The return label is about to expire; another takes its place.",
    "relabelled": "Another return label was asked for: {because}.",
    "return_escalated": "The account's contact was told of the owed unit.",
    "charge_proposed": "A charge was put before finance ({kind}): {amount}.",
    "charge_approved": "Finance approved the charge ({kind}): {amount}.",
    "charge_dropped": "Finance dropped the charge ({kind}): {because}.",
    "charge_undecided": "A charge still waits for finance's decision.",
    "charge_withdrawn": "The proposed charge was withdrawn: nothing is owed any more ({kind}).",
    "charge_reversed": "The charge was given back ({kind}): {amount}.",
}
#: What is added when a detail says something.
FOLLOWED_BY: Mapping[str, Mapping[str, str]] = {}
