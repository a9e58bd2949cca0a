"""What is said of things to come."""

from collections.abc import Mapping

#: What a person looks at when nothing else follows from an instant.
ALARMS: Mapping[str, str] = {
    "promise_chance": "Without a unit by then the promise is made anew, and the customer told.",
    "promise": "What was promised is overdue unless its proof has come.",
    "assessment": "The open questions come up again.",
    "return_due": "The last day for handing in what is owed ends.",
    "return_review": "A person looks at the owed unit.",
    "charge_review": "Finance is asked again for its decision on the charge.",
    "bench": "A unit nobody has inspected comes up again.",
    "repairer": "A unit that is away for repair comes up again.",
    "danger_collection": "The collection of the unsafe unit is looked after.",
    "danger_arrival": "The unsafe unit that was collected is looked for.",
    "clock_warning": "A service target is close.",
    "clock_due": "A service target is overdue.",
    "outbound_silence": "The parcel out has been silent too long and is searched for.",
    "return_silence": "The parcel back has been silent too long and is searched for.",
    "outbound_lost": "The search for the parcel out has ended.",
    "return_lost": "The search for the parcel back has ended.",
    "outbound_claim": "The carrier is asked to pay for the parcel out.",
    "return_claim": "The carrier is asked to pay for the parcel back.",
    "visit_booking": "A visit that is not booked comes up again.",
    "visit_end": "A visit nobody has reported comes up.",
    "review": "A person looks at the case, every few days, until somebody moves.",
}
COMING: Mapping[str, str] = {
    "letter": "The letter '{letter}' goes to {reader}.",
    "reminder": "{reader} is reminded: the letter '{letter}'.",
    "label": "Another {direction} label is booked.",
    "charge": "A charge ({kind}) of {amount} is put before finance.",
    "billed": "A charge ({kind}) of {amount} is billed.",
    "alarm": "A person looks at the case: {deadline}.",
}
AGAIN = " It comes again until somebody moves."
