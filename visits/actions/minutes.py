"""회의록: sent to the host, confirmed or objected to line by line, and then the visit is settled."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from grievances.workflow import MoveRefused
from visits.actions.moving import Changes, advance, need
from visits.models import Objection, Visit
from visits.workflow import Move


def send_minutes(visit: Visit, *, by: User, settlement: str = "", seen: int | None = None) -> Visit:
    """회의록 보내기. Sent again after an objection, `settlement` says what was done about it."""

    def change(visit: Visit, at: datetime) -> Changes:
        standing = visit.objections.filter(settled_at__isnull=True)
        if standing.exists():
            need(settlement, "기업의 이의를 어떻게 했는지 한 줄로 적어 주십시오. 기업이 읽습니다.")
            standing.update(settled_at=at, settlement=settlement)
        return {"minutes_sent_at": at, "minutes_version": visit.minutes_version + 1}

    return advance(visit, Move.SEND_MINUTES, by=by, note=settlement, seen=seen, change=change)


@transaction.atomic
def confirm(
    visit: Visit,
    *,
    by: User | None,
    guest: str = "",
    version: int | None = None,
    score: int | None = None,
    comment: str = "",
    seen: int | None = None,
) -> Visit:
    """회의록 확인, signed in or by the link (`by` None, `guest` says who). `version` is what they read.

    The score of the visit (만족도 1–5) is given once, with it or not at all.
    """
    name = by.name if by else guest
    need(name, _("확인하시는 분의 이름을 적어 주십시오."))

    def change(visit: Visit, at: datetime) -> Changes:
        if version is not None and version != visit.minutes_version:
            raise MoveRefused(_("회의록이 그사이 고쳐졌습니다. 새 회의록을 보시고 확인해 주십시오."))
        visit.objections.filter(settled_at__isnull=True).update(
            settled_at=at, settlement=_("기업이 회의록을 확인했습니다.")
        )
        given = {"score": score, "comment": comment} if score and visit.score is None else {}
        return {"confirmed_at": at, "confirmed_by": name[:40], **given}

    return advance(visit, Move.CONFIRM, by=by, guest=name, seen=seen, details={"version": version}, change=change)


def object_(
    visit: Visit,
    words: str = "",
    *,
    by: User | None,
    lines: Mapping[int, str] | None = None,
    guest: str = "",
    seen: int | None = None,
) -> Visit:
    """회의록 이의, line by line: `lines` are words by the number of the promise, `words` is about the rest."""
    said = {number: text for number, text in (lines or {}).items() if text.strip()}
    if not said:
        need(words, _("어느 줄이 어떻게 다른지 적어 주십시오."))
    name = by.name if by else guest
    need(name, _("이의를 내시는 분의 이름을 적어 주십시오."))

    def change(visit: Visit, at: datetime) -> Changes:
        by_number = {promise.number: promise for promise in visit.promises.all()}
        if unknown := set(said) - set(by_number):
            raise MoveRefused(_("회의록에 없는 줄입니다: %s") % ", ".join(map(str, sorted(unknown))))
        rows = [
            Objection(visit=visit, promise=by_number[n], words=text, by_name=name, at=at) for n, text in said.items()
        ]
        if words.strip():
            rows.append(Objection(visit=visit, words=words, by_name=name, at=at))
        Objection.objects.bulk_create(rows)
        return {}

    details = {"lines": {str(number): text for number, text in said.items()}}
    return advance(visit, Move.OBJECT, by=by, guest=name, note=words, seen=seen, details=details, change=change)


def close(visit: Visit, note: str = "", *, by: User, seen: int | None = None) -> Visit:
    """정리 끝내기. The database refuses it while a line is undecided."""
    return advance(visit, Move.CLOSE, by=by, note=note, seen=seen, change=lambda _visit, at: {"closed_at": at})
