"""What is done to people's accounts, roles and consents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import leaving, notices
from accounts.addresses import Address
from accounts.leaving import Hanging, Held, Holding
from accounts.models import Absence, AccessLog, Consent, ConsentText, Department, RoleGrant, User
from accounts.permissions import (
    may_correct,
    may_enter_absence,
    may_grant,
    may_keep_people,
    may_look_after,
    may_stop,
)
from accounts.roles import OF_A_DEPARTMENT, Role
from notifications.actions import tell, tell_all
from notifications.masking import masked_email, masked_name

NEED_A_REASON = frozenset({AccessLog.What.REVEAL, AccessLog.What.EXPORT})
"""What goes beyond looking at a page: somebody has to say what for."""


class Refused(Exception):  # noqa: N818 — it is an answer to the user, not an error
    """A refusal the user can understand: a Korean sentence that says what to do, and where (words and a path)."""

    def __init__(self, sentence: str, *, link: tuple[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.link = link


@transaction.atomic
def open_account(email: str, name: str, phone: str, *, by: User, unit: str = "", position: str = "") -> User:
    """계정 만들기, for somebody the city invites. They choose their own password; nobody else ever knows one."""
    if not may_keep_people(by):
        raise PermissionDenied
    person = User.objects.create_user(email, name=name, phone=phone, unit=unit, position=position)
    tell(
        person.email,
        f"{settings.EMAIL_SUBJECT_PREFIX}계정이 만들어졌습니다",
        f"{person.name} 님,\n\n"
        f"{settings.CITY['name']} 기업SOS에 이 이메일 주소로 계정이 만들어졌습니다.\n"
        "아래 주소에서 이메일을 적고 비밀번호를 정하면 로그인할 수 있습니다.\n\n"
        f"{settings.SITE_URL}{reverse('account_reset_password')}\n\n"
        f"뜻밖의 메일이라면 {settings.CITY['unit']}({settings.CITY['phone']})로 알려 주십시오.\n",
        person_id=person.pk,
    )
    return person


@transaction.atomic
def correct(person: User, name: str, phone: str, unit: str, position: str, *, by: User) -> User:
    """인적사항 고치기. Everybody keeps their own right; what they may do does not hang on it."""
    if by.pk != person.pk and not may_correct(by, person):
        raise PermissionDenied
    person = User.objects.select_for_update().get(pk=person.pk)
    person.name, person.phone, person.unit, person.position = name, phone, unit, position
    person.save(update_fields=["name", "phone", "unit", "position"])
    return person


@transaction.atomic
def stop(person: User, *, by: User) -> User:
    """사용 중지 (개인정보의 안전성 확보조치 기준 §5 ②). Every role ends, every session ends, nobody can sign in.

    Not while anything hangs on them: it is handed over first (인계).
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if not may_stop(by, person):
        raise PermissionDenied
    if not person.is_active:
        raise Refused(f"{person.name} 님의 계정은 이미 중지되어 있습니다.")
    _refuse_while(leaving.hanging_on(person), person)
    for role_grant in person.grants.in_force(at=timezone.now()):
        _end(role_grant, by=by)
    person.is_active = False
    person.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=person):
        session.end()
    return person


@transaction.atomic
def resume(person: User, *, by: User) -> User:
    """다시 사용. Signing in is possible again; roles are to be given anew."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if not may_correct(by, person):
        raise PermissionDenied
    if person.is_active:
        raise Refused(f"{person.name} 님의 계정은 이미 사용 중입니다.")
    person.is_active = True
    person.save(update_fields=["is_active"])
    return person


@transaction.atomic
def grant(
    person: User, role: Role, *, by: User, department: Department | None = None, until: datetime | None = None
) -> RoleGrant:
    """권한 부여. Give a role from now on; `until` is None while no end is planned.

    A department role without its department, and a role already held, are refused.
    """
    if not may_grant(by, role):
        raise PermissionDenied
    if role in OF_A_DEPARTMENT and department is None:
        raise Refused(f"{role.label} 역할에는 부서가 있어야 합니다. 부서를 고르십시오.")
    now = timezone.now()
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refused(f"{person.name} 님의 계정은 사용이 중지되어 있습니다. 먼저 다시 사용하게 하십시오.")
    if person.grants.in_force(at=now).of(role).filter(department=department).exists():
        raise Refused(f"{person.name} 님은 이미 {role.label} 역할을 가지고 있습니다.")
    return RoleGrant.objects.create(
        person=person, role=role, department=department, granted_by=by, since=now, until=until
    )


@transaction.atomic
def revoke(role_grant: RoleGrant, *, by: User) -> RoleGrant:
    """권한 회수. End a role now; the row stays. Not while something of its department hangs on them (인계)."""
    person = User.objects.select_for_update().get(pk=role_grant.person_id)
    role_grant = _checked(role_grant, by=by)
    _refuse_while(leaving.hangs_with(role_grant, person), person)
    return _end(role_grant, by=by)


def _checked(role_grant: RoleGrant, *, by: User) -> RoleGrant:
    """The fresh row, locked, of a role that this person may end and that holds still."""
    if not may_grant(by, Role(role_grant.role)):
        raise PermissionDenied
    role_grant = RoleGrant.objects.select_for_update().get(pk=role_grant.pk)
    if role_grant.until is not None and role_grant.until <= timezone.now():
        raise Refused("이미 끝난 역할입니다.")
    return role_grant


def _end(role_grant: RoleGrant, *, by: User) -> RoleGrant:
    role_grant = _checked(role_grant, by=by)
    role_grant.until, role_grant.ended_by = max(timezone.now(), role_grant.since), by
    role_grant.save(update_fields=["until", "ended_by"])
    return role_grant


def _refuse_while(hanging: list[Hanging], person: User) -> None:
    """Refuse as long as something hangs on them, and say where it is handed over."""
    if hanging:
        there = ", ".join(map(str, hanging))
        link = ("인계하기", reverse("admin:accounts_user_hand_over", args=[person.pk]))
        raise Refused(f"{person.name} 님에게 {there}이 남아 있습니다. 먼저 다른 사람에게 넘기십시오.", link=link)


@dataclass
class Handed:
    """What came of 인계: what went to whom, kind by kind, and what did not, with the reason."""

    taken: dict[User, dict[str, list[Held]]] = field(default_factory=dict)
    refused: list[tuple[Held, str]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many things went over."""
        return sum(len(rows) for kinds in self.taken.values() for rows in kinds.values())


@transaction.atomic
def hand_over(person: User, successors: Mapping[str, User], *, by: User) -> Handed:
    """인계. Each thing for itself: one that is refused keeps no other. The successor hears of all of them in one mail.

    `successors`: who takes over which kind (`Holding.key`). What nobody is named for stays.
    """
    if not may_look_after(by, person):
        raise PermissionDenied
    handed = Handed()
    for hanging in leaving.hanging_on(person, seen_by=by):
        successor = successors.get(hanging.holding.key)
        for row in hanging.rows if successor else ():
            assert successor is not None
            if why_not := _handed_over(hanging.holding, row, person, successor, by=by):
                handed.refused.append((row, why_not))
            else:
                kinds = handed.taken.setdefault(successor, {})
                kinds.setdefault(hanging.holding.label, []).append(row)
    tell_all(
        notices.handed_over(successor, person, kinds)
        for successor, kinds in handed.taken.items()
        if successor.pk != by.pk
    )
    return handed


def _handed_over(holding: Holding, row: Held, person: User, successor: User, *, by: User) -> str:
    """Why not; empty once it is done."""
    if successor.pk == person.pk:
        return "같은 사람에게 넘길 수 없습니다."
    try:
        with transaction.atomic():
            holding.hand_over(row, person, successor, by=by)
    except Refused as refusal:
        return str(refusal)
    except PermissionDenied:
        return "총괄담당만 넘길 수 있습니다. 총괄담당에게 부탁하십시오."
    return ""


@transaction.atomic
def enter_absence(
    person: User, first_on: date, last_on: date, why: Absence.Why, *, by: User, stand_in: User | None = None
) -> Absence:
    """부재. From the first day to the last nobody gives them a case, and the stand-in hears what they would hear."""
    people = [person.pk] + ([stand_in.pk] if stand_in else [])
    locked = {one.pk: one for one in User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")}
    person = locked[person.pk]
    if not may_enter_absence(by, person):
        raise PermissionDenied
    if last_on < first_on:
        raise Refused("마지막 날이 첫날보다 앞섭니다. 날짜를 다시 고르십시오.")
    if last_on < timezone.localdate():
        raise Refused("이미 지난 날입니다. 오늘이나 앞으로의 부재를 넣으십시오.")
    if there := person.absences.within(first_on, last_on).first():
        raise Refused(f"이미 넣은 부재와 겹칩니다: {notices.days_words(there)}. 먼저 그 부재를 거두십시오.")
    _check_stand_in(person, stand_in, first_on, last_on)
    if needed := Absence.objects.within(first_on, last_on).filter(stand_in=person).for_list().first():
        raise Refused(
            f"그동안 {needed.person.name} 님을 대신 맡기로 했습니다({notices.days_words(needed)}). "
            "부서장이나 총괄담당이 ‘인계’에서 대신 맡을 사람부터 바꾸어야 합니다."
        )
    absence = Absence.objects.create(
        person=person, first_on=first_on, last_on=last_on, why=why, stand_in=stand_in, entered_by=by
    )
    tell_all(notices.away(absence, by=by))
    return absence


@transaction.atomic
def cancel_absence(absence: Absence, *, by: User) -> Absence:
    """부재 거두기: they are there after all, or there again. What the stand-in did until now stays done."""
    absence = _standing(absence, by=by)
    absence.cancelled_at = timezone.now()
    absence.save(update_fields=["cancelled_at"])
    tell_all(notices.there_again(absence, by=by))
    return absence


@transaction.atomic
def change_stand_in(absence: Absence, stand_in: User, *, by: User) -> Absence:
    """대신 맡을 사람 바꾸기."""
    stand_in = User.objects.select_for_update(no_key=True).get(pk=stand_in.pk)
    absence = _standing(absence, by=by)
    _check_stand_in(absence.person, stand_in, max(absence.first_on, timezone.localdate()), absence.last_on)
    former, absence.stand_in = absence.stand_in, stand_in
    absence.save(update_fields=["stand_in"])
    tell_all(notices.another_stands_in(absence, former, by=by))
    return absence


def _standing(absence: Absence, *, by: User) -> Absence:
    """The fresh row, locked."""
    absence = Absence.objects.select_for_update(of=("self",)).select_related("person", "stand_in").get(pk=absence.pk)
    if not may_enter_absence(by, absence.person):
        raise PermissionDenied
    if absence.cancelled_at is not None:
        raise Refused("이미 거둔 부재입니다.")
    if absence.last_on < timezone.localdate():
        raise Refused("이미 지난 부재입니다.")
    return absence


def _check_stand_in(person: User, stand_in: User | None, first_on: date, last_on: date) -> None:
    """Another person of a department of theirs, who is there on these days."""
    if stand_in is None:
        return
    if stand_in.pk == person.pk:
        raise Refused("자리에 없는 사람이 자신을 대신할 수 없습니다. 다른 사람을 고르십시오.")
    if not stand_in.departments & person.departments:
        raise Refused(f"{stand_in.name} 님은 같은 부서에서 일하지 않습니다. 같은 부서의 사람을 고르십시오.")
    if there := stand_in.absences.within(first_on, last_on).first():
        raise Refused(
            f"{stand_in.name} 님도 그때 자리에 없습니다: {notices.days_words(there)}. 다른 사람을 고르십시오."
        )


@transaction.atomic
def publish(kind: ConsentText.Kind, body: str, *, is_required: bool, by: User) -> ConsentText:
    """동의문 새 판. What people agreed to before stays as it was."""
    if not by.is_superuser:
        raise PermissionDenied
    newest = ConsentText.objects.current().filter(kind=kind).first()
    version = newest.version + 1 if newest else 1
    return ConsentText.objects.create(kind=kind, version=version, body=body, is_required=is_required)


@transaction.atomic
def agree(person: User, texts: Iterable[ConsentText]) -> None:
    """동의. Record that the person agreed to these versions now; what already stands stays as it is."""
    for text in texts:
        Consent.objects.get_or_create(person=person, text=text, withdrawn_at=None)


@transaction.atomic
def take_back(consent: Consent, *, by: User) -> Consent:
    """동의 철회 (개인정보 보호법 §37). Only what is optional can be taken back while the account is used."""
    consent = Consent.objects.select_for_update(of=("self",)).select_related("text").get(pk=consent.pk)
    if consent.person_id != by.pk:
        raise PermissionDenied
    if consent.text.is_required:
        raise Refused(_("이용에 꼭 필요한 동의입니다. 철회하려면 탈퇴를 신청해 주십시오."))
    if consent.withdrawn_at is None:
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
    return consent


@transaction.atomic
def end_session(session: UserSession, *, by: User) -> None:
    """다른 기기에서 로그아웃. Whatever uses this session is signed out with its next request."""
    if session.user_id != by.pk:
        raise PermissionDenied
    session.end()


@dataclass(frozen=True)
class Subject:
    """Whose data are read: what kind of thing, which one, and how the log calls it without telling more."""

    kind: str
    key: str
    label: str


PERSON = "사람"


def person_as_subject(person: User) -> Subject:
    """Somebody as the access log calls them."""
    return Subject(PERSON, str(person.pk), f"{masked_name(person.name)} {masked_email(person.email)}")


@transaction.atomic
def note_access(
    what: AccessLog.What, subject: Subject, *, by: User, address: Address, reason: str = "", rows: int = 1
) -> AccessLog | None:
    """접속기록. The one place where it is written; None where people read what is about themselves.

    A line waits for the lines of others that are not committed yet: call it where little else is done.
    """
    if what in NEED_A_REASON and not reason.strip():
        raise Refused("보는 까닭을 적어 주십시오. 접속기록에 남습니다.")
    if (subject.kind, subject.key) == (PERSON, str(by.pk)):
        return None
    roles = ["시스템관리자"] * by.is_superuser + sorted(str(role.label) for role in by.roles)
    return AccessLog.objects.create(
        what=what,
        by=by,
        roles=", ".join(roles)[:120],
        address=str(address),
        subject_kind=subject.kind,
        subject_id=subject.key,
        subject_label=subject.label[:150],
        rows=rows,
        reason=reason.strip(),
    )


@transaction.atomic
def forget_ended_sessions() -> int:
    """끝난 로그인 지우기. A session past its end leaves, and with it from where and with which device it was used."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    ended = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return int(ended.delete()[0])
