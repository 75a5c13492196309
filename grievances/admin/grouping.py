"""묶음 in the workplace: the group on the page of a case, putting cases together, and one entry for all of them."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from accounts.admin import official
from accounts.models import User
from grievances.actions import grouping
from grievances.admin import proposing
from grievances.admin.case import number_in, page_of
from grievances.admin.moves import STEPS, Step
from grievances.admin.together import FOR_ALL, Group, Member, group_of, together_of
from grievances.admin.worklist import NUMBER, works_with
from grievances.admin.worklist_desk import Result, tried
from grievances.forms.grouping import GroupManyForm
from grievances.forms.staff import MoveForm
from grievances.models import Grievance
from grievances.moment import now
from grievances.workflow import RUNNING, Move, MoveRefused, Status

AT_ONCE = 100
SUGGESTED = 8


@dataclass(frozen=True)
class Pick:
    """A case on the page of one entry for all: whether it is picked, and its own words."""

    member: Member
    is_picked: bool
    words: str
    seen: int


class GroupDesk(admin.ModelAdmin[Grievance]):
    """Cases put together, and answered together, each by its own move."""

    def get_urls(self) -> list[URLPattern]:
        """And the ways of a group."""
        door = self.admin_site.admin_view
        own = [
            path("bulk/group/", door(self.group_many_view), name="grievances_grievance_group_many"),
            path("<int:pk>/together/<str:name>/", door(self.together_view), name="grievances_grievance_together"),
            path("<int:pk>/lead/", door(require_POST(self.lead_view)), name="grievances_grievance_lead"),
        ]
        return [*own, *super().get_urls()]

    def lead_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """새 대표, with one press."""
        case = self._seen_case(request, pk)
        try:
            left = grouping.take_the_lead(case, by=official(request))
        except MoveRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, f"{case.receipt_no} 사건이 묶음의 대표가 되었습니다.")
            if left:
                numbers = ", ".join(one.receipt_no for one in self._among(request, left))
                messages.warning(request, f"다른 부서가 맡은 사건은 그 부서가 정합니다. {numbers}".strip())
        return redirect(page_of(case))

    # --- Putting together ------------------------------------------------------------------------------------------

    def group_many_view(self, request: HttpRequest) -> HttpResponse:
        """묶기 of what was chosen; from the page of one case, with what may be the same problem beside it."""
        user = official(request)
        if not works_with(user, Move.GROUP):
            raise PermissionDenied
        given = request.POST if request.method == "POST" else request.GET
        chosen, left = self._chosen(request)
        may_lead = Grievance.objects.visible_as_staff(user).filter(
            pk__in=[*(case.pk for case in chosen + left), number_in(given.get("lead", ""))]
        )
        form = GroupManyForm(
            request.POST if request.method == "POST" else None,
            cases=may_lead,
            chosen=chosen,
            initial={"lead": _leading(chosen + left)},
        )
        results: list[Result] = []
        if request.method == "POST" and form.is_valid():
            lead, left = form.cleaned_data["lead"], []
            join = partial(_grouped, lead=lead, user=user)
            results = [tried(case, join) for case in chosen if case.pk != lead.pk]
            done = {result.case.pk for result in results if result.is_done}
            chosen = [case for case in chosen if case.pk not in done]
        return self._group_page(request, form, chosen, left, results)

    def _chosen(self, request: HttpRequest) -> tuple[list[Grievance], list[Grievance]]:
        """What is ticked, and what stands beside it without a tick: suggested now, or shown before and left."""
        cases = Grievance.objects.visible_as_staff(official(request)).for_worklist()
        is_sent = request.method == "POST"
        given = request.POST if is_sent else request.GET
        ticked, shown = (_numbers(given.getlist(name)) for name in ("case", "shown"))
        chosen = list(cases.filter(receipt_no__in=ticked).order_by("pk"))
        if is_sent:
            return chosen, list(cases.filter(receipt_no__in=set(shown) - set(ticked)).order_by("pk"))
        return chosen, list(cases.like(chosen[0])[:SUGGESTED]) if "near" in given and chosen else []

    def _group_page(
        self,
        request: HttpRequest,
        form: GroupManyForm,
        chosen: list[Grievance],
        left: list[Grievance],
        results: Sequence[Result],
    ) -> HttpResponse:
        kept = urlencode([("case", case.receipt_no) for case in chosen])
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "같은 문제로 묶기",
            "verb": "묶기",
            "form": form,
            "chosen": [] if results and len(chosen) < 2 else chosen + left,  # the lead alone
            "which": "묶을 사건",
            "suggested": left,
            "keeps_shown": True,
            "results": results,
            "done": sum(result.is_done for result in results),
            "action": reverse("admin:grievances_grievance_group_many"),
            "view": "",
            "back": f"{reverse('admin:grievances_grievance_changelist')}?{kept}",
            "lead": form.cleaned_data["lead"] if results else None,
        }
        status = 422 if form.is_bound and form.errors else 200
        return TemplateResponse(request, "admin/grievances/grievance/several.html", page, status=status)

    # --- One entry for all -----------------------------------------------------------------------------------------

    def together_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """한 번에 알리기: written once, sent to each by its own move; what came of each is shown."""
        if name not in FOR_ALL:
            raise Http404
        case, user = self._seen_case(request, pk), official(request)
        group = group_of(case, user, at=now())
        if group is None or not group.is_led_from_here:
            return redirect(page_of(case))
        if not group.may_tell(name):
            raise PermissionDenied
        form = _shared_form(STEPS[name], case, request)
        picks, results = self._picks(request, group), []
        if request.method == "POST" and form.is_valid():
            sent = _cleaned(picks, form, FOR_ALL[name])
            if form.is_valid():
                results = [_told(pick, STEPS[name], form.cleaned_data, user) for pick in sent]
                picks = self._left(request, case, picks, results)
        return self._together_page(request, case, STEPS[name], form, picks, results)

    def _picks(self, request: HttpRequest, group: Group) -> list[Pick]:
        """Those that still run. At first all are picked; later those that were."""
        said, is_sent = request.POST, request.method == "POST"
        picked = set(said.getlist("case"))
        return [
            Pick(
                one,
                one.case.receipt_no in picked if is_sent else True,
                said.get(f"words-{one.case.pk}", ""),
                number_in(said.get(f"seen-{one.case.pk}", "")) if is_sent else one.case.newest_entry,
            )
            for one in group.members
            if Status(one.case.status) in RUNNING
        ]

    def _left(
        self, request: HttpRequest, case: Grievance, picks: Sequence[Pick], results: Sequence[Result]
    ) -> list[Pick]:
        """What was not sent stays as it was typed, on the page as it is now."""
        done = {result.case.pk for result in results if result.is_done}
        group = group_of(self._seen_case(request, case.pk), official(request), at=now())
        fresh = {one.case.pk: one for one in group.members} if group else {}
        return [
            Pick(fresh[pick.member.case.pk], pick.is_picked, pick.words, fresh[pick.member.case.pk].case.newest_entry)
            for pick in picks
            if pick.member.case.pk not in done and pick.member.case.pk in fresh
        ]

    def _together_page(
        self,
        request: HttpRequest,
        case: Grievance,
        step: Step,
        form: MoveForm,
        picks: Sequence[Pick],
        results: Sequence[Result],
    ) -> HttpResponse:
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"묶은 사건에 한 번에: {step.label}",
            "case": case,
            "step": step,
            "form": form,
            "picks": picks,
            "results": results,
            "done": sum(result.is_done for result in results),
            "page": page_of(case),
            "action": together_of(case, step.key),
        }
        refused = form.is_bound and bool(form.errors)
        template = "admin/grievances/grievance/together.html"
        return TemplateResponse(request, template, page, status=422 if refused else 200)

    def _seen_case(self, request: HttpRequest, pk: int) -> Grievance:
        if not self.has_view_permission(request):
            raise PermissionDenied
        case = Grievance.objects.visible_as_staff(official(request)).for_case_page().filter(pk=pk).first()
        if case is None:
            raise Http404
        return case

    def _among(self, request: HttpRequest, cases: Sequence[Grievance]) -> list[Grievance]:
        seen = Grievance.objects.visible_as_staff(official(request))
        return list(seen.filter(pk__in=[case.pk for case in cases]).order_by("pk"))


def _numbers(said: Sequence[str]) -> list[str]:
    return [number for number in said if NUMBER.match(number)][:AT_ONCE]


def _leading(chosen: Sequence[Grievance]) -> int | None:
    """Who leads already, else the first that could."""
    leads = set(Grievance.objects.filter(lead__in=[case.pk for case in chosen]).values_list("lead", flat=True))
    free = [case.pk for case in chosen if case.lead_id is None]
    return next((pk for pk in free if pk in leads), free[0] if free else None)


def _grouped(case: Grievance, lead: Grievance, user: User) -> str:
    grouping.group(case, lead, by=user)
    return "묶었습니다. 기업에 함께 다룬다고 알렸습니다."


def _shared_form(step: Step, case: Grievance, request: HttpRequest) -> MoveForm:
    form = step.form(request.POST if request.method == "POST" else None, case=case, at=now())
    form.fields.pop("files", None)
    return form


def _cleaned(picks: Sequence[Pick], form: MoveForm, name: str) -> list[Pick]:
    """Those that are picked, their own words as the form's field would have them; what is wrong goes to the form."""
    field, sent = copy(form.fields[name]), []
    field.required = False
    for pick in picks:
        if pick.is_picked:
            try:
                sent.append(replace(pick, words=field.clean(pick.words).strip()))
            except ValidationError as wrong:
                for words in wrong.messages:
                    form.add_error(None, f"{pick.member.case.company}에 보낼 글: {words}")
                sent.append(pick)
    if not sent:
        form.add_error(None, "보낼 사건을 하나 이상 고르십시오.")
    return sent


def _told(pick: Pick, step: Step, said: dict[str, Any], user: User) -> Result:
    """One case's own move; where its department says so, by way of the head."""
    words = FOR_ALL[step.key]

    def tell(case: Grievance) -> str:
        own = proposing.step_for(user, case, step.key) or step
        own.act(case, by=user, seen=pick.seen, **said | {words: pick.words or said[words]})
        return own.done

    return tried(pick.member.case, tell)
