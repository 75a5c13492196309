"""What is done to showcases: writing, handing in, deciding, taking down, and tidying up behind."""

import errno
import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import Refused
from accounts.models import User
from companies import normalising
from companies.models import Company, CompanyEvent
from companies.showcase import notices
from companies.showcase.models import Medium, Product, Showcase, StoredFile
from companies.showcase.permissions import may
from companies.showcase.querysets import weight_of
from companies.showcase.workflow import MEDIA, PRODUCTS, QUOTA, REFUSALS, RULES, Move, State
from companies.uploads import MB, Kind, Picture, plain_name

What = CompanyEvent.What

EVENTS: dict[Move, str] = {
    Move.SUBMIT: What.SHOWCASE_SUBMITTED,
    Move.RECALL: What.SHOWCASE_RECALLED,
    Move.PUBLISH: What.SHOWCASE_PUBLISHED,
    Move.SEND_BACK: What.SHOWCASE_RETURNED,
    Move.WITHDRAW: What.SHOWCASE_HIDDEN,
    Move.TAKE_DOWN: What.SHOWCASE_HIDDEN,
}

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
ORPHANED = timedelta(days=1)
"""After so long a file without a row is nobody's: a request that failed half-way left it."""


# --- Writing ------------------------------------------------------------------------------------------------------


@transaction.atomic
def start(company: Company, *, by: User) -> Showcase:
    """홍보관 만들기, or 고치기 of a public one: a version to write in. The one there is, if there is one."""
    company = _locked(company)
    if not may(by, Move.EDIT, company):
        raise PermissionDenied
    if not company.is_approved:
        raise Refused(_("기업 등록이 승인된 뒤에 홍보관을 만드실 수 있습니다."))
    found = company.showcases.worked_on().first()
    if found is not None:
        return found
    public = company.showcases.filter(state=State.PUBLISHED).first()
    if public is None:
        return company.showcases.create(started_by=by)
    return _copied(public, by=by)


@transaction.atomic
def describe(
    showcase: Showcase,
    *,
    headline: str,
    description: str,
    strengths: str,
    founded_year: int | None,
    homepage: str,
    by: User,
) -> Showcase:
    """회사 소개 고치기."""
    showcase = _open(showcase, by=by)
    showcase.headline, showcase.description, showcase.strengths = headline, description, strengths
    showcase.founded_year, showcase.homepage = founded_year, homepage
    showcase.save(update_fields=["headline", "description", "strengths", "founded_year", "homepage"])
    _changed(showcase)
    return showcase


@transaction.atomic
def add_product(
    showcase: Showcase,
    name: str,
    description: str,
    picture: Picture,
    picture_text: str,
    *,
    picture_name: str,
    by: User,
) -> Product:
    """제품 더하기, at the end."""
    showcase = _open(showcase, by=by)
    if showcase.products.count() >= PRODUCTS:
        raise Refused(_("제품은 %d개까지 올릴 수 있습니다. 하나를 뺀 뒤에 더해 주십시오.") % PRODUCTS)
    last = showcase.products.aggregate(last=Max("position"))["last"] or 0
    product = showcase.products.create(
        position=last + 1,
        name=name,
        description=description,
        picture=_keep_picture(showcase, picture, picture_name, by=by),
        picture_text=picture_text,
    )
    _changed(showcase)
    return product


@transaction.atomic
def change_product(
    product: Product,
    name: str,
    description: str,
    picture: Picture | None,
    picture_text: str,
    *,
    picture_name: str = "",
    by: User,
) -> Product:
    """제품 고치기. Without a new picture the old one stays."""
    showcase, product = _open_with(product, by=by)
    product.name, product.description, product.picture_text = name, description, picture_text
    if picture is not None:
        product.picture = _keep_picture(showcase, picture, picture_name, by=by)
    product.save()
    _changed(showcase)
    return product


@transaction.atomic
def move_product(product: Product, *, up: bool, by: User) -> None:
    """차례 바꾸기 with the one before or after; at the end nothing happens."""
    showcase, product = _open_with(product, by=by)
    if up:
        other = showcase.products.filter(position__lt=product.position).order_by("-position").first()
    else:
        other = showcase.products.filter(position__gt=product.position).order_by("position").first()
    if other is None:
        return
    product.position, other.position = other.position, product.position
    Product.objects.bulk_update([product, other], ["position"])
    _changed(showcase)


@transaction.atomic
def remove_product(product: Product, *, by: User) -> None:
    """제품 빼기."""
    showcase, product = _open_with(product, by=by)
    product.delete()
    _changed(showcase)


@transaction.atomic
def add_medium(
    showcase: Showcase,
    what: Medium.What,
    title: str,
    *,
    file: File[bytes] | None = None,
    link: str = "",
    transcript: str = "",
    by: User,
) -> Medium:
    """영상·자료 더하기."""
    showcase = _open(showcase, by=by)
    if showcase.media.count() >= MEDIA:
        raise Refused(_("영상·자료는 %d개까지 올릴 수 있습니다. 하나를 뺀 뒤에 더해 주십시오.") % MEDIA)
    kind = Kind.MP4 if what == Medium.What.VIDEO else Kind.PDF
    stored = _keep_file(showcase, file, kind, by=by) if file is not None else None
    medium = showcase.media.create(what=what, title=title, file=stored, link=link, transcript=transcript)
    _changed(showcase)
    return medium


@transaction.atomic
def change_medium(medium: Medium, title: str, *, link: str = "", transcript: str = "", by: User) -> Medium:
    """제목과 글 고치기. A new file is a new entry."""
    showcase, medium = _open_with(medium, by=by)
    medium.title, medium.link, medium.transcript = title, link, transcript
    medium.save(update_fields=["title", "link", "transcript"])
    _changed(showcase)
    return medium


@transaction.atomic
def remove_medium(medium: Medium, *, by: User) -> None:
    """영상·자료 빼기."""
    showcase, medium = _open_with(medium, by=by)
    medium.delete()
    _changed(showcase)


# --- Handing in, deciding, taking down ----------------------------------------------------------------------------


@transaction.atomic
def submit(showcase: Showcase, *, by: User) -> Showcase:
    """공개 신청."""
    showcase = _allowed(showcase, Move.SUBMIT, by=by)
    if not (showcase.headline and showcase.description):
        raise Refused(_("한 줄 소개와 회사 소개를 적은 뒤에 신청해 주십시오."))
    return _moved(
        showcase,
        Move.SUBMIT,
        by=by,
        submitted_by=by,
        submitted_at=timezone.now(),
        submissions=showcase.submissions + 1,
    )


@transaction.atomic
def recall(showcase: Showcase, *, by: User) -> Showcase:
    """신청 거두기, to change something."""
    return _moved(_allowed(showcase, Move.RECALL, by=by), Move.RECALL, by=by)


@transaction.atomic
def publish(showcase: Showcase, *, seen: int, by: User) -> Showcase:
    """공개. What was public until now makes room. `seen` says which submission was looked at."""
    showcase = _seen(_allowed(showcase, Move.PUBLISH, by=by), seen)
    showcase.company.showcases.filter(state=State.PUBLISHED).delete()
    showcase = _moved(showcase, Move.PUBLISH, by=by, decided_by=by, decided_at=timezone.now())
    _drop_unused(showcase.company)
    return showcase


@transaction.atomic
def send_back(showcase: Showcase, reason: str, *, seen: int, by: User) -> Showcase:
    """되돌리기. The company reads the reason; what is public stays."""
    showcase = _seen(_allowed(showcase, Move.SEND_BACK, by=by), seen)
    return _moved(showcase, Move.SEND_BACK, by=by, reason=reason, decided_by=by, decided_at=timezone.now())


@transaction.atomic
def withdraw(showcase: Showcase, *, by: User) -> None:
    """내리기 by the company, at once. What was public becomes a draft, unless there is one already."""
    showcase = _allowed(showcase, Move.WITHDRAW, by=by)
    _hide(showcase, Move.WITHDRAW, by=by)


@transaction.atomic
def take_down(showcase: Showcase, reason: str, *, by: User) -> None:
    """공개 중지 by the city, at once and with a reason."""
    showcase = _allowed(showcase, Move.TAKE_DOWN, by=by)
    _hide(showcase, Move.TAKE_DOWN, by=by, reason=reason, decided_by=by, decided_at=timezone.now())


# --- Behind the scenes --------------------------------------------------------------------------------------------


@transaction.atomic
def follow_merge(merged: Company, into: Company) -> None:
    """합치기: what the other row of one company showed goes along, unless the row that stays has a showcase."""
    if into.showcases.exists():
        return
    merged.showcase_files.update(company=into)
    merged.showcases.update(company=into)


def sweep(*, at: datetime) -> int:
    """Delete files that no row speaks of any more, and uploads that broke off; how many there were."""
    kept = set(StoredFile.objects.values_list("file", flat=True))
    kept |= set(StoredFile.objects.values_list("small", flat=True))
    root = Path(default_storage.path(""))
    gone = 0
    for path in [*root.glob("showcase/*/*"), *root.glob("*.upload*")]:
        name = str(path.relative_to(root))
        if name not in kept and default_storage.get_modified_time(name) < at - ORPHANED:
            default_storage.delete(name)
            gone += 1
    return gone


def _locked(company: Company) -> Company:
    """Whoever changes a showcase, starts one or sends a file waits for the others of the same company."""
    return Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def _allowed(showcase: Showcase, move: Move, *, by: User) -> Showcase:
    """The fresh row, locked, for somebody who may make this move from where it is."""
    company = _locked(showcase.company)
    if not may(by, move, company):
        raise PermissionDenied
    fresh = company.showcases.select_for_update().filter(pk=showcase.pk).first()
    if fresh is None or fresh.state not in RULES[move].sources:
        raise Refused(str(REFUSALS[move]))
    fresh.company = company
    return fresh


def _open(showcase: Showcase, *, by: User) -> Showcase:
    return _allowed(showcase, Move.EDIT, by=by)


def _open_with[Part: (Product, Medium)](part: Part, *, by: User) -> tuple[Showcase, Part]:
    """The showcase and a part of it as they are now; a colleague may have taken it out meanwhile."""
    showcase = _open(part.showcase, by=by)
    fresh = type(part)._default_manager.filter(pk=part.pk).first()
    if fresh is None:
        raise Refused(_("동료가 이미 뺀 항목입니다."))
    return showcase, fresh


def _seen(showcase: Showcase, seen: int) -> Showcase:
    if showcase.submissions != seen:
        raise Refused("보시는 동안 기업이 내용을 고쳐 다시 신청했습니다. 새 내용을 확인해 주십시오.")
    return showcase


def _moved(showcase: Showcase, move: Move, *, by: User, reason: str = "", **changes: Any) -> Showcase:
    """Change, record, tell. The row is locked and checked."""
    to = RULES[move].to
    assert to is not None
    changes |= {"state": to, "reason": reason}
    for field, value in changes.items():
        setattr(showcase, field, value)
    showcase.save(update_fields=list(changes))
    _recorded(showcase, move, by=by, reason=reason)
    return showcase


def _hide(showcase: Showcase, move: Move, *, by: User, reason: str = "", **changes: Any) -> None:
    if showcase.company.showcases.worked_on().exists():
        _recorded(showcase, move, by=by, reason=reason)
        showcase.delete()
        _drop_unused(showcase.company)
    else:
        _moved(showcase, move, by=by, reason=reason, **changes)


def _recorded(showcase: Showcase, move: Move, *, by: User, reason: str) -> None:
    showcase.company.events.create(what=EVENTS[move], by=by, note=reason)
    notices.announce(showcase, move, by=by, reason=reason)


def _changed(showcase: Showcase) -> None:
    """Write anew what follows from the content, and let go of files nobody shows any more."""
    words = [showcase.headline, *showcase.strength_lines, *showcase.products.values_list("name", flat=True)]
    showcase.search_key = " ".join(normalising.place_key(word) for word in words if word)
    showcase.changed_at = timezone.now()
    showcase.save(update_fields=["search_key", "changed_at"])
    _drop_unused(showcase.company)


def _copied(public: Showcase, *, by: User) -> Showcase:
    draft = Showcase.objects.create(
        company=public.company,
        headline=public.headline,
        description=public.description,
        strengths=public.strengths,
        founded_year=public.founded_year,
        homepage=public.homepage,
        search_key=public.search_key,
        submissions=public.submissions,
        started_by=by,
    )
    for parts in (public.products.all(), public.media.all()):
        _copy_to(draft, parts)
    return draft


def _copy_to(draft: Showcase, parts: Iterable[Product] | Iterable[Medium]) -> None:
    for part in parts:
        part.pk, part.showcase = None, draft
        part._state.adding = True  # noqa: SLF001 – Django's documented way to copy a row
        part.save()


def _keep_picture(showcase: Showcase, picture: Picture, name: str, *, by: User) -> StoredFile:
    stored = StoredFile(
        kind=Kind.WEBP,
        name=plain_name(name, Kind.WEBP),
        width=picture.width,
        height=picture.height,
        small_size=len(picture.small),
    )
    return _kept(showcase, stored, ContentFile(picture.large), ContentFile(picture.small), by=by)


def _keep_file(showcase: Showcase, file: File[bytes], kind: Kind, *, by: User) -> StoredFile:
    return _kept(showcase, StoredFile(kind=kind, name=plain_name(file.name or "", kind)), file, None, by=by)


def _kept(
    showcase: Showcase, stored: StoredFile, file: File[bytes], small: File[bytes] | None, *, by: User
) -> StoredFile:
    """Write the files, then the row; files of a request that fails after this are swept later."""
    stored.company, stored.sent_by, stored.size = showcase.company, by, file.size
    _check_quota(showcase.company, stored.size + stored.small_size)
    stored.digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    try:
        stored.file.save(f"file{Kind(stored.kind).suffix}", file, save=False)
        if small is not None:
            stored.small.save(f"small{Kind(stored.kind).suffix}", small, save=False)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Refused(_("지금은 파일을 저장할 자리가 없습니다. 담당 부서에 전화로 알려 주십시오.")) from error
        raise
    stored.save()
    return stored


def _check_quota(company: Company, more: int) -> None:
    used = weight_of(company)
    if used + more > QUOTA:
        left = max(0, QUOTA - used) // MB
        raise Refused(
            ngettext(
                "한 회사가 올릴 수 있는 크기는 모두 %(quota)dMB입니다. 지금 %(left)dMB가 남아 있습니다.",
                "한 회사가 올릴 수 있는 크기는 모두 %(quota)dMB입니다. 지금 %(left)dMB가 남아 있습니다.",
                left,
            )
            % {"quota": QUOTA // MB, "left": left}
        )


def _drop_unused(company: Company) -> None:
    """Rows at once, files once the change stands."""
    unused = list(company.showcase_files.unused())
    names = [name for stored in unused for name in (stored.file.name, stored.small.name) if name]
    StoredFile.objects.filter(pk__in=[stored.pk for stored in unused]).delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))
