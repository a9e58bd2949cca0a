"""What the practice carrier answers for when a parcel stays away: searches, and claims in time."""

from datetime import UTC, datetime, timedelta
from typing import Any

from workers.practice_carrier.consignment import Consignment, DeedRefused, happened_at
from workers.practice_carrier.words import CLAIM_WITHIN_DAYS, ENDED


def check_trace(parcel: Consignment) -> None:
    """Refuse to search for what was never handed over or is where it should be."""
    _check_handed_over(parcel, "there is nothing to search for: it was never handed over")
    _check_not_ended(parcel)


def check_claim(parcel: Consignment, reason: str, at: datetime) -> None:
    """Refuse what was never handed over, came too late, or is lost only to the claimant."""
    _check_handed_over(parcel, "there is nothing to pay for: it was never handed over")
    if reason == "lost":
        _check_not_ended(parcel)
    last_day = happened_at(parcel.moved[0]).date() + timedelta(days=CLAIM_WITHIN_DAYS)
    if at.astimezone(UTC).date() > last_day:
        limit = f"a claim had to be filed within {CLAIM_WITHIN_DAYS} days of the first scan"
        raise DeedRefused(409, "claim_too_late", f"{limit}, until {last_day}")


def check_reference(parcel: Consignment, asked: dict[str, Any], under: Consignment | None) -> None:
    """Refuse a second claim for a parcel, and a second meaning of one reference."""
    if under is not None and (under is not parcel or under.claim != asked):
        reason = f"this reference stands for another claim, {under.claim_no}"
        raise DeedRefused(409, "claim_differs", reason)
    if under is None and parcel.claim is not None:
        reason = f"{parcel.claim_no} is open for it under another reference"
        raise DeedRefused(409, "already_claimed", reason)


def _check_handed_over(parcel: Consignment, reason: str) -> None:
    if not parcel.collected:
        raise DeedRefused(409, "not_handed_over", reason)


def _check_not_ended(parcel: Consignment) -> None:
    """Its newest event by its own time counts: a delivery may be taken back by a later one."""
    newest = parcel.moved[-1]
    if newest["status"] in ENDED:
        place = f" in {newest['place']}" if newest["place"] else ""
        reason = f"it was {newest['status']}{place} on {happened_at(newest).date()}"
        raise DeedRefused(409, newest["status"], reason)
