"""What customers are billed for, by kind of billable event."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from rules.finance.money_words import Use


class Item(StrEnum):
    """What a line of a statement is for."""

    FREIGHT = "freight"
    PACKAGING = "packaging"
    DEVICE = "device"
    RENT = "rent"
    SEATS = "seats"
    CONTRACT_FEE = "contract_fee"
    RENEWAL = "renewal"
    SURCHARGE = "surcharge"
    EXTENSION = "extension"
    HOURS = "hours"
    REPAIR = "repair"
    ESTIMATE = "estimate"
    UNRETURNED = "unreturned"
    CHARGE = "charge"
    CORRECTION = "correction"


#: The account each item's income is posted to.
SALES: Final[Mapping[Item, Use]] = {
    Item.FREIGHT: Use.FREIGHT_SALES,
    Item.PACKAGING: Use.PACKAGING_SALES,
    Item.DEVICE: Use.DEVICE_SALES,
    Item.RENT: Use.DEVICE_SALES,
    Item.SEATS: Use.CONTRACT_SALES,
    Item.CONTRACT_FEE: Use.CONTRACT_SALES,
    Item.RENEWAL: Use.CONTRACT_SALES,
    Item.SURCHARGE: Use.CONTRACT_SALES,
    Item.EXTENSION: Use.CONTRACT_SALES,
    Item.HOURS: Use.CONTRACT_SALES,
    Item.REPAIR: Use.REPAIR_SALES,
    Item.ESTIMATE: Use.REPAIR_SALES,
    Item.UNRETURNED: Use.CHARGE_SALES,
    Item.CHARGE: Use.CHARGE_SALES,
    Item.CORRECTION: Use.CHARGE_SALES,
}
