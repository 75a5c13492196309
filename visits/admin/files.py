"""A list as a file: CSV or a workbook, row by row."""

from collections.abc import Iterable

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from companies.tables import lines, workbook

READ_AHEAD = 500


def given_out(rows: Iterable[list[str]], kind: str, name: str, *, title: str) -> HttpResponseBase:
    """The answer that carries it. Its name is ASCII, as every browser reads it."""
    if kind == "xlsx":
        return FileResponse(workbook(rows, title=title), as_attachment=True, filename=f"{name}.xlsx")
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(lines(rows), content_type="text/csv; charset=utf-8", headers=headers)
