"""다시 볼 사건: why a case woke, on its page; the watch list; and what changed in the law."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, Count, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.admin import official
from accounts.models import Department
from grievances import permissions, wording
from grievances.actions import watching
from grievances.admin.case import page_of
from grievances.admin.export import exported
from grievances.forms.grouping import ChangeForm
from grievances.models import Answer, Grievance, HistoryEntry, ProvisionChange
from grievances.moment import now
from grievances.workflow import Limit, Move, MoveRefused
from notifications.filters import QuestionFilter

SHORT = 90
"""So much of a dossier stands in a list."""


def short(words: str) -> str:
    """The beginning of it, in one line."""
    line = " ".join(words.split())
    return line if len(line) <= SHORT else f"{line[: SHORT - 1]}…"


# --- 다시 볼 사건 ----------------------------------------------------------------------------------------------------


def _limited_by(limit: Limit, _at: datetime) -> QuerySet[Answer]:
    return Answer.objects.filter(limit=limit)


class ByLimit(QuestionFilter):
    """무엇이 막는지."""

    title, parameter_name = "걸림돌", "limit"
    questions = {str(limit): (str(limit.label), partial(_limited_by, limit)) for limit in Limit}


class ByState(QuestionFilter):
    """깨어났는지."""

    title, parameter_name = "상태", "state"
    questions = {
        "woken": (
            "깨어난 것",
            lambda at: Answer.objects.filter(grievance__in=Grievance.objects.woken(on=timezone.localdate(at))),
        ),
        "asked": (
            "회신을 기다리는 건의가 있는 것",
            lambda _at: Answer.objects.asked_about(),
        ),
    }


class ByDepartment(admin.SimpleListFilter):
    """담당부서."""

    title, parameter_name = "담당부서", "department"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """Those that have such a case this official may see."""
        seen = Grievance.objects.visible_as_staff(official(request)).infeasible()
        found = Department.objects.filter(pk__in=seen.order_by().values("department")).order_by("name")
        return [(str(pk), name) for pk, name in found.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Nothing but the number of a department is looked for."""
        chosen = self.value() or ""
        return queryset.filter(grievance__department=chosen) if chosen in dict(self.lookup_choices) else queryset


@admin.register(Answer)
class WatchList(admin.ModelAdmin[Answer]):
    """다시 볼 사건: every infeasible case by what stands in its way."""

    list_display = ("case", "company", "limited", "rests_on", "who_could", "next_look", "proposals", "unit")
    list_display_links = None
    list_filter = (ByState, ByLimit, ByDepartment)
    list_per_page = 50
    search_fields = ("provision", "could_change", "grievance__receipt_no", "grievance__title")
    search_help_text = "조문, 바꿀 수 있는 곳, 접수번호, 제목의 일부"
    ordering = ("grievance__look_again_on", "pk")
    change_list_template = "admin/grievances/answer/change_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Cases come here by their answer."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Answer | None = None) -> bool:
        """They are kept."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """And the file."""
        door = self.admin_site.admin_view
        return [path("export/", door(self.export_view), name="grievances_answer_export"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Answer]:
        """The dossiers that stand, of cases this official may see."""
        seen = Grievance.objects.visible_as_staff(official(request)).infeasible()
        return Answer.objects.of_infeasible_cases().filter(grievance__in=seen.values("pk")).for_watch_list()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Under its own name."""
        may_note = permissions.may_note_changes(official(request))
        return super().changelist_view(
            request, {"title": "다시 볼 사건", "may_note": may_note, **(extra_context or {})}
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A case is read on its own page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        answer = self.get_object(request, object_id)
        if answer is None:
            raise Http404
        return redirect(page_of(answer.grievance))

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """내보내기 of what the list shows."""
        return exported(self, request, name="다시 볼 사건", file="watch-list", table=watch_table)

    @admin.display(description="사건", ordering="grievance__receipt_no")
    def case(self, answer: Answer) -> str:
        """Number and title."""
        case = answer.grievance
        return format_html('<a href="{}">{}</a> <small>{}</small>', page_of(case), case.title, case.receipt_no)

    @admin.display(description="기업")
    def company(self, answer: Answer) -> str:
        """Whose it is."""
        return answer.grievance.company.name

    @admin.display(description="걸림돌", ordering="limit")
    def limited(self, answer: Answer) -> str:
        """In one word."""
        return str(answer.get_limit_display())

    @admin.display(description="조문이나 제도", ordering="provision")
    def rests_on(self, answer: Answer) -> str:
        """The beginning of it."""
        return short(answer.provision)

    @admin.display(description="바꿀 수 있는 곳")
    def who_could(self, answer: Answer) -> str:
        """The beginning of it."""
        return short(answer.could_change)

    @admin.display(description="다음에 볼 날", ordering="grievance__look_again_on")
    def next_look(self, answer: Answer) -> str:
        """The day; whether it came, or the case woke before it."""
        case, on = answer.grievance, answer.grievance.look_again_on
        assert on is not None
        if case.woken_at is not None or on <= timezone.localdate():
            return format_html('<span class="st" data-state="waiting">깨어남</span> {}', wording.day_words(on))
        return wording.day_words(on)

    @admin.display(description="기다리는 건의", ordering="open_reforms")
    def proposals(self, answer: Answer) -> str:
        """How many wait for a reply."""
        waiting = getattr(answer, "open_reforms", 0)
        return f"{waiting}건" if waiting else "–"

    @admin.display(description="담당부서", ordering="grievance__department__name")
    def unit(self, answer: Answer) -> str:
        """Who holds it."""
        return wording.unit_of(answer.grievance)


def watch_table(found: Iterable[Answer]) -> Iterator[list[str]]:
    """A row a case."""
    yield [
        *("접수번호", "제목", "기업", "담당부서", "걸림돌", "조문이나 제도", "해 본 것", "바꿀 수 있는 곳"),
        *("답변일", "다음에 볼 날", "깨어난 때", "기다리는 건의"),
    ]
    for answer in found:
        case = answer.grievance
        yield [
            *(case.receipt_no, case.title, case.company.name, wording.unit_of(case)),
            *(str(answer.get_limit_display()), answer.provision, answer.tried, answer.could_change),
            f"{timezone.localdate(answer.answered_at)}",
            f"{case.look_again_on}",
            f"{timezone.localtime(case.woken_at):%Y-%m-%d %H:%M}" if case.woken_at else "",
            str(getattr(answer, "open_reforms", 0)),
        ]


# --- 조문 바뀜 ------------------------------------------------------------------------------------------------------


@admin.register(ProvisionChange)
class ProvisionChangeAdmin(admin.ModelAdmin[ProvisionChange]):
    """조문 바뀜: what was noted, and what it woke."""

    list_display = ("provision", "changed", "said", "woke", "noted_by")
    list_select_related = ("noted_by",)
    search_fields = ("provision", "words")
    search_help_text = "조문, 바뀐 것의 일부"

    def has_change_permission(self, request: HttpRequest, obj: ProvisionChange | None = None) -> bool:
        """It is written once."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ProvisionChange | None = None) -> bool:
        """It is kept."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProvisionChange]:
        """With how many cases it woke, of those this official may see."""
        woken = (
            HistoryEntry.objects.annotate(change=Cast(KeyTextTransform("change", "details"), BigIntegerField()))
            .filter(
                move=Move.WAKE,
                change=OuterRef("pk"),
                grievance__in=Grievance.objects.visible_as_staff(official(request)).values("pk"),
            )
            .order_by()
            .values("move")
            .annotate(cases=Count("pk"))
            .values("cases")
        )
        return ProvisionChange.objects.annotate(cases=Coalesce(Subquery(woken), 0))

    @admin.display(description="바뀐 날", ordering="changed_on")
    def changed(self, change: ProvisionChange) -> str:
        """The day."""
        return wording.day_words(change.changed_on)

    @admin.display(description="무엇이 바뀌었는지")
    def said(self, change: ProvisionChange) -> str:
        """The beginning of it."""
        return short(change.words)

    @admin.display(description="깨운 사건")
    def woke(self, change: ProvisionChange) -> str:
        """How many."""
        return f"{getattr(change, 'cases', 0)}건"

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """조문 바뀜 적기: which cases it wakes is shown first, and can be unticked."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        user, is_sent = official(request), request.method == "POST"
        form = ChangeForm(request.POST if is_sent else None, initial=_said(request))
        if not is_sent:
            return self._form_page(request, form, None)
        is_whole, provision = form.is_valid(), form.cleaned_data.get("provision", "")
        is_sure = bool(provision) and request.POST.get("sure") == provision  # else another one was shown, or nothing
        cases = self._citing(request, provision) if is_whole or is_sure else None
        picked = set(request.POST.getlist("case"))
        left_out = [case for case in cases or () if is_sure and case.receipt_no not in picked]
        if not is_whole or not is_sure:
            return self._form_page(request, form, cases, left_out)
        wakes = [case.pk for case in cases or () if case.receipt_no in picked]
        try:
            if permissions.may_note_changes(user):
                watching.note_change(by=user, wakes=wakes, **form.cleaned_data)
                done = f"적었습니다. {len(wakes)}건이 깨어났습니다."
            else:
                watching.suggest_change(by=user, **form.cleaned_data)
                done = "총괄담당에게 알렸습니다."
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return self._form_page(request, form, cases, left_out)
        self.message_user(request, done, messages.SUCCESS)
        return redirect("admin:grievances_provisionchange_changelist")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was noted, and the cases it woke."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        change = self.get_object(request, object_id)
        if change is None:
            raise Http404
        entries = HistoryEntry.objects.filter(move=Move.WAKE, details__change=change.pk)
        seen = Grievance.objects.visible_as_staff(official(request)).for_worklist()
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(change.provision),
            "change": change,
            "changed_on": wording.day_words(change.changed_on),
            "cases": list(seen.filter(pk__in=entries.values("grievance")).order_by("pk")),
        }
        return TemplateResponse(request, "admin/grievances/provisionchange/look.html", page)

    def _citing(self, request: HttpRequest, provision: str) -> list[Grievance]:
        seen = Grievance.objects.visible_as_staff(official(request)).infeasible()
        return list(seen.citing(provision).for_worklist())

    def _form_page(
        self,
        request: HttpRequest,
        form: ChangeForm,
        cases: Sequence[Grievance] | None,
        left_out: Sequence[Grievance] = (),
    ) -> HttpResponse:
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "조문 바뀜 적기",
            "form": form,
            "cases": cases,
            "left_out": left_out,
            "may_note": permissions.may_note_changes(official(request)),
            "list": reverse("admin:grievances_provisionchange_changelist"),
        }
        status = 422 if form.is_bound and form.errors else 200
        return TemplateResponse(request, "admin/grievances/provisionchange/add.html", page, status=status)


def _said(request: HttpRequest) -> dict[str, str]:
    """What an officer wrote to the managers stands in the form already."""
    found = {name: request.GET.get(name, "")[:1000] for name in ("provision", "changed_on", "words", "source")}
    return {"changed_on": f"{timezone.localdate(now())}"} | {name: said for name, said in found.items() if said}
