from importlib import import_module
from pathlib import Path

import pytest

from tests.programmes.facts.fact_list import NUMBERS, WALKED

FILES = sorted((Path(__file__).parent / "facts").glob("test_*.py"))


@pytest.fixture(scope="module")
def walked() -> dict[str, list[str]]:
    """Every fact that a test in the folder speaks of, with the names of those tests."""
    for file in FILES:
        import_module(f"tests.programmes.facts.{file.stem}")
    return dict(WALKED)


def test_there_are_seventy_one_facts() -> None:
    assert (len(NUMBERS), len(set(NUMBERS)), NUMBERS[0], NUMBERS[-1]) == (71, 71, "1", "67")


@pytest.mark.parametrize("number", NUMBERS)
def test_a_fact_has_a_test_of_its_outcome(number: str, walked: dict[str, list[str]]) -> None:
    assert [name for name in walked.get(number, []) if name.startswith("test_")] != []


def test_no_test_speaks_of_a_fact_that_is_not_listed(walked: dict[str, list[str]]) -> None:
    assert set(walked) - set(NUMBERS) == set()
