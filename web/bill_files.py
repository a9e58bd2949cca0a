"""A carrier's file given back as it came, never shown by the browser as a page."""

from urllib.parse import quote

from fastapi.responses import Response

from desk.finance.bill_list import FileContent


def as_attachment(file: FileContent) -> Response:
    """The bytes to be saved under the file's name (RFC 6266)."""
    return Response(
        file.content,
        media_type="application/octet-stream",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"},
    )
