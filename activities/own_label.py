"""Our own parcel label, for carriers and services that return none."""

import uuid

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.consignment import Consignment
from carriers.port import Address
from documents.parcel_label import ParcelLabel, draw_parcel_label
from models.exchange import NumberSeries
from rules.sscc import build_sscc

#: GS1 company prefix of the demonstration range; a production tenant is given its own.
COMPANY_PREFIX = "735999271"


def next_number(session: Session, tenant_id: uuid.UUID, series: str) -> int:
    """The next number of a series, from 1, under its row lock; never given out twice."""
    taken = session.execute(
        insert(NumberSeries)
        .values(tenant_id=tenant_id, id=uuid.uuid4(), series=series, next=2)
        .on_conflict_do_update(
            index_elements=["tenant_id", "series"], set_={"next": NumberSeries.next + 1}
        )
        .returning(NumberSeries.next)
    ).scalar_one()
    return int(taken) - 1


def take_sscc(session: Session, tenant_id: uuid.UUID) -> str:
    """A serial shipping container code of our own, never used before."""
    return build_sscc(
        extension=3, company_prefix=COMPANY_PREFIX, serial=next_number(session, tenant_id, "sscc")
    )


def draw_own_label(goods: Consignment, tracking_no: str, sscc: str) -> bytes:
    """The label as an A6 PDF."""
    order = goods.order
    return draw_parcel_label(
        ParcelLabel(
            sender=lines(order.sender),
            recipient=lines(order.recipient),
            case_number=goods.case.number,
            leg=goods.leg.attempt,
            direction=order.direction,
            parcel_no=1,
            parcels=1,
            sscc=sscc,
            tracking_no=tracking_no,
            weight_g=order.parcel.weight_g,
            service=order.service,
            locale=goods.locale,
            battery_mark=order.parcel.battery_mark,
        )
    )


def lines(address: Address) -> tuple[str, ...]:
    """The address as printed, from the name down to the country."""
    town = f"{address.postcode} {address.city}"
    return (address.name, address.street, town, address.country)
