"""A tracking number as it is compared: what carriers print around it does not count."""

import re
from typing import Final

_NOT_KEY: Final = re.compile(r"[^0-9A-Z]")
#: The same in SQL: put the column for {}.
SQL_KEY: Final = "regexp_replace(upper({}), '[^0-9A-Z]', '', 'g')"


def tracking_key(number: str) -> str:
    """Letters and digits only, upper case, at most 64 of them; empty for no number."""
    return _NOT_KEY.sub("", number.upper())[:64]
