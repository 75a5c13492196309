"""Handing out a file that somebody sent: as the one type it is, inert, whole or in part (RFC 9110 §14)."""

import re
from typing import IO

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

# Opened by itself the file may do nothing, load nothing and be framed by nobody.
INERT = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$", re.ASCII)


def inert(*, content_type: str, name: str, saved: bool, public: bool) -> dict[str, str]:
    """The headers of whatever is handed out: one type, its name, and nothing it may do."""
    return {
        "Content-Type": content_type,
        "Content-Security-Policy": INERT,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "public, no-cache" if public else "private, no-store",
        "Content-Disposition": content_disposition_header(saved, name) or "inline",
    }


class Part:
    """So many bytes of an open file."""

    def __init__(self, file: IO[bytes], start: int, length: int) -> None:
        file.seek(start)
        self._file, self._left = file, length

    def read(self, size: int) -> bytes:
        """The next bytes; none after the last."""
        piece = self._file.read(min(size, self._left))
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        """Give the file back."""
        self._file.close()


def answer(
    request: HttpRequest, file: FieldFile, *, content_type: str, name: str, version: str, saved: bool, public: bool
) -> HttpResponseBase:
    """The file, or the part of it that was asked for. `saved`: offered for saving instead of shown.

    A public file is asked about anew each time, so that one taken down is gone at once; the answer then is a 304.
    """
    size, etag = file.size, f'"{version}"'
    headers = inert(content_type=content_type, name=name, saved=saved, public=public) | {
        "Accept-Ranges": "bytes",
        "ETag": etag,
    }
    response: HttpResponseBase = get_conditional_response(request, etag=etag) or _content(request, file, size, etag)
    for header, value in headers.items():
        response.headers[header] = value
    return response


def _content(request: HttpRequest, file: FieldFile, size: int, etag: str) -> HttpResponseBase:
    asked = _RANGE.match(request.headers.get("Range", ""))
    if asked is None or request.headers.get("If-Range", etag) != etag:
        start, length, status, headers = 0, size, 200, {}
    else:
        start, length = _part(*asked.groups(), size=size)
        if length <= 0:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        status, headers = 206, {"Content-Range": f"bytes {start}-{start + length - 1}/{size}"}
    headers["Content-Length"] = str(length)
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    assert file.name
    return FileResponse(Part(file.storage.open(file.name), start, length), status=status, headers=headers)


def _part(first: str, last: str, *, size: int) -> tuple[int, int]:
    """Where the part begins and how long it is. Without a first byte, `last` counts from the end."""
    if not first:
        length = min(int(last or 0), size)
        return size - length, length
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    return start, end - start + 1
