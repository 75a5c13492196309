"""회의: the list. The page of one meeting and the one of an item stand beside it."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from accounts.admin import official
from grievances.moment import now
from meetings import veils
from meetings.admin.report import ReportDesk
from meetings.models import Meeting
from meetings.permissions import may_plan
from meetings.querysets import MeetingQuerySet
from meetings.veils import reads_through_a_veil
from meetings.wording import when_words
from meetings.workflow import Kind
from notifications.filters import QuestionFilter


class Standing(QuestionFilter):
    """상태."""

    title, parameter_name = "상태", "state"
    questions = {
        "ahead": ("앞으로 열 것", lambda _at: Meeting.objects.ahead()),
        "to-decide": ("결정할 안건이 있는 것", lambda at: Meeting.objects.to_decide(at=at)),
        "to-close": ("회의록을 쓸 것", lambda at: Meeting.objects.to_close(at=at)),
        "to-confirm": ("회의록을 확정할 것", lambda _at: Meeting.objects.to_confirm()),
        "took-place": ("열린 것", lambda _at: Meeting.objects.took_place()),
        "cancelled": ("취소한 것", lambda _at: Meeting.objects.cancelled()),
    }


class OfKind(QuestionFilter):
    """종류."""

    title, parameter_name = "종류", "kind"
    questions = {
        kind.value: (str(kind.label), lambda _at, kind=kind: Meeting.objects.of_kind(kind))  # type: ignore[misc]
        for kind in Kind
    }


@admin.register(Meeting)
class MeetingAdmin(ReportDesk):
    """회의: what comes, what is to be decided, what is to be confirmed."""

    list_display = ("title", "kind", "standing", "when", "place", "items")
    list_filter = (Standing, OfKind)
    search_fields = ("meeting_no", "title", "place")
    search_help_text = "회의번호, 이름이나 곳의 일부"

    def get_queryset(self, request: HttpRequest) -> MeetingQuerySet:
        """With everything the list shows."""
        return Meeting.objects.visible_to(official(request)).for_list(at=now())

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Through a veil nobody finds what is behind it."""
        return ("meeting_no",) if reads_through_a_veil(official(request)) else self.search_fields

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """With the titles as this official may read them."""
        changelist, me = super().get_changelist_instance(request), official(request)
        if reads_through_a_veil(me):
            changelist.search_help_text = "회의번호의 일부"
            veil = veils.over(changelist.result_list, me)
            for meeting in changelist.result_list:
                veil.on(meeting, "title", "place")
        return changelist

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """As the question itself puts them: what comes, the next one first, then what was."""
        return ["is_over", "near", "-during", "-pk"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the way to a new one."""
        return super().changelist_view(request, {"may_plan": may_plan(official(request))})

    @admin.display(description="상태", ordering="status")
    def standing(self, meeting: Meeting) -> str:
        """Shape, word and colour."""
        return format_html(
            '<span class="st" data-meeting="{}">{}</span>', meeting.status, meeting.get_status_display()
        )

    @admin.display(description="때", ordering="during")
    def when(self, meeting: Meeting) -> str:
        """Day and time."""
        return when_words(meeting.during)

    @admin.display(description="안건")
    def items(self, meeting: Meeting) -> str:
        """How many there are, and how many of them wait."""
        waits = f" · {meeting.undecided_count} 남음" if meeting.undecided_count else ""
        return f"{meeting.item_count}{waits}" if meeting.item_count else "–"
