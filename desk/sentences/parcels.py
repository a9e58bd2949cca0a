"""What is told of silent and lost parcels."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "parcel_silent": "No scan of the {leg} parcel for days: its carrier was asked to look for it.",
    "parcel_traced": "The carrier looks for the {leg} parcel under {reference}.",
    "trace_refused": "The carrier does not look for the {leg} parcel: {because}.",
    "seen_again": "The {leg} parcel that was looked for has been seen again.",
    "search_in_vain": "The {leg} parcel was looked for in vain; it counts as lost.",
    "declared_lost": "The {leg} parcel was declared lost: {because}.",
    "lost_undecided": "The parcel is lost; the desk decides whether another unit goes.",
    "claim_filed": "The carrier was asked to pay for the {leg} parcel, under {reference}.",
    "claim_refused": "The carrier does not pay for the {leg} parcel: {because}.",
    "found_delivered": "The parcel once given up was delivered: it is the replacement after all.",
    "spare_left": "The second parcel left although its label was being taken back.",
    "extra_owed": "The customer has one unit too many; it is owed back.",
    "found_again": "Unit {serial}, once given up, is here after all.",
    "return_went_back": "The carrier brought the returning parcel back to the customer.",
    "return_still_owed": "The customer bears the loss of the returning parcel: it is still owed.",
}
#: What is added when a detail says something.
FOLLOWED_BY: Mapping[str, Mapping[str, str]] = {}
