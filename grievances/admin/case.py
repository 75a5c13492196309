"""The page of one case: what can be done now, what was, and whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from accounts.actions import Subject, note_access
from accounts.addresses import client_address
from accounts.admin import official
from accounts.models import AccessLog, User
from grievances import actions, approving, ledgers, remaining, rulebook, under_way, wording
from grievances.actions.rehearsing import rehearse
from grievances.admin import custody, proposing, together, woken
from grievances.admin.moves import CUSTODY, WITH_TEMPLATES, Step, buttons_for, grouped
from grievances.admin.story import Line, told
from grievances.forms.staff import MoveForm, NoteForm
from grievances.models import AnswerTemplate, Grievance
from grievances.moment import now
from grievances.permissions import may_at_desk
from grievances.proposals import standing_of, waits
from grievances.workflow import Move, MoveRefused
from notifications.masking import masked_email, masked_name, masked_phone
from notifications.models import Message

OTHERS = 10
"""So many other cases of the company stand on the page."""


def as_subject(case: Grievance) -> Subject:
    """A case, and with it its people, as the access log calls it."""
    return Subject("기업애로", case.receipt_no, f"{case.receipt_no} {case.company.name}")


@dataclass(frozen=True)
class Opened:
    """The form that stands open on the page, and what came of sending it."""

    step: Step
    form: MoveForm
    letters: Sequence[Message] | None = None
    since: Sequence[Line] = ()
    asks_about: AnswerTemplate | None = None
    began_with: AnswerTemplate | None = None

    @property
    def status(self) -> int:
        """How the answer to a form says that it was refused."""
        if self.since or self.form.has_error("__all__"):
            return 409
        return 422 if self.form.errors else 200


class CaseDesk(admin.ModelAdmin[Grievance]):
    """One case in the workplace. What is done to it is done by its moves."""

    def has_change_permission(self, request: HttpRequest, obj: Grievance | None = None) -> bool:
        """No field is written here; the moves ask for themselves."""
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Grievance | None = None) -> bool:
        """Cases are never deleted."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """And the moves, and who else is looking."""
        door = self.admin_site.admin_view
        own = [
            path("<int:pk>/move/<str:name>/", door(self.move_view), name="grievances_grievance_move"),
            path("<int:pk>/presence/", door(require_POST(self.presence_view)), name="grievances_grievance_presence"),
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The case; `?move=` opens the form of a move. That it was opened is kept."""
        case = self._case(request, number_in(object_id))
        step = proposing.step_for(official(request), case, request.GET.get("move", ""))
        opened = self._opened(case, step) if step and step.group else None
        return self._page(request, case, opened)

    def move_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """One move. What is wrong with it comes back with all that was typed."""
        case = self._case(request, pk)
        step = proposing.step_for(official(request), case, name)
        if step is None:
            raise Http404
        if request.method != "POST":
            return redirect(f"{page_of(case)}?move={name}#move")
        if not may_at_desk(official(request), step.move, case):
            raise PermissionDenied
        if "fill" in request.POST:
            return self._page(request, case, self._filled(request, case, step))
        opened = self._tried(request, case, step)
        if opened is None:
            messages.success(request, f"{case.receipt_no} {step.done}")
            return redirect(self._after(request, case, step))
        return self._page(request, self._case(request, pk), opened)

    def presence_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """함께 보는 사람: I am here; who else is, and did anything happen since the page was opened?"""
        case = self._case(request, pk)
        others = actions.note_viewing(case, by=official(request))
        names = [f"{person.unit} {person.name}".strip() for person in others]
        newest = case.history.order_by("-pk").values_list("pk", flat=True).first() or 0
        return JsonResponse({"others": names, "is_news": newest > seen_by(request)})

    # --- What a form brings ----------------------------------------------------------------------------------------

    def _opened(self, case: Grievance, step: Step) -> Opened:
        """The form as it is opened; with its words again where the head sent them back."""
        words = proposing.again(case, step, {}).words
        return Opened(step, step.form(initial=words, case=case, at=now()))

    def _tried(self, request: HttpRequest, case: Grievance, step: Step) -> Opened | None:
        """Make the move, or only show what it would send; None once it is made."""
        form = step.form(request.POST, request.FILES, case=case, at=now())
        if not form.is_valid():
            return Opened(step, form)
        said = form.cleaned_data
        make = partial(step.act, case, by=official(request), seen=seen_by(request) if step.group else None)
        try:
            if "preview" in request.POST:
                without_files = said | ({"files": []} if "files" in said else {})
                make = partial(step.rehearse, case, by=official(request)) if step.rehearse else make
                return Opened(step, form, letters=rehearse(case, partial(make, **without_files)))
            make(**said, **(proposing.goes_along(request, case, step) if step.waits_for_head else {}))
        except actions.Stale as news:
            return Opened(step, form, since=told(news.since, names_people=True))
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return Opened(step, form)
        return None

    def _after(self, request: HttpRequest, case: Grievance, step: Step) -> str:
        """The case again; the list, where a transfer put it out of this person's sight."""
        mine = Grievance.objects.visible_as_staff(official(request)).filter(pk=case.pk)
        is_gone = step.group == CUSTODY and not mine.exists()
        page = reverse("admin:grievances_grievance_changelist") if is_gone else page_of(case)
        return f"{page}#done-{step.key}"

    def _filled(self, request: HttpRequest, case: Grievance, step: Step) -> Opened:
        """Put a template's words into the form; over words that were typed, only when told to."""
        said, how = request.POST.dict(), request.POST["fill"]
        templates = AnswerTemplate.objects.fitting(case.category, step.move)
        template = templates.filter(pk=number_in(request.POST.get("template", ""))).first()
        typed, asks = said.get(step.form.words, "").strip(), False
        if template is not None:
            asks = bool(typed) and how not in {"replace", "append"}
            if not asks:
                kept = [typed] if typed and how == "append" else []
                said[step.form.words] = "\n\n".join([*kept, wording.filled(template, case)])
                said["outcome"] = said.get("outcome") or template.outcome
        form = step.form(initial=said, case=case, at=now())
        return Opened(step, form, asks_about=template if asks else None, began_with=None if asks else template)

    # --- The page ---------------------------------------------------------------------------------------------------

    def _case(self, request: HttpRequest, pk: int) -> Grievance:
        """Hidden and missing are the same."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        case = Grievance.objects.visible_as_staff(official(request)).for_case_page().filter(pk=pk).first()
        if case is None:
            raise Http404
        return case

    def _page(self, request: HttpRequest, case: Grievance, opened: Opened | None) -> HttpResponse:
        me, at = official(request), now()
        # A form that comes back shows all of the case, too; so no way of asking goes without its line.
        note_access(AccessLog.What.VIEW, as_subject(case), by=me, address=client_address(request))
        entries = list(case.history.for_staff())
        if case.has("reforms"):
            prefetch_related_objects([case], "reforms")
        reforms = case.reforms.all() if case.has("reforms") else []
        buttons = proposing.with_proposals(buttons_for(me, case, at=at), me, case, at=at)
        approvals = list(case.approvals.with_people().order_by("pk")) if case.has("approvals") else []
        holds = any(button.step.move == Move.NOTE for button in buttons)  # who is only asked holds nothing
        is_memo = opened is not None and not opened.step.group
        memo = opened.form if opened and is_memo else NoteForm(case=case, at=at, auto_id="memo_%s") if holds else None
        offered = any(opened and button.step.key == opened.step.key and not button.hindrance for button in buttons)
        move = opened if opened and not is_memo and (offered or request.method == "POST") else None
        others = list(of_the_same_company(me, case)[: OTHERS + 1])
        lines = told(entries, names_people=holds)
        group = together.group_of(case, me, at=at)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{case.receipt_no} {case.title}",
            "case": case,
            "state": wording.state_sentence(case, at=at),
            "to_receive": remaining.to_receive(case, at=at, calendar=rulebook.standing().calendar),
            "is_overdue": case.is_overdue(at=at),
            "ledger": ledgers.of(case, at=at),
            "seen": entries[0].pk if entries else 0,
            "groups": grouped(buttons),
            "hindered": [button for button in buttons if button.hindrance],
            "move": move,
            "again": proposing.again(case, move.step, request.POST, began_with=move.began_with) if move else None,
            "templates": self._templates(case, move.step) if move else [],
            "typed": request.method == "POST",
            "memo": memo,
            "lines": lines,
            "approval": proposing.panel(me, case, approvals, at=at),
            "handing": custody.handing(case, lines, buttons, at=at) or woken.woken(case, lines, buttons, at=at),
            "group": group,
            "may_group": together.may_group(case, me),
            "outlived": bool(group and move and group.outlives(move.step)),
            "reforms": [(one, *standing_of(one), waits(one)) for one in reforms],
            "holding": custody.holding(case, lines, at=at),
            "filed": [file for entry in entries if entry.move == Move.FILE for file in entry.attachments.all()],
            "contact": contact_of(case, shown=holds),
            "documents": list(case.documents.order_by("-pk")),
            "members": case.company.seats.active().count(),
            "others": others[:OTHERS],
            "has_more": len(others) > OTHERS,
            "under_way": [
                *under_way.away(case),
                *under_way.extensions(case),
                *under_way.facts(case, at=at),
                *approving.waits(approvals, at=at),
            ],
            "consent": under_way.consent(case, at=at),
            "asked": case.supplement_requests.standing().first() if case.is_paused else None,
        }
        template = "admin/grievances/grievance/case.html"
        return TemplateResponse(request, template, context, status=opened.status if opened else 200)

    def _templates(self, case: Grievance, step: Step) -> list[tuple[AnswerTemplate, str]]:
        if step.move not in WITH_TEMPLATES:
            return []
        return [(one, wording.filled(one, case)) for one in AnswerTemplate.objects.fitting(case.category, step.move)]


def page_of(case: Grievance) -> str:
    """Its page in the workplace."""
    return reverse("admin:grievances_grievance_change", args=[case.pk])


def seen_by(request: HttpRequest) -> int:
    """The last entry on the page the form was sent from; 0 where it does not say, so that everything is news."""
    return number_in(request.POST.get("seen", ""))


def number_in(text: str) -> int:
    """The number of a row that somebody says; 0, which no row has, where they say anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len(str(2**63)) else 0


def contact_of(case: Grievance, *, shown: bool) -> list[tuple[str, str]]:
    """Whom to call: in full for those who hold the case, masked for those who only read."""
    name, phone, email = case.contact_name, case.contact_phone, case.contact_email
    if case.filer is not None:
        name, phone, email = name or case.filer.name, phone or case.filer.phone, email or case.filer.email
    if not shown:
        name, phone, email = masked_name(name), masked_phone(phone), masked_email(email)
    return [(label, said) for label, said in (("연락할 분", name), ("전화", phone), ("이메일", email)) if said]


def of_the_same_company(user: User, case: Grievance) -> QuerySet[Grievance]:
    """이 기업의 다른 사건, as far as this official may see them, the newest first."""
    return Grievance.objects.visible_as_staff(user).of_company(case.company).exclude(pk=case.pk).for_worklist()
