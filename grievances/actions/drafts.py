"""쓰던 글: kept on the server while somebody types, with its files."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from companies.models import Company
from grievances import permissions
from grievances.actions.filing import AlreadyFiled
from grievances.actions.moving import check_quota, stored
from grievances.files import Checked
from grievances.models import (
    Attachment,
    Draft,
    Grievance,
)
from grievances.moment import now
from grievances.workflow import MoveRefused

ORPHANED = timedelta(days=1)


class DraftChanged(MoveRefused):
    """Another device saved something else since the page was opened."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            _("다른 화면에서 %(time)s에 고친 글이 있습니다. 어느 글로 이어 쓸지 골라 주십시오.")
            % {"time": f"{timezone.localtime(draft.saved_at):%H:%M}"}
        )
        self.draft = draft


@transaction.atomic
def save_draft(
    company: Company, content: dict[str, Any], *, by: User, key: UUID | None = None, seen: str | None = None
) -> Draft:
    """쓰던 글 저장. There is one a person and company.

    A new one takes the form's `key`, unless that form was filed already. `seen` is the version on the page, empty
    where there was none: what was saved elsewhere since is not overwritten. None overwrites.
    """
    if not permissions.may_file_for(by, company):
        raise PermissionDenied
    draft = Draft.objects.select_for_update().filter(person=by, company=company).first()
    if draft is None:
        return _new_draft(company, content, by=by, key=key or uuid4())
    if seen is not None and seen != draft.version and draft.content:
        raise DraftChanged(draft)
    if draft.content != content:
        draft.content, draft.saved_at = content, now()
        draft.save(update_fields=["content", "saved_at"])
    return draft


@transaction.atomic
def begin_draft(company: Company, *, by: User, key: UUID | None = None) -> Draft:
    """쓰던 글, begun by its first file. What is written there already stays."""
    if not permissions.may_file_for(by, company):
        raise PermissionDenied
    draft = Draft.objects.filter(person=by, company=company).first()
    return draft or _new_draft(company, {}, by=by, key=key or uuid4())


def _new_draft(company: Company, content: dict[str, Any], *, by: User, key: UUID) -> Draft:
    filed = Grievance.objects.filter(filing_key=key, filer=by).first()
    if filed is not None:
        raise AlreadyFiled(filed)
    began = {"content": content, "key": key}
    draft, is_new = Draft.objects.get_or_create(person=by, company=company, defaults=began)
    if not is_new and content:
        raise DraftChanged(draft)
    return draft


@transaction.atomic
def attach_to_draft(draft: Draft, one: Checked, *, by: User) -> Attachment:
    """파일 붙이기, before the form is sent."""
    if draft.person_id != by.pk:
        raise PermissionDenied
    standing = Draft.objects.select_for_update(of=("self",)).select_related("company").filter(pk=draft.pk).first()
    if standing is None:
        raise MoveRefused(_("이 글은 이미 신청하셨거나 버리셨습니다. 파일은 그 사건의 소통에 붙여 주십시오."))
    check_quota(standing.company, [one])
    attachment = stored(one, by=by, draft=standing)
    attachment.save()
    return attachment


@transaction.atomic
def drop_from_draft(attachment: Attachment, *, by: User) -> None:
    """붙인 파일 빼기. Gone from the draft and from the disk."""
    if attachment.draft_id is None or attachment.uploaded_by_id != by.pk:
        raise PermissionDenied
    _forget_files([attachment])
    attachment.delete()


@transaction.atomic
def discard_draft(draft: Draft, *, by: User) -> None:
    """쓰던 글 버리기, with its files."""
    if draft.person_id != by.pk:
        raise PermissionDenied
    _forget_files(draft.attachments.all())
    draft.delete()


@transaction.atomic
def forget_old_drafts() -> int:
    """30일 동안 손대지 않은 글 지우기. Safe to run twice."""
    drafts = list(Draft.objects.forgotten(at=timezone.now()).select_for_update(skip_locked=True))
    for draft in drafts:
        _forget_files(draft.attachments.all())
        draft.delete()
    return len(drafts)


def _forget_files(attachments: Iterable[Attachment]) -> None:
    """The bytes go once the rows are gone for good."""
    for attachment in attachments:
        transaction.on_commit(partial(attachment.file.storage.delete, attachment.file.name))


def sweep_files(*, at: datetime) -> int:
    """Delete files that no row speaks of: what requests that broke off left on the disk. How many there were.

    Safe to run twice, and beside requests: only what is older than a day goes.
    """
    kept = set(Attachment.objects.values_list("file", flat=True).iterator())
    root = Path(default_storage.path(""))
    names = [str(path.relative_to(root)) for path in root.glob("grievances/*/*/*")]
    gone = [name for name in names if name not in kept and default_storage.get_modified_time(name) < at - ORPHANED]
    for name in gone:
        default_storage.delete(name)
    return len(gone)
