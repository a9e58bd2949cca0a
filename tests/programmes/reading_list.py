"""The readings A1 to A32, and the tests that assert what each setting comes to."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

NUMBERS = tuple(f"A{number}" for number in range(1, 33))
#: The tests that were written for each reading, filled as their files are read.
READ: dict[str, list[str]] = defaultdict(list)
Test = TypeVar("Test", bound=Callable[..., Any])


def reading(number: str) -> Callable[[Test], Test]:
    """The test asserts an outcome under every setting of this reading."""

    def read(test: Test) -> Test:
        READ[number].append(test.__name__)
        return test

    return read
