"""The company's page of a case: what is true now, what is asked of the company, what it can do, what happened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from grievances import actions, held, ledgers, remaining, rulebook, under_way, wording
from grievances.actions.grouping import TOLD_FROM
from grievances.forms import company as forms
from grievances.forms.company import MoveForm
from grievances.forms.rating import RatingForm
from grievances.models import Answer, Custody, Document, Grievance, HistoryEntry, Reform, SupplementRequest
from grievances.permissions import moves_for
from grievances.querysets import REOPENED_WITHIN
from grievances.workflow import Move, Status


class Verb(NamedTuple):
    """What a company may do on the page: the move, its form, the action, and what is said afterwards."""

    move: Move
    form: type[MoveForm]
    act: Callable[..., Grievance]
    done: str | Promise


VERBS = {
    "supplement": Verb(
        Move.SUPPLEMENT, forms.SupplementForm, actions.supplement, _("보완을 보냈습니다. 처리기한이 다시 흐릅니다.")
    ),
    "more-time": Verb(
        Move.MORE_TIME,
        forms.MoreTimeForm,
        actions.ask_for_more_time,
        _("보완기한을 늘렸습니다. 담당자에게 알렸습니다."),
    ),
    "agree": Verb(
        Move.AGREE, forms.ConsentForm, actions.agree, _("동의해 주신 대로 기한을 늘렸습니다. 통지서를 보내 드립니다.")
    ),
    "decline": Verb(
        Move.DECLINE,
        forms.ConsentForm,
        actions.decline,
        _("동의하지 않으신 것을 담당자에게 알렸습니다. 기한은 그대로입니다."),
    ),
    "message": Verb(Move.MESSAGE, forms.MessageForm, actions.message, _("글을 보냈습니다. 담당자에게 알렸습니다.")),
    "amend": Verb(Move.AMEND, forms.AmendForm, actions.amend, _("신청 내용을 바꾸었습니다. 담당자에게 알렸습니다.")),
    "withdraw": Verb(Move.WITHDRAW, forms.WithdrawForm, actions.withdraw, _("신청을 취하했습니다.")),
    "reopen": Verb(Move.REOPEN, forms.ReopenForm, actions.reopen, _("재검토를 요청했습니다. 담당 부서에 알렸습니다.")),
}


CONSENT = frozenset({"agree", "decline"})
"""The two answers to one question; they share a form."""


class Offered(NamedTuple):
    """A form on the page. Open where it was sent and came back."""

    verb: str
    form: MoveForm
    is_open: bool


@dataclass
class CasePage:
    """One case as one of its company's members sees it."""

    case: Grievance
    person: User
    at: datetime = field(default_factory=timezone.now)
    sent: tuple[str, MoveForm] | None = None

    @cached_property
    def entries(self) -> list[HistoryEntry]:
        """지금까지 있었던 일, the newest first."""
        return list(self.case.history.for_company())

    @property
    def story(self) -> list[dict[str, Any]]:
        """The same as the timeline shows it."""
        return [
            {
                "by": "company" if entry.side == HistoryEntry.Side.COMPANY else "city",
                "at": entry.at,
                "what": wording.entry_sentence(entry),
                **({} if self._is_shown_above(entry) else _told(entry)),
            }
            for entry in self.entries
        ]

    def _is_shown_above(self, entry: HistoryEntry) -> bool:
        """The answer that stands has a part of the page to itself."""
        return self.answer is not None and self.answer.entry_id == entry.pk

    @property
    def state(self) -> str:
        """What is true now."""
        return wording.state_sentence(self.case, at=self.at)

    @property
    def to_receive(self) -> str:
        """How much is left to receive it in, while nobody has."""
        return remaining.to_receive(self.case, at=self.at, calendar=rulebook.standing().calendar)

    @property
    def next_notice(self) -> str:
        """When the company hears from the city again."""
        if self.consent:
            return gettext("어떻게 답하시든 결과를 바로 알려 드립니다.")
        return wording.next_notice(self.case)

    @property
    def due(self) -> str:
        """처리기한, with the hour where the period counts in hours."""
        return wording.until_words(self.case.due_at, self.case.period_unit) if self.case.due_at else ""

    @property
    def unit(self) -> str:
        """Who holds it."""
        return wording.unit_of(self.case)

    @cached_property
    def _custodies(self) -> list[Custody]:
        return list(self.case.custodies.with_department())

    @property
    def holds(self) -> str:
        """Since when."""
        return held.sentence(self._custodies)

    @property
    def held_before(self) -> list[tuple[str, str]]:
        """Who had it before, and when."""
        return held.earlier(self._custodies)

    @property
    def officer(self) -> str:
        """The person, once there is one."""
        return wording.officer_words(self.case)

    @property
    def away(self) -> str:
        """담당자 부재: until when, and who answers meanwhile."""
        until = getattr(self.case, "away_until", None)
        if until is None or self.case.status != Status.IN_PROGRESS:
            return ""
        words = {"until": wording.day_words(until), "stand_in": getattr(self.case, "away_stand_in", "")}
        if words["stand_in"]:
            return gettext("%(until)s까지 자리에 없어 %(stand_in)s 님이 대신 맡습니다.") % words
        return gettext("%(until)s까지 자리에 없습니다. 부서가 함께 봅니다.") % words

    @property
    def phone(self) -> str:
        """How to reach them."""
        return wording.phone_of(self.case)

    @cached_property
    def request(self) -> SupplementRequest | None:
        """보완요구 that waits for the company."""
        return self.case.supplement_requests.standing().first() if self.case.is_paused else None

    @cached_property
    def consent(self) -> under_way.Consent | None:
        """연장 동의 that the company may still give."""
        asked = under_way.consent(self.case, at=self.at)
        return asked if asked and not asked.hindrance else None

    @property
    def consent_form(self) -> Offered:
        """One form for both answers; as it was sent, whichever it was."""
        if self.sent is not None and self.sent[0] in CONSENT:
            return Offered(self.sent[0], self.sent[1], is_open=True)
        form = forms.ConsentForm(self.case, auto_id="consent_%s", initial={"seen": self.seen})
        return Offered("agree", form, is_open=False)

    @cached_property
    def under_way(self) -> list[tuple[str, str]]:
        """What else there is to know of the deadline."""
        return under_way.facts(self.case, at=self.at)

    @cached_property
    def ledger(self) -> ledgers.Picture | None:
        """법정기한 원장 while it runs."""
        return ledgers.of(self.case, at=self.at)

    @cached_property
    def documents(self) -> list[Document]:
        """문서 the city handed over, the newest first."""
        return list(self.case.documents.for_company().order_by("-pk"))

    @cached_property
    def answer(self) -> Answer | None:
        """답변 that stands."""
        given = (entry.answer for entry in self.entries if hasattr(entry, "answer"))
        return next((one for one in given if one.answered_at == self.case.answered_at), None)

    @property
    def answer_files(self) -> list[Any]:
        """What is attached to the answer that stands."""
        given = (entry for entry in self.entries if getattr(entry, "answer", None) == self.answer)
        return list(next(given).attachments.all()) if self.answer else []

    @cached_property
    def offers(self) -> dict[Move, str]:
        """Moves the table gives this person now, each with what hinders it."""
        return {offer.move: offer.hindrance for offer in moves_for(self.person, self.case, at=self.at)}

    def form_of(self, verb: str) -> Offered | None:
        """The form of a move that can be made now; the one that was sent, as it was sent."""
        chosen = VERBS[verb]
        if self.sent is not None and self.sent[0] == verb:
            return Offered(verb, self.sent[1], is_open=True)
        if self.offers.get(chosen.move, "no") or (verb == "message" and self.request):
            return None
        return Offered(verb, chosen.form(self.case, auto_id=f"{verb}_%s", initial={"seen": self.seen}), is_open=False)

    @property
    def supplement(self) -> Offered | None:
        """보완."""
        return self.form_of("supplement")

    @property
    def more_time(self) -> Offered | None:
        """보완기간 연장 요청."""
        return self.form_of("more-time")

    @property
    def message(self) -> Offered | None:
        """소통."""
        return self.form_of("message")

    @property
    def amend(self) -> Offered | None:
        """신청 내용 변경."""
        return self.form_of("amend")

    @property
    def withdraw(self) -> Offered | None:
        """취하."""
        return self.form_of("withdraw")

    @property
    def reopen(self) -> Offered | None:
        """재검토."""
        return self.form_of("reopen")

    @property
    def reopen_until(self) -> datetime | None:
        """The last day for it."""
        return self.case.answered_at + REOPENED_WITHIN if self.case.answered_at else None

    @cached_property
    def listening(self) -> list[str]:
        """협조·자문: whose opinion is asked meanwhile, an expert's without the name."""
        if self.case.status != Status.IN_PROGRESS or not self.case.has("consultations"):
            return []
        asked = self.case.consultations.waiting().select_related("department").order_by("reply_by", "pk")
        return list(dict.fromkeys(wording.listening(one, at=self.at) for one in asked))

    @cached_property
    def reforms(self) -> list[Reform]:
        """제도개선 건의 for this case, the newest first."""
        return list(self.case.reforms.all()) if self.case.has("reforms") else []

    @property
    def together(self) -> str:
        """묶음: that others have the same problem, and of how many on nobody can guess who; never who."""
        if not self.case.is_running or not (self.case.lead_id or self.case.has("followers")):
            return ""
        companies = Grievance.objects.grouped_under(self.case.lead_id or self.case.pk).companies()
        if companies < TOLD_FROM:
            return gettext("같은 문제를 겪는 다른 기업의 애로와 함께 다룹니다.") if companies > 1 else ""
        words = gettext("같은 문제를 겪는 기업들의 애로와 함께 다룹니다. 모두 %(count)s개 기업입니다.")
        return words % {"count": companies}

    @property
    def stranded(self) -> list[tuple[str, str]]:
        """What was typed for a move that cannot be made any more, so that it can be copied."""
        if self.sent is None or self._can_be_sent_again(self.sent[0]):
            return []
        fields = self.sent[1].visible_fields()
        return [(str(field.label), str(field.value())) for field in fields if isinstance(field.value(), str)]

    def _can_be_sent_again(self, verb: str) -> bool:
        """Whether the form that was sent is still on the page."""
        if verb in CONSENT:
            return self.consent is not None
        return self.request is not None or verb not in {"supplement", "more-time"}

    @property
    def rating_form(self) -> RatingForm | None:
        """만족도, where it is asked for."""
        return None if self.offers.get(Move.RATE, "no") else RatingForm()

    @property
    def seen(self) -> int:
        """The last line of the story on the page."""
        return self.entries[0].pk


def _told(entry: HistoryEntry) -> dict[str, Any]:
    """What was said with a move, and what came with it."""
    return {
        "said": wording.entry_words(entry),
        "facts": wording.entry_facts(entry),
        "files": entry.attachments.all(),
    }
