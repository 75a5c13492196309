"""What officials hear of each other: who is away, and who took over what."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.leaving import Held
from accounts.models import Absence, User
from notifications.letters import letter
from notifications.notice import Owed

WEEKDAYS = "월화수목금토일"


def day_words(day: date) -> str:
    """3월 4일(수), the year only where it is another one."""
    year = f"{day.year}년 " if day.year != timezone.localdate().year else ""
    return f"{year}{day.month}월 {day.day}일({WEEKDAYS[day.weekday()]})"


def days_words(absence: Absence) -> str:
    """3월 2일(월)부터 3월 4일(수)까지, or the one day."""
    if absence.first_on == absence.last_on:
        return day_words(absence.first_on)
    return f"{day_words(absence.first_on)}부터 {day_words(absence.last_on)}까지"


def away(absence: Absence, *, by: User) -> Iterator[Owed]:
    """The stand-in hears what is theirs now; whoever is away, that somebody else wrote it down."""
    days, person = days_words(absence), absence.person
    if absence.stand_in is not None and absence.stand_in_id != by.pk:
        yield _mail(
            absence.stand_in,
            f"{person.name} 님을 대신 맡습니다: {days}",
            [
                f"{days} {person.name} 님이 자리에 없어 대신 맡습니다.",
                "그동안 그분의 사건 알림을 함께 받고, 작업목록의 ‘대신 맡은 사건’에서 봅니다.",
            ],
        )
    if person.pk != by.pk:
        stand_in = f"대신 맡은 사람: {absence.stand_in.name}" if absence.stand_in else "대신 맡은 사람이 없습니다."
        yield _mail(person, f"부재를 넣었습니다: {days}", [f"{by.name} 님이 {days} 부재를 넣었습니다.", stand_in])


def another_stands_in(absence: Absence, former: User | None, *, by: User) -> Iterator[Owed]:
    """All three hear: who is away, who stood in, and who does now."""
    days, person, stand_in = days_words(absence), absence.person, absence.stand_in
    assert stand_in is not None
    said = f"{person.name} 님이 자리에 없는 {days} 이제 {stand_in.name} 님이 대신 맡습니다."
    for reader in dict.fromkeys(filter(None, (person, former, stand_in))):
        if reader.pk != by.pk:
            yield _mail(reader, f"대신 맡을 사람이 바뀌었습니다: {person.name} {days}", [said])


def there_again(absence: Absence, *, by: User) -> Iterator[Owed]:
    """Both hear that it is over."""
    days, person = days_words(absence), absence.person
    for reader in (absence.stand_in, person):
        if reader is not None and reader.pk != by.pk:
            said = f"{person.name} 님의 부재({days})를 거두었습니다."
            yield _mail(reader, f"부재를 거두었습니다: {person.name} {days}", [said])


def handed_over(successor: User, person: User, kinds: Mapping[str, Sequence[Held]]) -> Owed:
    """The successor reads in one mail what is theirs now."""
    count = sum(map(len, kinds.values()))
    lists = [
        "\n".join([f"{label} {len(rows)}건", *(f"· {row.mailed or row.label}" for row in rows)])
        for label, rows in kinds.items()
    ]
    lines = [f"{person.name} 님이 맡던 일을 이어 맡습니다.", *lists]
    return _mail(
        successor, f"이어 맡은 일 {count}건: {person.name} 님에게서", lines, ("할 일 보기", reverse("admin:index"))
    )


def _mail(person: User, subject: str, lines: Sequence[str], link: tuple[str, str] | None = None) -> Owed:
    link = link or ("부재 보기", reverse("admin:accounts_absence_changelist"))
    city = settings.CITY
    signature = f"{city['name']} {city['unit']} · 전화 {city['phone']}"
    mail = letter(greeting=f"{person.name} 님,", lines=lines, link=link, signature=signature)
    return Owed(
        to=person.email,
        subject=f"{settings.EMAIL_SUBJECT_PREFIX}{subject}",
        text=mail.text,
        html=mail.html,
        person_id=person.pk,
        link=link[1],
    )
