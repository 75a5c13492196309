"""What the law wants of the city while a case waits: 독촉장, 처리진행상황 통지, 월간 점검."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from grievances import duties, moment, rulebook, wording
from grievances.actions.documents import drawn_up
from grievances.actions.moving import need
from grievances.clock import SEOUL
from grievances.models import Document, MonthlyCheck
from grievances.notices import named, signature
from grievances.recipients import EVERYWHERE, People, To
from grievances.reminders import Due
from grievances.workflow import MoveRefused
from notifications.actions import tell_all
from notifications.letters import letter, whole_address
from notifications.notice import Owed

REMINDED_FROM = 3
"""From this day of the month on a check that nobody confirmed is called for."""

type Words = Mapping[str, str]


def with_papers(due: Sequence[Due], people: People, *, at: datetime) -> list[Due]:
    """Issue the statutory notices that belong to these reminders; the letters say which. In their transaction."""
    papers = {Document.Kind.DUNNING: _dunnings, Document.Kind.PROGRESS: _progress_notices}
    issued: list[Document] = []
    words: dict[tuple[Document.Kind | None, int], Words] = {}
    for kind, draw_up in papers.items():
        for one, document, said in draw_up([one for one in due if one.paper == kind], people, at):
            words[kind, one.about.pk] = said
            if document.pk is None:
                issued.append(document)
    Document.objects.bulk_create(issued)
    return [_with_words(one, words.get((one.paper, one.about.pk), {})) for one in due]


def _with_words(due: Due, words: Words) -> Due:
    return replace(due, words={**due.words, **words})


type _Drawn = Iterator[tuple[Due, Document, Words]]


def _dunnings(due: Sequence[Due], people: People, at: datetime) -> _Drawn:
    """독촉장 to the head of the department, once for a deadline that passed (시행령 §28②, 별지 제7호서식)."""
    if not due:
        return
    cases = [one.about for one in due]
    standing = {
        document.grievance_id: document
        for document in Document.objects.filter(kind=Document.Kind.DUNNING, grievance__in=cases).order_by("pk")
    }
    calendar = rulebook.standing().calendar
    for one in due:
        case, found = one.about, standing.get(one.about.pk)
        assert case.due_at is not None
        late = duties.late_days(case.due_at, calendar, at=at)
        if found is None or found.issued_at <= case.due_at:
            heads = sorted(head.name for head in people.behind(To.HEADS, case))
            found = drawn_up(Document.Kind.DUNNING, case, at=at, facts={"overdue_days": late, "heads": heads})
        yield one, found, {"late": str(late), "dunning": _said_of(found)}


def _said_of(dunning: Document) -> str:
    heads = ", ".join(dunning.facts["heads"])
    to = f"{dunning.facts['unit']} {heads} 부서장님께" if heads else f"{dunning.facts['unit']}에"
    day = wording.day_words(timezone.localdate(dunning.issued_at, SEOUL))
    return f"{day} {to} 독촉장을 발급했습니다(문서확인번호 {dunning.code}, 시행령 제28조②)."


def _progress_notices(due: Sequence[Due], _people: People, at: datetime) -> _Drawn:
    """처리진행상황 통지 to the company (시행령 §23, 별지 제6호서식)."""
    if not due:
        return
    done = duties.done_so_far([one.about for one in due])
    for one in due:
        progress, expected = done.get(one.about.pk, []), duties.expected(one.about)
        document = drawn_up(
            Document.Kind.PROGRESS, one.about, at=at, facts={"progress": progress, "expected": expected}
        )
        lines = "\n".join(f"· {sentence}" for sentence in progress)
        where = f"{document.get_kind_display()}(PDF): {whole_address(document.get_absolute_url())}"
        yield one, document, {"progress": lines, "expected": expected, "document": where}


# --- 월간 점검 ------------------------------------------------------------------------------------------------------


def look_after_months() -> bool:
    """월간 점검 of the month before: counted once, told, and called for until somebody confirms it.

    Safe to run every day. On days off it waits, but not past the last day the law gives. Whether somebody was told.
    """
    at = moment.now()
    today = timezone.localdate(at, SEOUL)
    if rulebook.standing().calendar.is_day_off(today) and today.day != duties.CHECKED_BY:
        return False
    month = duties.month_before(today)
    with transaction.atomic():
        # Another run at the same moment waits for this row.
        check, is_new = MonthlyCheck.objects.get_or_create(
            month=month,
            defaults={
                "counted_at": at,
                "reminded_on": today,
                "figures": lambda: duties.figures(month, at=at),
            },
        )
        return _tell_of_new(check, at) if is_new else _call_for(check.pk, at)


def _tell_of_new(check: MonthlyCheck, at: datetime) -> bool:
    _tell(check, EVERYWHERE, "{check}: {late}", at)
    return True


def _call_for(pk: int, at: datetime) -> bool:
    today = timezone.localdate(at, SEOUL)
    check = MonthlyCheck.objects.open().select_for_update().filter(pk=pk, reminded_on__lt=today).first()
    if check is None or today.day < REMINDED_FROM:
        return False
    check.reminded_on = today
    check.save(update_fields=["reminded_on"])
    _tell(check, [Role.MANAGER], "{check}을 확인하십시오: {late}", at)
    return True


def _tell(check: MonthlyCheck, roles: Sequence[Role], subject: str, at: datetime) -> None:
    if not moment.in_silence():
        tell_all(map(named, _letters(check, roles, subject, at)), at=at)


def _letters(check: MonthlyCheck, roles: Sequence[Role], subject: str, at: datetime) -> Iterator[Owed]:
    counts = check.figures["counts"]
    late = f"지연 {counts['overdue']}건, 기한을 넘긴 답변 {counts['late']}건"
    last_day = timezone.localdate(at, SEOUL).replace(day=duties.CHECKED_BY)
    link = reverse("admin:grievances_monthlycheck_change", args=[check.pk])
    grants = RoleGrant.objects.in_force(at=timezone.now()).filter(role__in=roles, person__is_active=True)
    people = {grant.person for grant in grants.select_related("person").order_by("person")}
    for person in sorted(people, key=lambda person: person.pk):
        mail = letter(
            greeting=f"{person.name} 님,",
            lines=[
                f"{check.month.month}월에 기업애로를 어떻게 처리했는지 집계했습니다(시행령 제22조).",
                f"총괄담당이 {wording.day_words(last_day)}까지 고친 것을 적어 확인해야 합니다(시행규칙 제7조).",
            ],
            facts=[(label, f"{counts[name]}건") for name, label in duties.FIGURES.items()],
            link=("점검 보기", link),
            signature=signature(),
        )
        yield Owed(
            to=person.email,
            subject=subject.format(check=check, late=late),
            text=mail.text,
            html=mail.html,
            person_id=person.pk,
            link=link,
        )


@transaction.atomic
def confirm_month(check: MonthlyCheck, remark: str, *, by: User) -> MonthlyCheck:
    """월간 점검 확인. A manager says what was mended; once."""
    if not by.has_perm("grievances.change_monthlycheck"):
        raise PermissionDenied
    need(remark, "무엇을 고쳤는지 적으십시오. 고칠 것이 없었으면 그렇게 적으십시오.")
    check = MonthlyCheck.objects.select_for_update().get(pk=check.pk)
    if check.checked_at is not None:
        raise MoveRefused("이미 확인한 점검입니다. 적힌 것은 바꿀 수 없습니다.")
    check.checked_at, check.checked_by, check.remark = moment.now(), by, remark.strip()
    check.save(update_fields=["checked_at", "checked_by", "remark"])
    return check
