"""What is told of loans and spares on site."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "lent": "The replacement is on loan until the user's own device is home again.",
    "home_again": "The user's own device is home again.",
    "own_lost": "The user's own device was lost on its way home.",
    "loan_recalled": "The loan was asked back.",
    "loan_reminded": "Reminder {number} of the loan was sent.",
    "loan_overdue": "The loan is overdue; the customer was told so.",
    "loan_back_early": "The loan came back before anybody had asked for it.",
    "loan_is_yours": "The user's own device will not come back: the loan is the replacement now.",
    "spare_taken": "The user took spare {serial} on site, in place of a unit from the pool.",
    "spare_refused": "Spare {serial} cannot be taken: {because}.",
}
#: What is added when a detail says something.
FOLLOWED_BY: Mapping[str, Mapping[str, str]] = {}
