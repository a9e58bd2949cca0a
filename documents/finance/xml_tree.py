"""XML grown from its leaves: a name of a namespace makes an element of what it is given."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml gives its type no other name
#: What an element holds: text, elements, lists of them; None is left out.
Content: TypeAlias = "str | Element | Iterable[Element] | None"
#: Everything that XML 1.0 cannot say (production 2), so that no name in the record stops a writer.
_UNSAYABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")


@dataclass(frozen=True, slots=True)
class Space:
    """A namespace whose names make elements."""

    uri: str

    def __call__(self, name: str, *contents: Content, **attributes: str) -> Element:
        """The element with its attributes and, in their order, its contents."""
        made = etree.Element(f"{{{self.uri}}}{name}", attributes)
        hang(made, contents)
        return made

    def maybe(self, name: str, text: str, **attributes: str) -> Element | None:
        """The element with its text; None where there is nothing to say."""
        return self(name, text, **attributes) if text.strip() else None

    def root(self, name: str, prefixes: Mapping[Any, str], *contents: Content) -> Element:
        """The outermost element, which names the prefixes of all below it."""
        made = etree.Element(f"{{{self.uri}}}{name}", nsmap=prefixes)
        hang(made, contents)
        return made


def hang(parent: Element, contents: Iterable[Content]) -> None:
    """Hang texts and elements below their parent."""
    for content in contents:
        if content is None:
            continue
        if isinstance(content, str):
            parent.text = sayable(content)
        elif isinstance(content, etree._Element):  # noqa: SLF001 - as above
            parent.append(content)
        else:
            parent.extend(list(content))


def sayable(text: str) -> str:
    """The text on one line without what XML cannot say and without blanks at its ends."""
    if text.isascii() and text.isalnum():  # most texts are, and there are very many
        return text
    return " ".join(_UNSAYABLE.sub(" ", text).split())


def written(root: Element) -> bytes:
    """The document as UTF-8; equal trees are equal bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
