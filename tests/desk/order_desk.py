"""What the tests of orders share: a day later, a second model, the page of an order."""

import uuid
from dataclasses import replace
from datetime import timedelta

from desk.order_view import OrderView, order_page
from runtime.database import Database
from tests.builders import PHONE, TestDesk
from tests.orders import ORDERED

LATER = ORDERED + timedelta(days=1)
X3 = replace(PHONE, code="PHONE-X3", name="Phone X3")


def key() -> str:
    return uuid.uuid4().hex


def page(record: Database, desk: TestDesk, number: str) -> OrderView:
    return order_page(record, desk.clerk, number, LATER)
