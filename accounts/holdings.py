"""What hangs on people in this app: absences of others in which they stand in."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.leaving import Held, Holding
from accounts.models import Absence, User
from accounts.notices import days_words


class StandIns(Holding):
    """대신 맡기로 한 부재."""

    key, label = "stand-ins", "대신 맡기로 한 부재"

    def rows(self, person: User, *, seen_by: User | None = None) -> Sequence[Held]:
        """Those under way and ahead."""
        found = Absence.objects.ahead(on=timezone.localdate()).filter(stand_in=person).for_list()
        if seen_by is not None:
            found = found.visible_to(seen_by)
        link = reverse("admin:accounts_absence_changelist")
        return [Held(one.pk, f"{one.person.name} · {days_words(one)}", link) for one in found]

    def hand_over(self, row: Held, person: User, successor: User, *, by: User) -> None:
        """Another stand-in."""
        actions.change_stand_in(Absence.objects.get(pk=row.pk), successor, by=by)
