import pytest

from runtime.database import Database
from tests.builders import TestDesk
from tests.months import MonthWalk, open_finance


@pytest.fixture
def month(shared_record: Database, desk: TestDesk) -> MonthWalk:
    open_finance(shared_record, desk)
    return MonthWalk(record=shared_record, desk=desk)


@pytest.fixture
def october(month: MonthWalk) -> MonthWalk:
    """Three parcels with their bill, one without, and two things fabrikam owes."""
    month.ship()
    month.ship(1, billed=False)
    month.sell()
    return month
