"""방문 자료: what the host shows, and photographs of the day."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from companies.uploads import MB
from grievances.files import Checked, Kind
from grievances.workflow import MoveRefused
from visits.actions.moving import Changes, advance, check_writes, locked
from visits.models import Promise, Visit, VisitEntry, VisitFile
from visits.workflow import Move

VISIT_QUOTA, FILES_AT_MOST = 400 * MB, 60
"""What is kept of one visit has an end."""
PHOTOS = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
"""Kinds we draw anew, so that the place where a photograph was taken goes."""


def attach(
    visit: Visit,
    files: Sequence[Checked],
    *,
    by: User,
    side: VisitEntry.Side,
    purpose: VisitFile.Purpose,
    key: UUID | None = None,
    promise: Promise | None = None,
    caption: str = "",
) -> list[VisitFile]:
    """Keep the files of one move. Their room is counted where the visit is locked or new."""
    if files:
        kept = list(visit.files.values_list("size", flat=True))
        if len(kept) + len(files) > FILES_AT_MOST or sum(kept) + sum(one.size for one in files) > VISIT_QUOTA:
            raise MoveRefused(_("이 방문에 올릴 수 있는 파일 공간이 찼습니다. 나머지는 방문하는 날 보여 주십시오."))
    return [
        _kept(one, visit, by=by, side=side, purpose=purpose, key=key, promise=promise, caption=caption)
        for one in files
    ]


def _kept(
    one: Checked,
    visit: Visit,
    *,
    by: User,
    side: VisitEntry.Side,
    purpose: VisitFile.Purpose,
    key: UUID | None,
    promise: Promise | None,
    caption: str,
) -> VisitFile:
    row = VisitFile(
        visit=visit,
        side=side,
        purpose=purpose,
        kind=one.kind,
        name=one.name,
        size=one.size,
        digest=one.digest,
        uploaded_by=by,
        promise=promise,
        caption=caption,
        **({"key": key} if key else {}),
    )
    row.file.save("", File(one.content), save=False)
    row.save(force_insert=True)
    return row


def add_files(visit: Visit, files: Sequence[Checked], *, by: User, seen: int | None = None) -> Visit:
    """자료 올리기: slides or a video for the day."""
    if not files:
        raise MoveRefused(_("올릴 파일을 골라 주십시오."))

    def change(visit: Visit, _at: datetime) -> Changes:
        is_member = any(seat.person_id == by.pk for seat in visit.company_seats)
        side = VisitEntry.Side.COMPANY if is_member else VisitEntry.Side.CITY
        attach(visit, files, by=by, side=side, purpose=VisitFile.Purpose.MATERIAL)
        return {}

    return advance(
        visit, Move.ADD_FILES, by=by, seen=seen, details={"names": [one.name for one in files]}, change=change
    )


@transaction.atomic
def add_photo(
    visit: Visit, photo: Checked, *, key: UUID, by: User, promise_key: UUID | None = None, caption: str = ""
) -> VisitFile:
    """사진. The phone made the key: sent twice it is kept once."""
    visit = locked(visit)
    check_writes(visit, by=by)
    if kept := VisitFile.objects.filter(key=key).first():
        if kept.visit_id != visit.pk:
            raise MoveRefused("다른 방문에 올린 사진입니다. 다시 골라 주십시오.")
        return kept
    if photo.kind not in PHOTOS:
        raise MoveRefused(
            "HEIC처럼 위치 정보를 지울 수 없는 형식은 받지 않습니다. "
            "카메라 설정에서 사진 형식을 JPG(높은 호환성)로 바꾸어 다시 찍거나, 화면을 갈무리해 올려 주십시오."
        )
    promise = visit.promises.filter(key=promise_key).first() if promise_key else None
    (row,) = attach(
        visit,
        [photo],
        by=by,
        side=VisitEntry.Side.CITY,
        purpose=VisitFile.Purpose.PHOTO,
        key=key,
        promise=promise,
        caption=caption,
    )
    return row


@transaction.atomic
def drop_photo(photo: VisitFile, *, by: User) -> None:
    """사진 빼기: somebody is on it who does not want to be, or it shows the wrong thing. The file goes, too."""
    visit = locked(photo.visit)
    check_writes(visit, by=by)
    standing = visit.files.filter(pk=photo.pk, purpose=VisitFile.Purpose.PHOTO).first()
    if standing is None:
        return
    standing.delete()
    transaction.on_commit(partial(standing.file.storage.delete, standing.file.name))
