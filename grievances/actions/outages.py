"""장애: told of while it lasts, written down with its end, and the clocks it stopped counted anew."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from grievances import permissions, wording
from grievances.actions.recounting import recount_all
from grievances.models import Outage
from grievances.moment import now
from grievances.rulebook import Rulebook
from grievances.workflow import MoveRefused


def begin(
    what: str, alternative: str, *, by: User, began_at: datetime | None = None, ended_at: datetime | None = None
) -> Outage:
    """장애 알리기 (시행령 §6의2①): every page says so until it ends. With its end, one that is over already."""
    outage = Outage(
        what=what, alternative=alternative, began_at=began_at or _this_minute(), ended_at=ended_at, entered_by=by
    )
    _keep(outage, outage.save, by=by)
    return outage


@transaction.atomic
def correct(
    outage: Outage, *, what: str, alternative: str, began_at: datetime, ended_at: datetime | None, by: User
) -> Outage:
    """What was written down, put right. Without an end it lasts on."""
    outage = Outage.objects.select_for_update().get(pk=outage.pk)
    outage.what, outage.alternative, outage.began_at, outage.ended_at = what, alternative, began_at, ended_at
    _keep(outage, outage.save, by=by)
    return outage


@transaction.atomic
def end(outage: Outage, ended_at: datetime, *, by: User) -> Outage:
    """끝내기: pages fall silent, and the clocks of what was received before it are counted anew (§20 2호)."""
    outage = Outage.objects.select_for_update().get(pk=outage.pk)
    if outage.ended_at is not None:
        raise MoveRefused("이미 끝난 장애입니다. 끝난 때가 다르면 고치십시오.")
    outage.ended_at = ended_at
    _keep(outage, outage.save, by=by)
    return outage


def retract(outage: Outage, *, by: User) -> None:
    """지우기: there was no outage."""
    _keep(outage, Outage.objects.filter(pk=outage.pk).delete, by=by, retracted=True)


def reason(outage: Outage, *, retracted: bool = False) -> str:
    """What companies read of it where their deadlines move."""
    if retracted:
        return _("%s 장애가 있었다고 적은 것을 바로잡았습니다.") % wording.outage_words(outage)
    return _("%s 시스템 장애가 있었습니다. 그동안은 처리기간에 넣지 않습니다.") % wording.outage_words(outage)


def _keep(outage: Outage, write: Callable[[], object], *, by: User, retracted: bool = False) -> None:
    """Check, write, and where it stops the clocks otherwise than before, have them counted anew."""
    if not permissions.may_keep_outages(by):
        raise PermissionDenied
    _check(outage)
    with transaction.atomic():
        before = Rulebook().outages
        try:
            with transaction.atomic():
                write()
        except IntegrityError as fault:  # `_check` leaves one constraint that can fail.
            raise MoveRefused(
                "다른 장애와 시간이 겹칩니다. 목록에서 그 장애를 고치거나 끝내고 다시 하십시오."
            ) from fault
        if Rulebook().outages != before:
            recount_all(reason(outage, retracted=retracted), by=by)


def _check(outage: Outage) -> None:
    at = now()
    if outage.began_at > at:
        raise MoveRefused("시작한 때가 지금보다 뒤입니다. 장애가 실제로 시작한 때를 적으십시오.")
    if outage.ended_at is not None and outage.ended_at > at:
        raise MoveRefused("끝난 때가 지금보다 뒤입니다. 복구된 뒤에 끝내십시오.")
    if outage.ended_at is not None and outage.ended_at <= outage.began_at:
        raise MoveRefused("끝난 때가 시작한 때보다 뒤여야 합니다.")


def _this_minute() -> datetime:
    return now().replace(second=0, microsecond=0)
