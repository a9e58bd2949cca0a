"""What is told of parcels that are opened and of things in custody."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "more_is_owed": "Not all that is owed came; the rest is still awaited.",
    "scanned_again": "Unit {serial} was scanned again; it is here already.",
    "item_found": "Something else lay in the parcel: {what}. It is in custody.",
    "item_settled": "Custody of {what} ended: {outcome}.",
    "accessory_missing": "Accessories did not come: {what}.",
    "accessory_asked": "The customer was asked to send: {text}.",
    "lock_found": "The activation lock of unit {serial} is on; it does not count as received.",
    "lock_off": "The activation lock of unit {serial} is off.",
    "unreadable_received": "A unit came whose serial is {why}: {text}. It is in custody.",
    "identified": "Was {what} the unit that is owed? It was {outcome}.",
}
#: What is added when a detail says something.
FOLLOWED_BY: Mapping[str, Mapping[str, str]] = {
    "another_unit_came": {"sent_by_us": " {sent_by_us}"},
    "item_found": {"because": " {because}"},
    "item_settled": {"text": " {text}"},
    "identified": {"because": " {because}"},
}
