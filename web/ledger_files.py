"""The journal as a file to be saved: the same answer for programs and for pages."""

from datetime import date

from fastapi.responses import Response

from web.api.headers import shown_inline


def month_of(written: str) -> date:
    """The first day of a month written as 2026-10."""
    return date.fromisoformat(f"{written}-01")


def sie_answer(content: bytes, first: str, last: str) -> Response:
    """The SIE file, whose bytes are in code page 437."""
    return saved(content, f"journal-{first}-{last}.si", "application/octet-stream")


def table_answer(content: str, first: str, last: str) -> Response:
    """The table as CSV."""
    return saved(content.encode(), f"journal-{first}-{last}.csv", "text/csv; charset=utf-8")


def saved(content: bytes, name: str, kind: str) -> Response:
    """A file that is saved, not shown."""
    disposition = shown_inline(name).replace("inline", "attachment", 1)
    return Response(content, media_type=kind, headers={"Content-Disposition": disposition})
