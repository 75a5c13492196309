"""쓰던 글 and its files."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from grievances import actions
from grievances.files import checked
from grievances.models import Attachment, Draft
from tests import make

pytestmark = pytest.mark.django_db


def a_file(name: str = "약도.pdf"):
    return checked(ContentFile(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", name=name))


@pytest.fixture
def member():
    return make.owner(make.company())


@pytest.fixture
def draft(member):
    return actions.save_draft(member.seats.get().company, {"title": "쓰다 만 제목"}, by=member)


def test_there_is_one_draft_a_person_and_company(member, draft):
    again = actions.save_draft(draft.company, {"title": "더 쓴 제목"}, by=member)

    assert (again.pk, again.key) == (draft.pk, draft.key)
    assert Draft.objects.get().content == {"title": "더 쓴 제목"}


def test_a_draft_that_is_there_is_not_begun_again(member, draft):
    again = actions.begin_draft(draft.company, by=member)

    assert again == draft
    assert Draft.objects.get().content == {"title": "쓰다 만 제목"}


def test_a_stranger_begins_no_draft(draft):
    with pytest.raises(PermissionDenied):
        actions.begin_draft(draft.company, by=make.person())


def test_what_was_attached_goes_with_the_filing(member, draft):
    attachment = actions.attach_to_draft(draft, a_file(), by=member)

    case = actions.file(
        draft.company,
        by=member,
        key=draft.key,
        category=make.category(),
        title="제목",
        body="내용",
    )

    assert list(case.attachments.all()) == [attachment]
    assert not Draft.objects.exists()


def test_the_same_form_again_finds_the_case_though_the_draft_is_gone(member, draft):
    actions.attach_to_draft(draft, a_file(), by=member)
    words = {"category": make.category(), "title": "제목", "body": "내용"}

    first = actions.file(draft.company, by=member, key=draft.key, **words)
    second = actions.file(first.company, by=member, key=first.filing_key, **words)

    assert second.pk == first.pk


def test_nobody_else_touches_a_draft(draft):
    colleague = make.member(draft.company)

    with pytest.raises(PermissionDenied):
        actions.attach_to_draft(draft, a_file(), by=colleague)
    with pytest.raises(PermissionDenied):
        actions.discard_draft(draft, by=colleague)


def test_a_dropped_file_leaves_the_disk(member, draft, django_capture_on_commit_callbacks):
    attachment = actions.attach_to_draft(draft, a_file(), by=member)
    name = attachment.file.name

    with django_capture_on_commit_callbacks(execute=True):
        actions.drop_from_draft(attachment, by=member)

    assert not default_storage.exists(name)
    assert not Attachment.objects.exists()


def test_a_draft_is_forgotten_after_thirty_days(draft):
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=29))
    assert actions.forget_old_drafts() == 0

    Draft.objects.update(saved_at=timezone.now() - timedelta(days=31))
    assert actions.forget_old_drafts() == 1


def test_files_without_a_row_go_after_a_day(member, draft):
    kept = actions.attach_to_draft(draft, a_file(), by=member).file.name
    lost = default_storage.save("grievances/2026/11/abc", ContentFile(b"x"))

    soon = actions.sweep_files(at=timezone.now() + timedelta(hours=23))
    later = actions.sweep_files(at=timezone.now() + timedelta(hours=25))

    assert (soon, later) == (0, 1)
    assert default_storage.exists(kept)
    assert not default_storage.exists(lost)
