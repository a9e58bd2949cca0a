"""A quality report as a file: the same answer for programs and for pages."""

from fastapi.responses import Response

from web.api.headers import shown_inline

PDF, CSV = "application/pdf", "text/csv; charset=utf-8"


def paper_file(paper: bytes, customer: str, month: str) -> Response:
    """The PDF, shown in place."""
    name = shown_inline(f"quality-report-{customer}-{month}.pdf")
    return Response(paper, media_type=PDF, headers={"Content-Disposition": name})


def table_file(table: bytes, customer: str, month: str) -> Response:
    """The CSV, to be saved."""
    inline = shown_inline(f"quality-report-{customer}-{month}.csv")
    saved = inline.replace("inline", "attachment", 1)
    return Response(table, media_type=CSV, headers={"Content-Disposition": saved})
