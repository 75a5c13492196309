"""법정기한 다시 셈: after the city changed what the clock goes by, every running deadline is counted anew.

The row of the run says what is owed. A worker goes from company to company, a batch a transaction: deadlines, history,
notices and how far it is become true together, so a worker that dies loses nothing and nothing happens twice. A run is
done when a last look over all cases finds nothing to write.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched

from django.db import connection, transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from grievances import wording
from grievances.actions.moving import Changes
from grievances.models import Grievance, HistoryEntry, Recount
from grievances.moment import in_silence, now
from grievances.notices import case_link, named, signature
from grievances.recipients import People, To
from grievances.recounts import Columns, Counted, Counting, Preview, counted, foreseen
from grievances.rulebook import Rulebook
from grievances.workflow import Move
from notifications.actions import tell_all
from notifications.letters import Letter, Part, compose, letter
from notifications.notice import Owed

COMPANIES = 50
"""So many a transaction: people who work on one of their cases wait for no longer than a moment."""
NAMED = 100
"""So many cases a letter names."""

__all__ = ["Preview", "owed_recounts", "preview", "recount_all", "take_up_recount"]

State = Recount.State
type Homes = Mapping[int, Sequence[int]]
"""Companies by the one they were merged into, or by themselves."""


@transaction.atomic
def recount_all(reason: str, *, by: User) -> Recount:
    """다시 셈. Call it in the transaction of the change; a worker begins after the commit. Companies read why."""
    from grievances import tasks  # noqa: PLC0415 – the task calls this module

    run = Recount.objects.create(reason=Truncator(reason).chars(200), by=by, asked_at=now())
    tasks.recount.delay_on_commit(run.pk)
    return run


def preview(change: Callable[[], object]) -> Preview:
    """미리보기: what a recount after this change would do, found by making it and taking all of it back."""
    with transaction.atomic():
        _take_time()
        change()
        found = foreseen(Rulebook())
        transaction.set_rollback(True)
    return found


def _take_time() -> None:
    """For this transaction: counting all cases takes longer than one may usually rest, and so may a person's move."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '10min'; SET LOCAL lock_timeout = '30s'")


def owed_recounts() -> list[int]:
    """Runs that are not done."""
    return list(Recount.objects.exclude(state=State.DONE).order_by("pk").values_list("pk", flat=True))


def take_up_recount(recount_id: int) -> None:
    """Go on where the run stands, unless it is done or another worker is at it."""
    job = _Job(recount_id)
    while job.goes_on:
        for homes in batched(_homes(after=job.after).items(), COMPANIES):
            job.count(dict(homes))
        job.settle()


def _homes(*, after: int) -> Homes:
    """Companies with running cases, in the order in which they are gone through."""
    running = Grievance.objects.running().annotate(home=Coalesce("company__merged_into", "company"))
    found = defaultdict(list)
    pairs = running.filter(home__gt=after).order_by("home", "company").values_list("home", "company")
    for home, company in pairs.distinct():
        found[home].append(company)
    return found


class _Job:
    """One worker's part of a run. It stops as soon as it finds that another goes on in its place."""

    def __init__(self, recount_id: int) -> None:
        self.pk = recount_id
        found = Recount.objects.exclude(state=State.DONE).filter(pk=recount_id).first()
        self.goes_on, self.after = found is not None, found.after_company if found else 0
        self.newest, self.counting = 0, Counting(Rulebook())

    @transaction.atomic
    def count(self, homes: Homes) -> None:
        """The cases of some companies, all or none."""
        run = self._locked()
        if run is None:
            return
        if run.state == State.WAITING:
            run.state, run.cases = State.RUNNING, Grievance.objects.running().count()
        companies = [company for those in homes.values() for company in those]
        found = _counted_under_lock(companies, self._rules())
        moved = [one for one in found if one.is_told]
        _write([one for one in found if one.changes])
        _record(moved, run)
        run.done += len(found)
        run.moved += len(moved)
        run.told += _tell(moved, run)
        run.after_company = self.after = max(homes)
        run.worked_at = now()
        run.save()

    @transaction.atomic
    def settle(self) -> None:
        """Done, if nothing is left; from the beginning, if cases changed hands meanwhile or came by the old rules."""
        run = self._locked()
        if run is None:
            return
        every = counted(Grievance.objects.running(), self._rules())
        is_settled = not any(one.changes for one in every)
        run.worked_at = now()
        if is_settled:
            run.state, run.finished_at, self.goes_on = State.DONE, run.worked_at, False
            run.cases = run.done
            _report(run)
        else:
            run.after_company = self.after = run.done = 0
        run.save()

    def _locked(self) -> Recount | None:
        """The run, if it still stands where this worker left it."""
        if not self.goes_on:
            return None
        _take_time()
        free = Recount.objects.select_for_update(skip_locked=True, no_key=True).exclude(state=State.DONE)
        run = free.filter(pk=self.pk, after_company=self.after).first()
        self.goes_on = run is not None
        return run

    def _rules(self) -> Counting:
        """As they are now: who changes them again asks for another run, and this one need not tell what is past."""
        newest = Recount.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        if newest != self.newest:
            self.newest, self.counting = newest, Counting(Rulebook())
        return self.counting


def _counted_under_lock(companies: Sequence[int], counting: Counting) -> list[Counted]:
    """Locked first and read afterwards, so that what is joined is as new as the row."""
    running = Grievance.objects.running().filter(company__in=companies)
    locked = list(running.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    return list(counted(Grievance.objects.running().filter(pk__in=locked), counting))


_TYPES = dict(zip(Columns._fields, [*["timestamptz"] * 5, "int", "text"], strict=True))


def _write(changed: Sequence[Counted]) -> None:
    """All columns of the clock, in one statement."""
    if not changed:
        return
    table, names = Grievance._meta.db_table, ", ".join(Columns._fields)
    sets = ", ".join(f"{name} = anew.{name}" for name in Columns._fields)
    arrays = ", ".join(f"%s::{kind}[]" for kind in _TYPES.values())
    values = [list(column) for column in zip(*(one.anew for one in changed), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {sets} FROM unnest(%s::bigint[], {arrays}) AS anew (pk, {names})"  # noqa: S608 — our own names
            f" WHERE {table}.id = anew.pk",
            [[one.case.pk for one in changed], *values],
        )


def _record(moved: Sequence[Counted], run: Recount) -> None:
    """처리이력: from when to when, and why."""
    units = sorted(department.name for department in run.by.departments)
    HistoryEntry.objects.bulk_create(
        HistoryEntry(
            grievance_id=one.case.pk,
            move=Move.RECOUNT,
            from_status=one.case.status,
            to_status=one.case.status,
            side=HistoryEntry.Side.CITY,
            by_id=run.by_id,
            unit=units[0] if units else run.by.unit,
            at=now(),
            note=run.reason,
            details=_moved_words(one),
        )
        for one in moved
    )


def _moved_words(one: Counted) -> Changes:
    return {"from_due_at": one.case.columns.due_at, "to_due_at": one.anew.due_at}


# --- Telling --------------------------------------------------------------------------------------------------------


class _Moved:
    """A case with its new deadline, and the one it had."""

    def __init__(self, case: Grievance, before: datetime) -> None:
        assert case.due_at is not None
        self.case, self.before, self.after = case, before, case.due_at

    @cached_property
    def part(self) -> Part:
        """What a letter says of it, and who is in charge (시행령 §31)."""
        case, unit = self.case, self.case.period_unit
        moved = f"{wording.until_words(self.before, unit)} → {wording.until_words(self.after, unit)}"
        promised = [(_("약속한 기한"), wording.until_words(case.promised_at, unit))] if case.promised_at else []
        charge = [wording.unit_of(case), wording.officer_words(case), wording.phone_of(case)]
        return Part(
            heading=f"{case.receipt_no} {case.title}",
            facts=[(_("법정기한"), moved), *promised, (_("담당"), " ".join(filter(None, charge)))],
        )


def _tell(moved: Sequence[Counted], run: Recount) -> int:
    """Each member of each company once, of all cases they may see; how many were told."""
    if not moved or in_silence():
        return 0
    found = Grievance.objects.for_notices().in_bulk([one.case.pk for one in moved])
    people = People(list(found.values()))
    heaps: dict[tuple[int, int | str], tuple[User | None, list[_Moved]]] = {}
    for one in moved:
        assert one.case.columns.due_at is not None
        case = _Moved(found[one.case.pk], one.case.columns.due_at)
        members: Sequence[User | None] = people.behind(To.COMPANY, case.case) or [None]
        for person in members:
            key = (one.case.home, person.pk if person else case.case.contact_email)
            heaps.setdefault(key, (person, []))[1].append(case)
    written: dict[tuple[bool, tuple[int, ...]], Letter] = {}
    owed = []
    for person, cases in heaps.values():
        names = (person is not None, tuple(one.case.pk for one in cases))
        if names not in written:  # Colleagues who may see the same read the same.
            written[names] = _letter(cases, run, for_company=person is not None)
        owed.append(named(_owed(written[names], person, cases)))
    tell_all(owed, at=now())
    return len(owed)


def _letter(moved: Sequence[_Moved], run: Recount, *, for_company: bool) -> Letter:
    """Without a button for a company without members, which is reached by the contact that was noted."""
    first, more = moved[0].case, len(moved) - NAMED
    label = _("사건 보기") if len(moved) == 1 else _("애로 목록 보기")
    last = Part(
        lines=[_("그 밖에 %d건은 애로 목록에 있습니다.") % more] if more > 0 else [],
        link=(label, _link(moved)) if for_company else None,
    )
    return compose(
        greeting=_("%s 담당자께,") % first.company.name,
        parts=[Part(lines=_intro(moved, run)), *(one.part for one in moved[:NAMED]), last],
        signature=signature(),
    )


def _owed(mail: Letter, person: User | None, moved: Sequence[_Moved]) -> Owed:
    first = moved[0].case
    if len(moved) == 1:
        subject = _("%(receipt_no)s 처리기한을 다시 셌습니다: %(until)s") % {
            "receipt_no": first.receipt_no,
            "until": wording.until_words(moved[0].after, first.period_unit),
        }
    else:
        subject = _("처리기한을 다시 센 애로가 %d건 있습니다") % len(moved)
    return Owed(
        to=person.email if person else first.contact_email,
        subject=subject,
        text=mail.text,
        html=mail.html,
        person_id=person.pk if person else None,
        about=", ".join(one.case.receipt_no for one in moved),
        link=_link(moved) if person else case_link(first, for_company=False),
    )


def _link(moved: Sequence[_Moved]) -> str:
    return case_link(moved[0].case, for_company=True) if len(moved) == 1 else reverse("grievances:list")


def _intro(moved: Iterable[_Moved], run: Recount) -> list[str]:
    lines = [_("처리기한을 다시 셌습니다. %s") % run.reason]
    if any(one.case.promised_at for one in moved):
        lines.append(_("법정기한이 늦어져도 약속드린 날에 답하도록 하겠습니다."))
    return [*lines, _("하실 일은 없습니다.")]


def _report(run: Recount) -> None:
    """Whoever changed the rules hears that it is done."""
    if in_silence():
        return
    link = reverse("admin:grievances_recount_change", args=[run.pk])
    mail = letter(
        greeting=f"{run.by.name} 님,",
        lines=[
            f"처리기한을 모두 다시 셌습니다. {run.reason}",
            f"{run.cases:,}건을 살펴 {run.moved:,}건의 처리기한을 옮기고 {run.told:,}명에게 알렸습니다.",
        ],
        link=("결과 보기", link),
        signature=signature(),
    )
    done = Owed(
        to=run.by.email,
        subject=f"기한 다시 셈을 마쳤습니다: {run.moved:,}건 옮김",
        text=mail.text,
        html=mail.html,
        person_id=run.by_id,
        link=link,
    )
    tell_all([named(done)], at=now())
