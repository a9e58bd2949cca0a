"""Many numbers in one question: compared by hash, however many they are."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, cast, func


def among(ids: Iterable[int]) -> ColumnElement[Any]:
    """Any of these numbers, to be compared with a column.

    Without the cast they come as smaller numbers than the column's, and PostgreSQL would look
    through the whole list for each row.
    """
    return func.any(cast(list(ids), ARRAY(BigInteger)))
