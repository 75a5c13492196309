"""제도개선 건의: to whom the city turned, for what, how long they have been silent, and what they said."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F, Model, QuerySet
from django.db.models.expressions import OrderBy
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html

from accounts.admin import official
from grievances import wording
from grievances.admin.case import page_of
from grievances.admin.export import exported
from grievances.admin.watching import short
from grievances.models import Reform
from grievances.proposals import standing_of, waits
from notifications.filters import QuestionFilter


class Standing(QuestionFilter):
    """상태."""

    title, parameter_name = "상태", "state"
    questions = {
        "to-ask": ("회신을 물을 것", lambda at: Reform.objects.to_ask_about(on=timezone.localdate(at))),
        "waiting": ("회신을 기다리는 것", lambda _at: Reform.objects.waiting()),
        "answered": ("회신이 온 것", lambda _at: Reform.objects.answered()),
    }

    def queryset[Row: Model](self, request: HttpRequest, queryset: QuerySet[Row]) -> QuerySet[Row]:
        """What is to be asked about is so by whoever answers for the case, as the first page counts it."""
        found = super().queryset(request, queryset)
        if self.value() != "to-ask":
            return found
        return found.filter(pk__in=Reform.objects.answered_for_by(official(request)).values("pk"))


@admin.register(Reform)
class ReformAdmin(admin.ModelAdmin[Reform]):
    """A line a proposal, those that wait first. What is done about it is done in its case."""

    list_display = ("where", "what", "case", "standing", "waited", "sent", "asked", "replied")
    list_display_links = None
    list_filter = (Standing, "reply")
    list_per_page = 50
    search_fields = ("body", "words", "grievance__receipt_no", "grievance__title")
    search_help_text = "건의한 곳, 건의한 것, 접수번호, 제목의 일부"
    change_list_template = "admin/grievances/reform/change_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are written down in a case."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Reform | None = None) -> bool:
        """They are kept."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """And the file."""
        door = self.admin_site.admin_view
        return [path("export/", door(self.export_view), name="grievances_reform_export"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reform]:
        """Of cases this official may see."""
        return Reform.objects.visible_as_staff(official(request)).for_list()

    def get_ordering(self, request: HttpRequest) -> list[str | OrderBy]:  # type: ignore[override]
        """Those that wait first, by the day they are to be asked about."""
        return [F("replied_on").desc(nulls_first=True), "ask_again_on", "pk"]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A proposal is read in its case."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        reform = self.get_object(request, object_id)
        if reform is None:
            raise Http404
        return redirect(f"{page_of(reform.grievance)}#reforms")

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """내보내기 of what the list shows."""
        return exported(self, request, name="제도개선 건의", file="reforms", table=reform_table)

    @admin.display(description="건의한 곳", ordering="body")
    def where(self, reform: Reform) -> str:
        """To whom."""
        return format_html('<a href="{}#reforms">{}</a>', page_of(reform.grievance), reform.body)

    @admin.display(description="건의한 것")
    def what(self, reform: Reform) -> str:
        """The beginning of it."""
        return short(reform.words)

    @admin.display(description="사건", ordering="grievance__receipt_no")
    def case(self, reform: Reform) -> str:
        """For which case."""
        return format_html("{} <small>{}</small>", reform.grievance.title, reform.grievance.receipt_no)

    @admin.display(description="상태")
    def standing(self, reform: Reform) -> str:
        """Shape, word and colour."""
        return format_html('<span class="st" data-state="{}">{}</span>', *standing_of(reform))

    @admin.display(description="걸린 날")
    def waited(self, reform: Reform) -> str:
        """Until today, or until they replied."""
        return waits(reform)

    @admin.display(description="건의한 날", ordering="sent_on")
    def sent(self, reform: Reform) -> str:
        """The day."""
        return wording.day_words(reform.sent_on)

    @admin.display(description="회신을 물을 날", ordering="ask_again_on")
    def asked(self, reform: Reform) -> str:
        """While they are silent."""
        return "–" if reform.replied_on else wording.day_words(reform.ask_again_on)

    @admin.display(description="회신", ordering="reply")
    def replied(self, reform: Reform) -> str:
        """In one word, and when."""
        if reform.replied_on is None:
            return "–"
        return f"{reform.get_reply_display()} {wording.day_words(reform.replied_on)}"


def reform_table(found: Iterable[Reform]) -> Iterator[list[str]]:
    """A row a proposal."""
    yield [
        *("접수번호", "제목", "기업", "담당부서", "건의한 곳", "건의한 것", "건의한 날", "건의한 사람"),
        *("상태", "걸린 날", "회신을 물을 날", "회신", "회신 내용", "회신한 날"),
    ]
    for reform in found:
        case = reform.grievance
        yield [
            *(case.receipt_no, case.title, case.company.name, wording.unit_of(case)),
            *(reform.body, reform.words, f"{reform.sent_on}", reform.sent_by.name),
            *(standing_of(reform)[1], waits(reform), "" if reform.replied_on else f"{reform.ask_again_on}"),
            *(str(reform.get_reply_display()), reform.reply_words, f"{reform.replied_on or ''}"),
        ]
