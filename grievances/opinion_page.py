"""A question as whoever is asked reads it: what is asked, until when, and as much of the case as the officer chose."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _L  # noqa: N812

from accounts.actions import Subject
from accounts.models import User
from grievances import actions, wording
from grievances.forms.opinions import AnswerForm, OpinionForm, PostponeForm
from grievances.models import Attachment, Consultation, Grievance
from grievances.notices.opinions import asker_of
from grievances.workflow import ENDED, Status


class Verb(NamedTuple):
    """What the asked may do: its form, the action, and what is said afterwards."""

    form: type[OpinionForm]
    act: Callable[..., Grievance]
    done: str | Promise


VERBS = {
    "give": Verb(AnswerForm, actions.advise, _L("의견을 보냈습니다. 고맙습니다.")),
    "postpone": Verb(PostponeForm, actions.postpone, _L("답하실 날을 늦추었습니다. 묻는 사람에게 알렸습니다.")),
}


class Shown(NamedTuple):
    """붙임 as an outsider sees it: of a masked case without the name that the company gave it."""

    name: str
    size: int
    get_kind_display: str
    get_absolute_url: str


@dataclass
class OpinionPage:
    """One question. Without a person it was opened by the signed link of an outside body."""

    asked: Consultation
    person: User | None
    token: str = ""
    at: datetime = field(default_factory=timezone.now)
    sent: tuple[str, OpinionForm] | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether there is something to answer."""
        return self.asked.is_waiting and not self._has_ended

    @property
    def _has_ended(self) -> bool:
        return Status(self.asked.grievance.status) in ENDED

    @property
    def is_late(self) -> bool:
        """Past its day."""
        return self.is_waiting and self.asked.reply_by < self.at

    @property
    def is_readable(self) -> bool:
        """Whether it says what was asked and answered: a link ends with the question, whoever signs in reads on."""
        return self.person is not None or self.is_waiting

    @property
    def is_open(self) -> bool:
        """Whether it still says what the case is about: as long as that is of use, to a guest until they answer."""
        answered_in_time = self.person is not None and self.asked.answered_at is not None and not self._has_ended
        return self.is_waiting or answered_in_time

    @property
    def state(self) -> str:
        """What is true now."""
        words = {"unit": self.unit, "until": self.until}
        if self.asked.answered_at is not None:
            return _("%s에 답하셨습니다. 고맙습니다.") % wording.day_words(self.asked.answered_at)
        if self.is_late:
            return _("%(until)s 답해 주시기로 했습니다. 지금이라도 답해 주십시오.") % words
        if self.is_waiting:
            return _("%(unit)s에서 의견을 여쭙니다. %(until)s 답해 주십시오.") % words
        if self._has_ended:
            return _("사건이 마무리되어 답하지 않으셔도 됩니다. 고맙습니다.")
        return _("물음을 거두었습니다. 답하지 않으셔도 됩니다. 고맙습니다.")

    @property
    def until(self) -> str:
        """답할 날."""
        return wording.until_words(self.asked.reply_by)

    @property
    def unit(self) -> str:
        """Who asks."""
        return wording.unit_of(self.asked.grievance)

    @cached_property
    def asker(self) -> User:
        """Who is to be asked back."""
        return asker_of(self.asked)

    @property
    def phone(self) -> str:
        """Theirs, or that of whoever holds the case."""
        return self.asker.phone or wording.phone_of(self.asked.grievance)

    @property
    def files(self) -> list[Shown]:
        """붙임 the officer picked."""
        return [
            Shown(self.name_of(one, number), one.size, one.get_kind_display(), self.address_of(one))
            for number, one in enumerate(self.shown, start=1)
        ]

    @cached_property
    def shown(self) -> list[Attachment]:
        """The rows behind them; none once there is no use for them."""
        return list(self.asked.files.order_by("pk")) if self.is_open else []

    def name_of(self, one: Attachment, number: int) -> str:
        """What it is called here."""
        return _("붙임 %s") % number if self.asked.is_masked else one.name

    def address_of(self, one: Attachment) -> str:
        """Where it is taken from."""
        if self.token:
            return reverse("opinions:file_by_link", args=[self.token, one.key])
        return reverse("opinions:file", args=[self.asked.key, one.key])

    @property
    def address(self) -> str:
        """Its own."""
        return reverse("opinions:by_link", args=[self.token]) if self.token else self.asked.get_absolute_url()

    def form_of(self, verb: str) -> OpinionForm | None:
        """The form, while it can be sent; as it was sent where it came back."""
        if not self.is_waiting or (verb == "postpone" and self.asked.postponed_at is not None):
            return None
        return self.sent[1] if self.sent and self.sent[0] == verb else self.fresh(verb)

    def fresh(self, verb: str, *given: object) -> OpinionForm:
        """The form of a verb."""
        return VERBS[verb].form(*given, asked=self.asked, is_guest=self.person is None, auto_id=f"{verb}_%s")

    @property
    def give(self) -> OpinionForm | None:
        """의견."""
        return self.form_of("give")

    @property
    def postpone(self) -> OpinionForm | None:
        """답할 날 늦추기."""
        return self.form_of("postpone")

    @property
    def postpones(self) -> bool:
        """Whether that form came back."""
        return self.sent is not None and self.sent[0] == "postpone"

    @property
    def subject(self) -> Subject:
        """Whose it is, for the access log only."""
        case = self.asked.grievance
        return Subject("기업애로", case.receipt_no, f"{case.receipt_no} {case.company.name}")
