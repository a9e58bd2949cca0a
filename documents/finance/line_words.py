"""What a line of a statement says it is for, in the reader's language."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from documents.language import Language, language_of, phrases_written
from rules.finance.items import Item
from rules.finance.statement_lines import BACK

LONGEST = 200


def line_text(item: str, about: str, locale: str) -> str:
    """Such as "Freight, Express SE1": the item's name and what it is about, at most 200 characters.

    An item that nobody has named is called by its own word.
    """
    names = item_names(language_of(locale))
    if item == Item.FREIGHT and f"{about} ".startswith(BACK):
        item, about = "freight_return", about.removeprefix(BACK.strip()).strip()
    name = names.get(item, item)
    return f"{name}, {about}"[:LONGEST] if about else name


@cache
def item_names(language: Language) -> Mapping[str, str]:
    """The items' names in a language."""
    return MappingProxyType(dict(phrases_written(language, "statement_lines")))
