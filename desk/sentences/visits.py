"""What is told of dead replacements and visits on site."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "dead_on_arrival": "The replacement is dead on arrival; its battery is {battery}.",
    "first_clock_stands": "The promise and the clocks of the case stand as they were counted from "
    "its beginning: nothing starts anew.",
    "dead_follows": "The dead replacement gets a label of its own once the parcel on the road is "
    "in.",
    "follows_case": "The device was the replacement in case {case}, which has ended: this case "
    "follows that one.",
    "part_on_site": "The part is on site: a visit is to be booked.",
    "visit_booked": "A visit was booked, from {begins_at} to {ends_at}.",
    "visit_done": "The visit took place: {outcome}.",
    "visit_not_booked": "The part is on site, and no visit is booked yet.",
    "visit_not_reported": "The window of the visit is over, and nobody has said what came of it.",
}
#: What is added when a detail says something.
FOLLOWED_BY: Mapping[str, Mapping[str, str]] = {
    "dead_on_arrival": {"note": " {note}"},
    "visit_done": {"text": " {text}"},
}
