"""An official brings the registry in, on a phone and at a desk."""

import pytest
from django.core.files import File
from django.urls import reverse

from accounts.roles import Role
from companies.models import Company, RegistryImport
from companies.registry import actions, samples
from tests import make
from tests.e2e.conftest import barriers, overflow

pytestmark = pytest.mark.e2e

ADD = reverse("admin:companies_registryimport_add")
WINDOWS = {"phone": {"width": 360, "height": 760}, "desk": {"width": 1280, "height": 900}}


def stands(page, words: str) -> None:
    page.locator("#state", has_text=words).wait_for()


@pytest.mark.parametrize("window", WINDOWS)
def test_a_file_is_sent_checked_and_brought_in(page, live_server, enter, faults, worker, window):
    page.set_viewport_size(WINDOWS[window])
    enter(make.official(Role.MANAGER))
    page.goto(live_server.url + ADD)
    troubles = {"upload": barriers(page)}

    page.set_input_files("input[type=file]", samples.FOLDER / samples.UTF8)
    page.get_by_role("button", name="올리고 확인하기").click()
    stands(page, "확인함")
    troubles["checked"] = barriers(page)
    assert Company.objects.count() == 0
    page.get_by_role("button", name="150줄 넣기").click()
    stands(page, "끝남")
    troubles["done"] = barriers(page)

    assert troubles == {"upload": [], "checked": [], "done": []}
    assert overflow(page) == 0
    assert RegistryImport.objects.get().created == 150
    with page.expect_download() as download:
        page.get_by_role("link", name="까닭을 적은 파일 받기").click()
    assert download.value.suggested_filename.endswith("되돌린 줄.csv")
    page.get_by_role("link", name="들어온 공장등록 보기").click()
    assert "시연" in page.inner_text("#result_list")


def test_a_page_that_waits_shows_no_barrier_and_needs_no_script(browser, live_server, enter, page):
    manager = make.official(Role.MANAGER)
    with (samples.FOLDER / samples.CP949).open("rb") as file:
        run = actions.receive(File(file, name="공장.csv"), by=manager)
    RegistryImport.objects.update(rows=12000, progress=4000, tries=2)
    enter(manager)
    address = live_server.url + reverse("admin:companies_registryimport_change", args=[run.pk])

    page.goto(address)
    found = barriers(page)
    still = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state()).new_page()
    still.goto(address)
    actions.take_up(run.pk)
    still.get_by_role("link", name="지금 상태 보기").click()

    assert found == []
    assert "확인함" in still.inner_text("#state")
    still.context.close()
