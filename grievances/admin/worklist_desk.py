"""작업목록 in the admin: its addresses, and what is done to many cases at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import Asked, ask_for
from accounts.actions import Subject, note_access
from accounts.addresses import client_address
from accounts.admin import official
from accounts.models import AccessLog, User
from accounts.roles import Role
from companies.tables import lines, workbook
from grievances import actions, tables
from grievances.admin.worklist import (
    KEPT,
    NUMBER,
    WorkList,
    works_with,
)
from grievances.clock import LegalKind
from grievances.forms.worklist import (
    AssignManyForm,
    ExportForm,
    ReceiveManyForm,
    SaveFilterForm,
)
from grievances.models import Grievance, SavedFilter
from grievances.permissions import may_file_on_behalf
from grievances.workflow import RULES, Move, MoveRefused

READ_AHEAD = 500
AT_ONCE = 100
"""So many cases are received or assigned in one go."""

type Act = Callable[[Grievance], str]
"""Does it to one case, and says what came of it."""


@dataclass(frozen=True)
class Result:
    """What became of one of several cases."""

    case: Grievance
    url: str
    words: str
    is_done: bool


class WorkListDesk(admin.ModelAdmin[Grievance]):
    """The work list, and what is done to several cases at once."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Cases are filed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Grievance | None = None) -> bool:
        """Cases are never deleted."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Grievance]:
        """What this official may see."""
        return Grievance.objects.visible_as_staff(official(request)).for_worklist()

    def get_urls(self) -> list[URLPattern]:
        """And the ways beside the list."""
        door = self.admin_site.admin_view
        own: dict[str, tuple[Callable[..., HttpResponseBase], str]] = {
            "bulk/receive/": (self.receive_many_view, "receive_many"),
            "bulk/assign/": (self.assign_many_view, "assign_many"),
            "export/": (self.export_view, "export"),
            "filters/": (require_POST(self.save_filter_view), "save_filter"),
            "filters/<int:pk>/forget/": (require_POST(self.forget_filter_view), "forget_filter"),
        }
        return [
            *(path(route, door(view), name=f"grievances_grievance_{name}") for route, (view, name) in own.items()),
            *super().get_urls(),
        ]

    # --- The list --------------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """작업목록. A whole receipt number leads straight to its case."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        user = official(request)
        work = WorkList(user, request.GET, timezone.now())
        if work.is_whole_number and work.number is not None:
            return redirect("admin:grievances_grievance_change", work.number.pk)
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "작업목록",
            "work": work,
            "may_receive": works_with(user, Move.RECEIVE),
            "may_assign": works_with(user, Move.ASSIGN),
            "may_group": works_with(user, Move.GROUP),
            "may_file": may_file_on_behalf(user),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/grievances/grievance/change_list.html", page)

    def save_filter_view(self, request: HttpRequest) -> HttpResponse:
        """조건 저장."""
        form = SaveFilterForm(request.POST)
        if not form.is_valid():
            self.message_user(request, "이름을 40자 안으로 적어 주십시오.", messages.ERROR)
            return redirect(f"{self._list}?{request.POST.get('query', '')}")
        query = _only_kept(form.cleaned_data["query"])
        saved = actions.save_filter(form.cleaned_data["name"], query, by=official(request))
        self.message_user(request, f"‘{saved.name}’ 조건을 저장했습니다.", messages.SUCCESS)
        return redirect(f"{self._list}?{saved.query}")

    def forget_filter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """저장한 조건 지우기."""
        user = official(request)
        saved = SavedFilter.objects.filter(person=user, pk=pk).first()
        if saved is None:
            raise Http404
        actions.forget_filter(saved, by=user)
        self.message_user(request, f"‘{saved.name}’ 조건을 지웠습니다.", messages.SUCCESS)
        return redirect(self._list)

    # --- Several at once -------------------------------------------------------------------------------------------

    def receive_many_view(self, request: HttpRequest) -> HttpResponse:
        """접수 of what was chosen."""
        user = official(request)
        if not works_with(user, Move.RECEIVE):
            raise PermissionDenied
        form = ReceiveManyForm(request.POST or None, officers=_officers(user, Move.RECEIVE))

        def receive(case: Grievance) -> str:
            said = form.cleaned_data
            department = said["department"] or case.category.department
            if department is None:
                raise MoveRefused(f"‘{case.category}’ 분야에는 정해진 부서가 없습니다. 부서를 골라 주십시오.")
            actions.receive(case, LegalKind(said["kind"]), department, by=user, officer=said["officer"])
            holder = f", 담당 {said['officer'].name}" if said["officer"] else ""
            return f"{department}에서 접수했습니다{holder}."

        return self._several(request, "접수", "receive_many", form, receive)

    def assign_many_view(self, request: HttpRequest) -> HttpResponse:
        """배정 of what was chosen."""
        user = official(request)
        if not works_with(user, Move.ASSIGN):
            raise PermissionDenied
        form = AssignManyForm(request.POST or None, officers=_officers(user, Move.ASSIGN))

        def assign(case: Grievance) -> str:
            officer = form.cleaned_data["officer"]
            actions.assign(case, officer, by=user)
            return f"{officer.name} 님에게 배정했습니다."

        return self._several(request, "배정", "assign_many", form, assign)

    def _several(self, request: HttpRequest, verb: str, view: str, form: AssignManyForm, act: Act) -> HttpResponse:
        """Ask, then do it to each case by itself, and say what became of each."""
        given = request.POST if request.method == "POST" else request.GET
        numbers = [number for number in given.getlist("case") if NUMBER.match(number)][:AT_ONCE]
        chosen = list(self.get_queryset(request).filter(receipt_no__in=numbers).order_by("pk"))
        results: list[Result] = []
        if chosen and request.method == "POST" and form.is_valid():
            results = [tried(case, act) for case in chosen]
            done = {result.case.pk for result in results if result.is_done}
            chosen = [case for case in chosen if case.pk not in done]
        query = _only_kept(given.get("view", ""))
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"골라서 {verb}",
            "verb": verb,
            "which": f"{verb}할 사건",
            "form": form,
            "chosen": chosen,
            "suggested": (),
            "results": results,
            "done": sum(result.is_done for result in results),
            "action": reverse(f"admin:grievances_grievance_{view}"),
            "view": query,
            "back": f"{self._list}?{urlencode([('case', case.receipt_no) for case in chosen])}&{query}",
        }
        refused = form.is_bound and bool(form.errors)
        return TemplateResponse(
            request, "admin/grievances/grievance/several.html", page, status=422 if refused else 200
        )

    # --- Out of the portal -----------------------------------------------------------------------------------------

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """내보내기 of the view. The reason is kept before the first line leaves."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        user = official(request)
        work = WorkList(user, request.GET, timezone.now())
        rows = work.rows.count()
        asked = Asked(
            title="작업목록 내보내기",
            about=f"{work.queue.name} {rows:,}건",
            says=(
                "지금 보는 줄을 찾기와 거르기까지 그대로, 오늘 것까지 모두 내보냅니다.",
                "내용과 연락처는 들어가지 않습니다.",
            ),
            verb="내보내기",
            back=f"{self._list}?{work.query}",
            gives_a_file=True,
        )
        form = ExportForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return ask_for(self, request, asked, form)
        note_access(
            AccessLog.What.EXPORT,
            Subject("기업애로", "", f"작업목록 {work.queue.name}"),
            by=user,
            address=client_address(request),
            reason=form.cleaned_data["reason"],
            rows=rows,
        )
        return _file(form.cleaned_data["kind"], work.in_order(work.rows.for_worklist()))

    @property
    def _list(self) -> str:
        return reverse("admin:grievances_grievance_changelist")


def _only_kept(query: str) -> str:
    """Of what a browser sends only what makes a view."""
    given = QueryDict(query)
    return urlencode([(name, given[name]) for name in KEPT if given.get(name)])


def _officers(user: User, move: Move) -> QuerySet[User]:
    """To whom this person may give a case."""
    at = timezone.now()
    colleagues = User.objects.for_list(at=at)
    if user.is_superuser or Role.MANAGER in user.roles:
        return colleagues.working_in(None, at=at)
    held = [grant.department_id for grant in user.grants_in_force if grant.role in RULES[move].by]
    return colleagues.working_in([pk for pk in held if pk], at=at)


def tried(case: Grievance, act: Act) -> Result:
    """Do it to one case; a refusal is said, and the others go on."""
    url = reverse("admin:grievances_grievance_change", args=[case.pk])
    try:
        return Result(case, url, act(case), is_done=True)
    except MoveRefused as refusal:
        return Result(case, url, str(refusal), is_done=False)
    except PermissionDenied:
        return Result(case, url, "이 사건에서는 이 일을 할 권한이 없습니다.", is_done=False)


def _file(kind: str, found: QuerySet[Grievance]) -> HttpResponseBase:
    rows = tables.worklist(found.iterator(chunk_size=READ_AHEAD))
    name = f"grievances-{timezone.localdate():%Y%m%d}.{kind}"
    if kind == "xlsx":
        return FileResponse(workbook(rows, title="기업애로"), as_attachment=True, filename=name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines(rows), content_type="text/csv; charset=utf-8", headers=headers)
