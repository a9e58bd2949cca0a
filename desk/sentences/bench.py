"""What is told of the bench."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "inspected": "The bench inspected unit {serial}: {finding}.",
    "no_fault_again": "No fault was found in unit {serial}, now {number} times: look at it anew.",
    "no_fault_found_told": "The customer was told that no fault was found in {serial}.",
    "not_covered_found_told": "The customer was told that {serial} is not covered: the "
    "replacement is to be sent back or paid for by {due_at}.",
    "finding_answered": "The customer answered the finding on unit {serial}: {answer}.",
    "finding_unanswered": "The customer did not answer the finding on unit {serial} in time: the "
    "replacement counts as kept.",
    "unsafe_on_bench": "The battery of unit {serial} is unsafe: a trained person takes it to "
    "scrap, and nobody switches it on.",
    "counterfeit_found": "Unit {serial} is not the maker's: it is held in custody, and finance "
    "decides what is charged.",
    "wiped": "The data of unit {serial} was wiped ({method}, with {tool}).",
    "disposed": "Unit {serial} goes to: {to}.",
    "goes_home": "Unit {serial} goes home to its user.",
    "repair_ended": "The repair of unit {serial} is over; repaired: {repaired}.",
    "repairer_late": "The repairer still has {serial}: ask for it.",
    "back_from_repairer": "Unit {serial} is back from the repairer.",
    "paper_printed": "A document was printed: {paper}.",
}
#: What is added when a detail says something.
FOLLOWED_BY: Mapping[str, Mapping[str, str]] = {
    "inspected": {
        "exclusion": " Exclusion: {exclusion}.",
        "grade": " Grade {grade}.",
        "note": " {note}",
    },
    "disposed": {"because": " {because}"},
    "repair_ended": {"note": " {note}"},
}
