"""From a page of HTML to a sheet of paper: PDF/UA, so that a screen reader can read what others see."""

import segno
from PIL import ImageFile


def printed(page: str, style: str) -> bytes:
    """The sheets. Nothing is fetched: the page carries its pictures, fonts are the machine's."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 — heavy; only the process that prints loads it
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    # WeasyPrint lets Pillow take half a picture for a whole one, in the whole process: uploads must not.
    ImageFile.LOAD_TRUNCATED_IMAGES = False

    document = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=["data"]))
    made = document.write_pdf(stylesheets=[CSS(string=style)], pdf_variant="pdf/ua-1")
    assert made is not None
    return bytes(made)


def qr_code(address: str) -> str:
    """The address as a picture that a phone opens, carried by the page itself."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=8, border=4))
