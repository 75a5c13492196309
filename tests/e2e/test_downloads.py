"""What lies in the store does nothing in a browser, whatever it is."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from grievances import actions
from grievances.files import Checked, Kind
from tests import make

pytestmark = pytest.mark.e2e

CRIES = b"%PDF-1.4\n<html><script>alert('canary');document.title='canary'</script></html>"
DRAWS = b'<svg xmlns="http://www.w3.org/2000/svg"><script>document.title="canary"</script></svg>'


def test_nothing_that_is_stored_runs_or_is_shown_in_a_browser(page, live_server, enter):
    """Even bytes that no check would let through: every kind, as a page that cries out if it is run."""
    person, cried, saved = make.owner(make.company()), [], []
    draft = actions.save_draft(person.seats.get().company, {"title": "쓰던 글"}, by=person)
    enter(person)
    page.on("dialog", lambda dialog: (cried.append(dialog.message), dialog.dismiss()))
    page.goto(f"{live_server.url}/health/")
    title = page.title()

    for number, kind in enumerate(Kind):
        content = DRAWS if number % 2 else CRIES
        checked = Checked(ContentFile(content), kind, f"현장 {number}{kind.suffix}", len(content), f"{number:064}")
        file = actions.attach_to_draft(draft, checked, by=person)
        with page.expect_download() as download:
            page.evaluate("path => { location.href = path }", f"/grievances/files/{file.key}/")
        is_whole = Path(download.value.path()).read_bytes() == content
        saved.append((download.value.suggested_filename, page.title(), is_whole))

    assert saved == [(f"현장 {number}{kind.suffix}", title, True) for number, kind in enumerate(Kind)]
    assert cried == []
