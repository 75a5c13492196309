"""What the legal clock goes by, kept by the city: 쉬는 날, 근무시간, 처리기간. What a change moves is counted anew."""

from collections.abc import Callable
from copy import copy

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.actions import Refused
from accounts.models import User
from accounts.roles import Role
from grievances.actions.recounting import Preview, preview, recount_all
from grievances.clock import LegalKind
from grievances.models import Holiday, LegalPeriod, Recount, WorkingHours
from grievances.wording import day_words

type Rule = Holiday | WorkingHours | LegalPeriod


def keep_rule(rule: Rule, *, by: User) -> Recount | None:
    """더하기, 고치기. The running deadlines are counted anew if the change moves any."""
    return _change(rehearse_keeping, rule, rule.save, kept_words(rule), by=by)


def drop_rule(rule: Rule, *, by: User) -> Recount | None:
    """지우기."""
    return _change(rehearse_dropping, rule, rule.delete, dropped_words(rule), by=by)


def rehearse_keeping(rule: Rule) -> Preview:
    """미리보기 of `keep_rule`."""
    return preview(copy(rule).save)


def rehearse_dropping(rule: Rule) -> Preview:
    """미리보기 of `drop_rule`."""
    if isinstance(rule, Holiday) and rule.is_filled:
        raise Refused("달력에서 채운 공휴일은 지우지 않습니다. ‘쉽니다’를 끄십시오.")
    if isinstance(rule, LegalPeriod) and rule.kind != LegalKind.STATUTORY and _is_the_only_one(rule):
        raise Refused("이 민원 종류에 하나뿐인 처리기간입니다. 지우지 말고 새 처리기간을 더하십시오.")
    return preview(copy(rule).delete)


@transaction.atomic
def _change(
    rehearse: Callable[[Rule], Preview], rule: Rule, make: Callable[[], object], words: str, *, by: User
) -> Recount | None:
    if not (by.is_superuser or Role.MANAGER in by.roles):
        raise PermissionDenied
    found = rehearse(rule)
    if found.clashes:
        raise Refused(clash_words(found.clashes))
    make()
    return recount_all(words, by=by) if found.changed else None


def _is_the_only_one(rule: LegalPeriod) -> bool:
    return not LegalPeriod.objects.filter(kind=rule.kind, matter=rule.matter).exclude(pk=rule.pk).exists()


# --- Words that companies read --------------------------------------------------------------------------------------


def kept_words(rule: Rule) -> str:
    """What is so from now on."""
    match rule:
        case Holiday():
            rest = f"쉬는 날입니다({rule.name})" if rule.is_off else "일하는 날입니다"
            before = Holiday.objects.filter(pk=rule.pk).exclude(day=rule.day).values_list("day", flat=True).first()
            moved = f" {day_words(before)}은 일하는 날입니다." if before else ""
            return f"{day_words(rule.day)}은 {rest}.{moved}"
        case WorkingHours():
            return f"{day_words(rule.valid_from)}부터 근무시간은 {rule}입니다."
        case LegalPeriod():
            return f"{_received_from(rule)}의 처리기간은 {rule.period}입니다."


def dropped_words(rule: Rule) -> str:
    """What is no longer so."""
    match rule:
        case Holiday():
            return f"{day_words(rule.day)}은 쉬는 날이 아닙니다."
        case WorkingHours():
            return f"{day_words(rule.valid_from)}부터 쓰던 근무시간 {rule}을 쓰지 않습니다."
        case LegalPeriod():
            return f"{_received_from(rule)}의 처리기간 {rule.period}을 쓰지 않습니다."


def _received_from(rule: LegalPeriod) -> str:
    kind = " ".join(filter(None, [str(rule.get_kind_display()), rule.matter]))
    return f"{day_words(rule.valid_from)}부터 접수한 ‘{kind}’ 민원"


def clash_words(clashes: int) -> str:
    """Why a period cannot be counted in another unit now."""
    return (
        f"기한을 연장한 사건 {clashes:,}건의 처리기간 단위가 바뀌게 됩니다. 연장한 만큼을 새 단위로 셀 수 없으니, "
        "시작하는 날을 앞으로 접수할 날로 정하십시오."
    )
