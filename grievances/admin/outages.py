"""장애: told of in two fields, ended with a look at what moves, and a record of who did what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from accounts.admin import official
from grievances import wording
from grievances.actions import outages, recounting
from grievances.forms.outages import EndForm, OutageForm, RetractForm
from grievances.models import Grievance, Outage
from grievances.moment import now
from grievances.permissions import may_file_on_behalf
from grievances.workflow import MoveRefused
from notifications.filters import QuestionFilter

SHOWN = 12
"""So many groups of a preview; the others are summed up."""
LASTING, ENDED = ("undelivered", "계속되는 중"), ("sent", "끝남")
"""Whether it is over, in the words of the style sheet and of people."""


class Standing(QuestionFilter):
    """상태."""

    title, parameter_name = "상태", "state"
    questions = {
        "lasting": ("계속되는 것", lambda at: Outage.objects.lasting(at=at)),
        "ended": ("끝난 것", lambda _at: Outage.objects.ended()),
    }


@dataclass(frozen=True)
class Change:
    """What somebody wants done, and how it is called before and after."""

    title: str
    verb: str
    act: Callable[..., Outage | None]
    done: str
    outage: Outage | None = None


@admin.register(Outage)
class OutageAdmin(admin.ModelAdmin[Outage]):
    """장애: those that were, and the one that lasts."""

    list_display = ("__str__", "standing", "began", "ended", "alternative", "entered_by")
    list_filter = (Standing,)
    search_fields = ("what",)
    search_help_text = "쓸 수 없었던 것의 일부"
    list_select_related = ("entered_by",)

    def get_urls(self) -> list[URLPattern]:
        """And the ways an outage ends."""
        door = self.admin_site.admin_view
        return [
            path("<int:pk>/end/", door(self.end_view), name="grievances_outage_end"),
            path("<int:pk>/retract/", door(self.retract_view), name="grievances_outage_retract"),
            *super().get_urls(),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Outage | None = None) -> bool:
        """Django's own way counts nothing anew; ours is `retract`."""
        return False

    @admin.display(description="상태")
    def standing(self, outage: Outage) -> str:
        """Shape, word and colour."""
        return format_html('<span class="st" data-state="{}">{}</span>', *_standing(outage))

    @admin.display(description="시작한 때", ordering="began_at")
    def began(self, outage: Outage) -> str:
        """To the minute."""
        return wording.moment_words(outage.began_at)

    @admin.display(description="끝난 때", ordering="ended_at")
    def ended(self, outage: Outage) -> str:
        """Or that it lasts."""
        return wording.moment_words(outage.ended_at) if outage.ended_at else "–"

    # --- What is done to one ----------------------------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """장애 알리기."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = OutageForm(request.POST if request.method == "POST" else None, at=now())
        change = Change(
            "장애 알리기", "알리기", outages.begin, "장애를 적었습니다. 끝나지 않은 장애는 모든 화면에 나옵니다."
        )
        return self._sent(request, form, change) if form.is_bound else self._page(request, form, None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One of them: how it stands, what came meanwhile, and what is wrong in it put right."""
        outage, at = self._outage(request, unquote(object_id)), now()
        if request.method != "POST":
            return self._page(request, OutageForm(at=at, outage=outage), outage)
        self._keeps(request)
        form = OutageForm(request.POST, at=at, outage=outage)
        act = partial(outages.correct, outage)
        return self._sent(request, form, Change("장애 고치기", "고치기", act, "장애를 고쳤습니다.", outage))

    def end_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """끝내기."""
        outage = self._outage(request, str(pk))
        if request.method != "POST":
            return redirect("admin:grievances_outage_change", pk)
        self._keeps(request)
        form = EndForm(request.POST, at=now(), outage=outage)
        done = "장애를 끝냈습니다. 모든 화면에서 장애 안내가 사라졌습니다."
        return self._sent(request, form, Change("장애 끝내기", "끝내기", partial(outages.end, outage), done, outage))

    def retract_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """지우기."""
        outage = self._outage(request, str(pk))
        if request.method != "POST":
            return redirect("admin:grievances_outage_change", pk)
        self._keeps(request)
        act = partial(outages.retract, outage)
        change = Change("장애 기록 지우기", "지우기", act, "장애 기록을 지웠습니다.", outage)
        return self._sent(request, RetractForm(request.POST), change)

    def _sent(self, request: HttpRequest, form: forms.Form, change: Change) -> HttpResponse:
        """Whether it moves deadlines is shown first; what is refused stands in the form, and nothing typed is lost."""
        if not form.is_valid():
            return self._page(request, form, change.outage, status=422)
        act = partial(change.act, by=official(request), **form.cleaned_data)
        try:
            if "sure" not in request.POST and _is_about_the_past(form, change):
                return self._preview(request, form, change, act)
            kept = act()
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, form, change.outage, status=409)
        return self._done(request, change, kept)

    def _done(self, request: HttpRequest, change: Change, kept: Outage | None) -> HttpResponse:
        self.message_user(request, change.done, messages.SUCCESS)
        if owed := recounting.owed_recounts():
            address = reverse("admin:grievances_recount_change", args=[owed[-1]])
            words = '처리기한을 다시 세고 있습니다. <a href="{}">얼마나 되었는지 보기</a>'
            self.message_user(request, format_html(words, address))
        if outage := kept or change.outage:
            words = f"{wording.outage_words(outage)} {outage.what} / {outage.alternative}"
            self.log_change(request, outage, f"{change.title}: {words}")
        if kept is None:
            return redirect("admin:grievances_outage_changelist")
        return redirect("admin:grievances_outage_change", kept.pk)

    # --- Pages ------------------------------------------------------------------------------------------------------

    def _outage(self, request: HttpRequest, pk: str) -> Outage:
        if not self.has_view_permission(request):
            raise PermissionDenied
        outage = self.get_object(request, pk)
        if outage is None:
            raise Http404
        return outage

    def _keeps(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _page(
        self, request: HttpRequest, form: forms.Form, outage: Outage | None, *, status: int = 200
    ) -> HttpResponse:
        at = now()
        context = self._frame(request, f"장애: {outage}" if outage else "장애 알리기") | {
            "record": outage,
            "standing": _standing(outage) if outage else None,
            "form": form,
            "about": form if isinstance(form, OutageForm) else OutageForm(at=at, outage=outage),
            "ending": form if isinstance(form, EndForm) else _ending(outage, at),
            "may_keep": self.has_change_permission(request),
            "may_enter": may_file_on_behalf(official(request)),
            "taken": Grievance.objects.taken_during(outage).count() if outage and outage.ended_at else 0,
        }
        return TemplateResponse(request, "admin/grievances/outage/look.html", context, status=status)

    def _preview(
        self, request: HttpRequest, form: forms.Form, change: Change, act: Callable[[], Outage | None]
    ) -> HttpResponse:
        made: list[Outage | None] = []
        found = recounting.preview(lambda: made.append(act()))
        outage = made[0] or change.outage
        assert outage is not None
        context = self._frame(request, change.title) | {
            "form": form,
            "change": change,
            "words": wording.outage_words(outage),
            "preview": found,
            "groups": found.groups[:SHOWN],
            "more": sum(group.cases for group in found.groups[SHOWN:]),
            "reason": outages.reason(outage, retracted=made[0] is None),
        }
        return TemplateResponse(request, "admin/grievances/outage/preview.html", context)

    def _frame(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title}


def _is_about_the_past(form: forms.Form, change: Change) -> bool:
    """One that lasts, and goes on lasting, has stopped no clock yet."""
    ended_at: datetime | None = form.cleaned_data.get("ended_at")
    return bool(ended_at or (change.outage and change.outage.ended_at))


def _ending(outage: Outage | None, at: datetime) -> EndForm | None:
    return EndForm(at=at, outage=outage) if outage and not outage.ended_at else None


def _standing(outage: Outage) -> tuple[str, str]:
    return ENDED if outage.ended_at else LASTING
