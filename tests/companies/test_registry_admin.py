"""The pages on which officials bring the registry in."""

import io

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLog
from accounts.roles import Role
from companies.models import Company, RegistryImport
from companies.registry import actions, samples
from companies.resources import FactoryResource
from tests import make

pytestmark = pytest.mark.django_db

State = RegistryImport.State
ADD = reverse("admin:companies_registryimport_add")
LIST = reverse("admin:companies_registryimport_changelist")
TEXT = "회사명,주소,전화번호,비고\n한빛정밀,예시로 1,031-000-0001,가\n<b>새봄</b>,예시로 2,미등록,\n,예시로 3,,\n"


@pytest.fixture
def manager(client):
    manager = make.official(Role.MANAGER)
    make.sign_in(client, manager)
    return manager


def upload(content: bytes | str = TEXT, name: str = "공장.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def checked(by, text: str = TEXT) -> RegistryImport:
    run = actions.receive(ContentFile(text.encode(), name="공장.csv"), by=by)
    actions.take_up(run.pk)
    return RegistryImport.objects.get(pk=run.pk)


def page_of(run: RegistryImport) -> str:
    return reverse("admin:companies_registryimport_change", args=[run.pk])


def verb(run: RegistryImport, name: str) -> str:
    return reverse(f"admin:companies_registryimport_{name}", args=[run.pk])


def test_a_file_is_sent_and_waits_for_a_worker(client, manager):
    response = client.post(ADD, {"file": upload()})

    run = RegistryImport.objects.get()
    assert response["Location"] == page_of(run)
    assert (run.state, run.file_name, run.uploaded_by) == (State.CHECKING, "공장.csv", manager)
    page = client.get(page_of(run)).content.decode()
    assert "차례를 기다리고 있습니다" in page
    assert f'data-renew="{page_of(run)}"' in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("이름,값\n가,나\n", "찾은 칸: 이름, 값, 가, 나"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), "옛 엑셀 파일"),
        (b"MZ" + bytes(9000), "CSV나 XLSX 파일이 아닙니다"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_once(client, manager, content, words):
    response = client.post(ADD, {"file": upload(content)})

    assert response.status_code == 422
    assert words in response.content.decode()
    assert RegistryImport.objects.count() == 0


def test_a_file_that_is_too_large_is_refused(client, manager, monkeypatch):
    monkeypatch.setattr("companies.registry.forms.LARGEST", 0)

    response = client.post(ADD, {"file": upload()})

    assert response.status_code == 422
    assert "0MB를 넘습니다" in response.content.decode()


def test_the_preview_shows_what_would_change_and_what_stays_out(client, manager):
    actions.apply(checked(manager), by=manager)
    actions.take_up(RegistryImport.objects.get().pk)
    run = checked(manager, TEXT.replace("031-000-0001", "031-000-0002").replace("예시로 2", "예시로 20"))

    page = client.get(page_of(run)).content.decode()

    assert "전화번호: 031-000-0001 → 031-000-0002" in page
    assert "&lt;b&gt;새봄&lt;/b&gt;" in page
    assert "<b>새봄" not in page
    assert "회사명이 없습니다." in page
    assert "2줄 넣기" in page
    assert "비고" in page
    assert "data-renew" not in page


def test_what_is_shown_is_brought_in_and_found(client, manager):
    run = checked(manager)

    response = client.post(verb(run, "apply"), follow=True)
    actions.take_up(run.pk)

    assert "넣기 시작했습니다" in response.content.decode()
    page = client.get(page_of(run)).content.decode()
    records = f"{reverse('admin:companies_factoryrecord_changelist')}?brought_by={run.pk}"
    assert f'href="{records}"' in page
    found = client.get(records).content.decode()
    assert "한빛정밀" in found
    assert "031-****-0001" in found
    assert "031-000-0001" not in found


def test_a_file_that_changes_nothing_is_not_offered_to_be_brought_in(client, manager):
    text = "회사명,주소\n한빛정밀,예시로 1\n"
    actions.apply(checked(manager, text), by=manager)
    actions.take_up(RegistryImport.objects.get().pk)

    page = client.get(page_of(checked(manager, text))).content.decode()

    assert "바뀌는 것이 없습니다." in page
    assert "줄 넣기" not in page
    assert "넣지 않기" in page


def test_what_is_shown_can_be_dropped(client, manager):
    run = checked(manager)

    page = client.post(verb(run, "drop"), follow=True).content.decode()

    assert "넣지 않기로 했습니다" in page
    assert Company.objects.count() == 0


def test_a_stale_page_is_told(client, manager):
    run = actions.drop(checked(manager), by=manager)

    page = client.post(verb(run, "apply"), follow=True).content.decode()

    assert "&#x27;넣지 않음&#x27; 상태입니다" in page


def test_a_failed_run_says_why_and_can_start_again(client, manager):
    run = checked(manager, "이름,값\n가,나\n")
    page = client.get(page_of(run)).content.decode()

    client.post(verb(run, "again"))

    assert "머리글 줄을 찾지 못했습니다" in page
    assert "다시 시작" in page
    run.refresh_from_db()
    assert run.state == State.CHECKING


def test_a_running_page_asks_for_its_part_only(client, manager):
    run = actions.apply(checked(manager), by=manager)
    RegistryImport.objects.update(progress=1200, rows=12000, tries=2)

    part = client.get(page_of(run), headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert "12,000줄 가운데 1,200줄을 넣고 있습니다." in part
    assert '<progress id="bar" max="12000" value="1200">' in part
    assert "처음부터 다시 하고 있습니다(2번째)" in part


def test_rejects_are_downloaded_with_their_reasons(client, manager):
    response = client.get(verb(checked(manager), "rejects"))

    content = b"".join(response.streaming_content).decode("utf-8-sig")
    assert content.splitlines() == ["회사명,주소,전화번호,비고,사유", ",예시로 3,,,4번째 줄: 회사명이 없습니다."]
    assert response["Content-Disposition"].startswith("attachment;")
    log = AccessLog.objects.get(what="DOWNLOAD")
    assert (log.by, log.subject_label, log.rows) == (manager, "되돌린 줄: 공장.csv", 1)


def test_a_run_without_rejects_has_none_to_download(client, manager):
    run = checked(manager, "회사명,주소\n한빛,예시로 1\n")

    assert client.get(verb(run, "rejects")).status_code == 404


def test_the_list_shows_earlier_runs(client, manager):
    checked(manager)

    page = client.get(LIST).content.decode()

    assert "공장.csv" in page
    assert "확인함" in page
    assert manager.name in page


def test_the_list_asks_a_fixed_number_of_questions(client, manager):
    client.get(LIST)  # the first page of a session asks more

    questions = []
    for _ in range(3):
        checked(manager)
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        questions.append(len(asked))

    assert len(set(questions)) == 1


def test_what_waits_to_be_brought_in_stands_on_the_first_page(client, manager):
    checked(manager)

    page = client.get("/admin/").content.decode()

    assert "넣기를 기다리는 공장등록현황" in page
    assert "companies/registryimport/?state=checked" in page


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.COMPANY}])
def test_the_pages_are_shut_to_everybody_else(client, manager, role):
    run = checked(manager)
    make.sign_in(client, make.official(role))

    answers = {
        client.get(ADD).status_code,
        client.post(ADD, {"file": upload()}).status_code,
        client.get(LIST).status_code,
        client.get(page_of(run)).status_code,
        client.get(verb(run, "rejects")).status_code,
        *(client.post(verb(run, name)).status_code for name in ("apply", "drop", "again")),
    }

    assert answers <= {403, 404}
    run.refresh_from_db()
    assert (run.state, RegistryImport.objects.count()) == (State.CHECKED, 1)


@pytest.mark.parametrize("name", ["apply", "drop", "again"])
def test_looking_changes_nothing(client, manager, name):
    assert client.get(verb(checked(manager), name)).status_code == 405


def test_the_demo_offers_files_to_try(client, manager, settings):
    settings.IS_DEMO = True
    page = client.get(ADD).content.decode()

    for name in (samples.UTF8, samples.CP949):
        address = reverse("admin:companies_registryimport_sample", args=[name])
        assert address in page
        assert b"".join(client.get(address).streaming_content) == (samples.FOLDER / name).read_bytes()
    other = reverse("admin:companies_registryimport_sample", args=["settings.py"])
    assert client.get(other).status_code == 404


def test_elsewhere_there_are_no_files_to_try(client, manager):
    address = reverse("admin:companies_registryimport_sample", args=[samples.UTF8])

    assert client.get(address).status_code == 404
    assert "시연 파일" not in client.get(ADD).content.decode()


def test_factories_are_exported_masked_and_harmless(client, manager):
    run = checked(manager, '회사명,주소,전화번호,생산품\n한빛정밀,예시로 1,031-000-0001,"=HYPERLINK(""http://x"")"\n')
    actions.apply(run, by=manager)
    actions.take_up(run.pk)
    address = reverse("admin:companies_factoryrecord_export")
    columns = dict.fromkeys(FactoryResource.Meta.fields, "on")

    response = client.post(address, {"format": "0", "resource": "0", "reason": "실태조사", **columns})

    book = openpyxl.load_workbook(io.BytesIO(response.content))
    header, row = book.active.iter_rows(values_only=True)
    said = dict(zip(header, row, strict=True))
    assert (said["회사명"], said["전화번호"]) == ("한빛정밀", "031-****-0001")
    assert said["생산품"] == '\'=HYPERLINK("http://x")'
    log = AccessLog.objects.get(what="EXPORT")
    assert (log.by, log.reason, log.rows) == (manager, "실태조사", 1)


def test_nothing_is_exported_without_a_reason(client, manager):
    columns = dict.fromkeys(FactoryResource.Meta.fields, "on")

    response = client.post(
        reverse("admin:companies_factoryrecord_export"), {"format": "0", "resource": "0", **columns}
    )

    assert "attachment" not in response.headers.get("Content-Disposition", "")
    assert AccessLog.objects.filter(what="EXPORT").count() == 0
