"""Which shelf a case draws on, and which one a unit that comes home goes to."""

import uuid

from sqlalchemy import select

from activities.entries import Page
from models.devices import Unit
from models.locations import Location, Place
from models.parties import Address
from models.pool_homes import home_shelf_of
from models.pool_levels import pool_shelf_for
from models.stock import place_of
from rules.case_words import Remedy


def shelf_of(page: Page) -> Location:
    """A swap draws on the customer's own pool, an advance replacement on the provider's stock.

    Of several pools it is the one that serves the address with the user's model.
    """
    if page.state.remedy is not Remedy.SWAP:
        return place_of(page.session, Place.SHELF)
    customer_id = page.case.customer_id
    address = page.session.get_one(Address, (page.case.tenant_id, page.case.address_id))
    pool = pool_shelf_for(page.session, customer_id, wanted_model(page), address.postcode)
    return shelf_or_main(page, pool, customer_id)


def home_shelf(page: Page, unit: Unit) -> Location:
    """Where a unit is shelved that came home: the pool of its owner that takes its model back.

    Without such a pool a repaired one goes into the stock of whoever owns it, and any other to
    where the case draws from.
    """
    remedy, owner_id = page.state.remedy, unit.owner_customer_id
    pool = None
    if owner_id is not None and remedy in {Remedy.REPAIR, Remedy.SWAP}:
        pool = home_shelf_of(page.session, owner_id, unit.model_id)
    if pool is None and remedy is not Remedy.REPAIR:
        return shelf_of(page)
    return shelf_or_main(page, pool, owner_id)


def shelf_or_main(
    page: Page, shelf_id: uuid.UUID | None, customer_id: uuid.UUID | None
) -> Location:
    """The pool's shelf, or the customer's main one where no pool was found."""
    if shelf_id is None:
        return place_of(page.session, Place.SHELF, customer_id)
    return page.session.get_one(Location, (page.case.tenant_id, shelf_id))


def wanted_model(page: Page) -> uuid.UUID:
    """The model of the user's own device; read only, as the device may be locked elsewhere."""
    device = uuid.UUID(page.state.device_unit)
    return page.session.scalars(select(Unit.model_id).where(Unit.id == device)).one()
