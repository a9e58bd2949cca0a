"""What is told of cost proposals."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "proposal_made": "Cost proposal {number} was made: {amount}.",
    "proposal_reminded": "The customer was reminded of cost proposal {number}.",
    "proposal_accepted": "The customer accepted cost proposal {number}: {amount}.",
    "proposal_declined": "The customer declined cost proposal {number}; the unit: {otherwise}.",
    "proposal_expired": "Cost proposal {number} expired without an answer.",
    "estimate_charged": "The estimate of cost proposal {number} was charged: {amount}.",
    "left_to_bench": "Unit {serial} waits on the bench for its way ({to}).",
}
#: What is added when a detail says something.
FOLLOWED_BY: Mapping[str, Mapping[str, str]] = {}
