"""The carriers this installation ships with, made from its settings."""

from collections.abc import Mapping

from carriers.port import Carrier
from carriers.practice import PracticeCarrier
from rules.case_words import Direction
from runtime.settings import Secret, Settings

#: Which carrier and which of its services the desk books; one carrier so far.
CARRIER = "practice"
SERVICES = {Direction.OUTBOUND: "express", Direction.RETURN: "standard"}


def carriers_from(settings: Settings) -> Mapping[str, Carrier]:
    """Every carrier by the name its events and labels carry."""
    return {
        CARRIER: PracticeCarrier(
            base_url=settings.practice_url,
            api_key=settings.secret(Secret.PRACTICE_KEY),
            webhook_secret=settings.secret(Secret.PRACTICE_WEBHOOK),
        )
    }
