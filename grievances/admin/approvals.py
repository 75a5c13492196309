"""결재: what waits for the head, one page each, made for a phone between two meetings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from accounts.actions import note_access
from accounts.addresses import client_address
from accounts.admin import official
from accounts.models import AccessLog
from grievances import actions, approving, differences, legal_parts
from grievances.admin.case import as_subject, number_in, page_of, seen_by
from grievances.admin.story import Line, told
from grievances.forms.approving import SendBackForm
from grievances.models import Approval, Grievance
from grievances.moment import now
from grievances.permissions import may_at_desk
from grievances.querysets import ApprovalQuerySet
from grievances.workflow import Move, MoveRefused
from notifications.filters import QuestionFilter

STANDING = {
    Approval.State.WAITING: "waiting",
    Approval.State.APPROVED: "sent",
    Approval.State.RETURNED: "undelivered",
    Approval.State.TAKEN_BACK: "ended",
}
"""How a state looks, in the words of the style sheet."""


class Standing(QuestionFilter):
    """상태."""

    title, parameter_name = "상태", "state"
    questions = {
        "waiting": ("결재를 기다리는 것", lambda _at: Approval.objects.waiting()),
        "decided": ("끝난 것", lambda _at: Approval.objects.decided()),
    }


@admin.register(Approval)
class ApprovalAdmin(admin.ModelAdmin[Approval]):
    """A line a proposal; behind it what the head decides on."""

    list_display = ("case_title", "move", "proposed_by", "proposed_at", "standing", "decided_by")
    list_filter = (Standing,)
    list_select_related = ("grievance", "proposed_by", "decided_by")
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are proposed on the page of a case."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Approval | None = None) -> bool:
        """They are kept."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """And what is done with one."""
        door = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{verb}/", door(require_POST(view)), name=f"grievances_approval_{name}")
            for verb, name, view in (
                ("approve", "approve", self.approve_view),
                ("send-back", "send_back", self.send_back_view),
                ("take-back", "take_back", self.take_back_view),
            )
        ]
        of_case = path("of/<int:pk>/", door(self.of_case_view), name="grievances_approval_of_case")
        return [*own, of_case, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> ApprovalQuerySet:
        """Of cases that this official's unit answers for."""
        return Approval.objects.visible_to(official(request))

    @admin.display(description="기업애로", ordering="grievance__receipt_no")
    def case_title(self, approval: Approval) -> str:
        """Number and title."""
        return f"{approval.grievance.receipt_no} {approval.grievance.title}"

    @admin.display(description="상태", ordering="state")
    def standing(self, approval: Approval) -> str:
        """Shape, word and colour."""
        look = STANDING[Approval.State(approval.state)]
        return format_html('<span class="st" data-state="{}">{}</span>', look, approval.get_state_display())

    # --- The page ---------------------------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The answer as the company will read it, and what a head asks before saying yes."""
        return self._look(request, self._approval(request, number_in(object_id)))

    def of_case_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Where mails lead: what waits in this case, or what became of it."""
        newest = self.get_queryset(request).filter(grievance=pk).order_by("pk").last()
        if newest is None:
            raise Http404
        return redirect("admin:grievances_approval_change", newest.pk)

    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """결재: one tap."""
        approval = self._approval(request, pk)
        try:
            actions.approve(approval, by=official(request), seen=seen_by(request))
        except MoveRefused as refusal:
            return self._refused(request, pk, refusal)
        messages.success(request, f"{approval.grievance.receipt_no} 결재했습니다. 기업에 보냈습니다.")
        return redirect("admin:grievances_approval_change", pk)

    def send_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """돌려보내기, with the reason."""
        approval, form = self._approval(request, pk), SendBackForm(request.POST)
        if not form.is_valid():
            return self._look(request, approval, form=form, status=422)
        try:
            actions.send_back(approval, **form.cleaned_data, by=official(request), seen=seen_by(request))
        except MoveRefused as refusal:
            return self._refused(request, pk, refusal, form)
        messages.success(request, f"{approval.grievance.receipt_no} 돌려보냈습니다. 올린 사람에게 알렸습니다.")
        return redirect("admin:grievances_approval_change", pk)

    def take_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """거두고 고치기: the words come back into the form of the case."""
        approval = self._approval(request, pk)
        try:
            actions.take_proposal_back(approval, by=official(request), seen=seen_by(request))
        except MoveRefused as refusal:
            return self._refused(request, pk, refusal)
        messages.success(request, f"{approval.grievance.receipt_no} 거두었습니다. 고쳐서 다시 올리십시오.")
        return redirect(f"{page_of(approval.grievance)}?move={approval.move}#move")

    def _approval(self, request: HttpRequest, pk: int) -> Approval:
        """Hidden and missing are the same."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        approval = self.get_queryset(request).for_page().filter(pk=pk).first()
        if approval is None:
            raise Http404
        return approval

    def _refused(
        self, request: HttpRequest, pk: int, refusal: MoveRefused, form: SendBackForm | None = None
    ) -> HttpResponse:
        """Why not, and how it stands now."""
        since = told(refusal.since, names_people=True) if isinstance(refusal, actions.Stale) else ()
        return self._look(request, self._approval(request, pk), form=form, since=since, why=str(refusal), status=409)

    def _look(
        self,
        request: HttpRequest,
        approval: Approval,
        *,
        form: SendBackForm | None = None,
        since: Sequence[Line] = (),
        why: str = "",
        status: int = 200,
    ) -> HttpResponse:
        me, at, case = official(request), now(), approval.grievance
        note_access(AccessLog.What.VIEW, as_subject(case), by=me, address=client_address(request))
        waits = approval.state == Approval.State.WAITING
        others = Approval.objects.waiting_for(me).exclude(pk=approval.pk)
        entry = case.history.order_by("-pk").first()
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"결재: {approval.get_move_display()}",
            "approval": approval,
            "case": case,
            "look": STANDING[Approval.State(approval.state)],
            "waiting": approving.waiting(approval, at=at) if waits else None,
            "may_decide": waits and may_at_desk(me, Move.APPROVE, case) and approval.proposed_by_id != me.pk,
            "may_take_back": waits and may_at_desk(me, Move.TAKE_PROPOSAL_BACK, case),
            **_read(approval, case, at),
            "seen": entry.pk if entry else 0,
            "form": form or SendBackForm(),
            "since": since,
            "why": why,
            "next": others.select_related("grievance").first(),
            "left": others.count(),
            "list_url": reverse("admin:grievances_approval_changelist"),
            "case_url": page_of(case),
        }
        return TemplateResponse(request, "admin/grievances/approval/look.html", page, status=status)


def _read(approval: Approval, case: Grievance, at: datetime) -> dict[str, Any]:
    """The answer, what it began with, and what the statutes ask of it."""
    said, began_with = actions.as_said(approval), approval.content["began_with"]
    parts = legal_parts.parts(
        Move(approval.move), said, case, template=began_with["words"] if began_with else "", at=at
    )
    return {
        "said": said,
        "facts": approving.facts(said),
        "files": list(approval.proposal.attachments.all()),
        "filed": case.attachments.filter(entry__move=Move.FILE),
        "began_with": began_with,
        "difference": differences.between(began_with["words"], said["answer"]) if began_with else None,
        "parts": parts,
        "missing": legal_parts.missing(parts),
        "opinions": list(case.consultations.waiting().select_related("department", "expert").order_by("reply_by")),
    }
