"""A case of the invented programme on the real servers, from the call to its close."""

from dataclasses import replace
from pathlib import Path

import pytest

from desk.scans import Station
from models.cases import PromiseOutcome
from rules.case_words import Stage
from tests.builders import a_swap
from tests.programmes.harbour import MONDAY, SKIPPER, sign_harbour
from tests.stories import harness
from tests.stories.steps import DAY, HOUR, delivered, sent_back

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_case_of_a_sixth_programme_closes_like_any_other(
    stage: harness.Stage, tmp_path: Path
) -> None:
    sign_harbour(stage.database, stage.desk, tmp_path)
    form = replace(a_swap("HARBOUR-1", contract="H-1", request=SKIPPER), at=MONDAY)
    case = await delivered(stage, form, MONDAY + HOUR)
    promise = stage.promise_of(case.number)
    assert promise.programme_version == "harbour_care 1"
    assert promise.outcome is PromiseOutcome.KEPT
    await sent_back(stage, case.number, MONDAY + 3 * DAY)
    assert await stage.scan(Station.RECEIPT, "HARBOUR-1", MONDAY + 5 * DAY) == "RECEIVED"
    end = await stage.until(case.number, lambda state: state.ended)
    assert end.stage is Stage.CLOSED
    assert stage.billed(case.number)["freight_return"] == "vendor"
