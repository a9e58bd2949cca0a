"""How a spare on the customer's site is handed over: its move, and the queue's unit given back."""

from activities.entries import Clerk, Page, when
from activities.stock_entries import move, request_key, withdraw_request
from models.devices import Unit
from models.locations import Location, Place
from models.stock import UNPACKED, lock_shelf, place_of, request_of, unit_with_code
from rules.case_facts import Told
from rules.case_state import Entry
from rules.case_words import Enter
from rules.scan_text import normal_serial


def take_spare(page: Page, entry: Entry) -> None:
    """The spare is the user's, and the next in line gets the unit; or the case stays as it was."""
    serial, at = normal_serial(entry.details["serial"]), when(entry)
    site = place_of(page.session, Place.SITE, page.case.customer_id)
    lock_shelf(page.session, page.case.tenant_id, site.id)
    unit = unit_with_code(page.session, serial)
    because = why_not(page, entry, unit, site)
    if unit is None or because:
        page.result(Told.BACKUP_TAKEN, at, serial=serial, because=because)
        return
    withdraw_request(page, entry)
    place = place_of(page.session, Place.CUSTOMER, page.case.customer_id)
    move(page, unit, place, f"outbound/{entry.details['attempt']}/spare", at)
    page.result(Told.BACKUP_TAKEN, at, serial=unit.serial, unit_id=str(unit.id))


def why_not(page: Page, entry: Entry, unit: Unit | None, site: Location) -> str:
    """Why the spare cannot be taken, or nothing."""
    request = request_of(page.session, request_key(page, entry))
    if unit is None or unit.location_id != site.id:
        return f"it is not among the spares of {site.code}"
    if request is not None and request.state not in UNPACKED:
        return "a unit is packed for this case already"
    return ""


SITE_CLERKS: dict[Enter, Clerk] = {Enter.TAKE_SPARE: take_spare}
