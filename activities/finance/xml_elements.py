"""XML read element by element, with no entity, no document type and nothing fetched."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from lxml import etree

from activities.finance.bill_text import require_xml
from rules.finance.bill_refusals import TooManyInFile, XmlBroken, XmlHostile

#: More elements than this no bill's header and no line of it has.
MOST_ELEMENTS: Final = 50_000
_BEGINNING = 64 * 1024


def elements(file: BinaryIO, wanted: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """The starts and ends of the elements with these local names, while the file is read.

    What has ended is kept until `forget` takes it away. Raises FileOfAnotherKind, XmlHostile,
    XmlBroken and TooManyInFile.
    """
    require_xml(file)
    _refuse_declarations(file)
    held = 0
    try:
        for event, element in _events(file):
            held += event == "start"
            if held > MOST_ELEMENTS:
                raise TooManyInFile("elements in one line or header", MOST_ELEMENTS)
            if local(element) in wanted:
                held = 0 if event == "end" else held
                yield event, element
    except etree.XMLSyntaxError as wrong:
        raise XmlBroken(wrong.lineno or 1, wrong.msg or "it is no XML") from wrong


def _events(file: BinaryIO) -> Iterator[tuple[str, Any]]:
    file.seek(0)
    context = etree.iterparse(
        file,
        events=("start", "end"),
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    first = True
    for event, element in context:
        if first and element.getroottree().docinfo.doctype:
            raise XmlHostile
        first = False
        yield event, element


def _refuse_declarations(file: BinaryIO) -> None:
    """Refuse a document type before anything of it is parsed (XmlHostile)."""
    file.seek(0)
    start = file.read(_BEGINNING).replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise XmlHostile


def local(element: Any) -> str:  # noqa: ANN401 - an element of lxml
    """The element's name without its namespace; empty for what is none."""
    tag = element.tag
    return str(tag).rpartition("}")[2] if isinstance(tag, str) else ""


def said(element: Any, path: str) -> str:  # noqa: ANN401 - an element of lxml
    """The text at a path of local names below the element; empty when there is none."""
    found = element.find("/".join(f"{{*}}{step}" for step in path.split("/")))
    return (found.text or "").strip() if found is not None else ""


def forget(element: Any) -> None:  # noqa: ANN401 - an element of lxml
    """Take what was read out of memory: the element's contents, and what stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
