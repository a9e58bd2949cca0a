"""The numbered facts of the five published programmes, and the tests that assert an outcome."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

#: Facts 1 to 67, with those that were found later between them.
NUMBERS = (
    *(str(number) for number in range(1, 30)),
    "29a",
    *(str(number) for number in range(30, 39)),
    "38a",
    *(str(number) for number in range(39, 65)),
    "64a",
    "64b",
    *(str(number) for number in range(65, 68)),
)
#: The tests that were written for each fact, filled as their files are read.
WALKED: dict[str, list[str]] = defaultdict(list)
Test = TypeVar("Test", bound=Callable[..., Any])


def fact(*numbers: str) -> Callable[[Test], Test]:
    """The test asserts an outcome of these facts."""

    def walked(test: Test) -> Test:
        for number in numbers:
            WALKED[number].append(test.__name__)
        return test

    return walked
