"""What is told of unsafe batteries, and of cases closed by hand."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "danger_cleared": "A trained person found the battery sound: {because}",
    "danger_decided": "A trained person found the battery {battery} ({path}): {because}",
    "danger_collected": "The unit was collected as dangerous goods: {note}",
    "recycled_on_site": "It was recycled where it was; nothing is owed for it.",
    "closed_by_hand": "The case was closed by hand: {because}",
    "ended_by_hand": "Everything that was left open is settled so; the case has ended.",
}
#: What is added when a detail says something.
FOLLOWED_BY: Mapping[str, Mapping[str, str]] = {
    "closed_by_hand": {"left": " Left open were: {left}."},
}
