"""쉬는 날: the page of the legal clock, and which visits a day off hits. The clock knows nothing of visits."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.admin import official
from grievances.admin.rules import HolidayAdmin
from grievances.forms.rules import HolidayForm
from grievances.models import Holiday
from grievances.moment import now
from visits import actions, season

NAMED = 5
"""So many visits a message names."""

admin.site.unregister(Holiday)


@admin.register(Holiday)
class HolidayWithVisitsAdmin(HolidayAdmin):
    """쉬는 날, with the visits that stand on it."""

    change_form_template = "admin/visits/holiday/change_form.html"

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002 – Django's signature
        change: bool = False,  # noqa: FBT001, FBT002
        form_url: str = "",
        obj: Holiday | None = None,
    ) -> HttpResponse:
        """What was sent, if nothing is wrong with it, or what is kept: whom it hits."""
        form = context["adminform"].form
        shown = form.instance if isinstance(form, HolidayForm) and form.is_ready else obj
        if shown and shown.is_off:
            context["hits"] = season.hits_of_day_off(shown.day, shown.name, at=now())
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request: HttpRequest, obj: Holiday, form: Any, change: bool) -> None:  # noqa: FBT001 – Django's signature
        """Free slots of the day go; visits that stand on it are named with a way to them."""
        super().save_model(request, obj, form, change)
        if not obj.is_off:
            return
        if removed := actions.drop_free_slots_on(obj.day, by=official(request)):
            self.message_user(request, f"이날의 빈 방문 시간대 {removed}개를 지웠습니다.", messages.INFO)
        if hits := season.hits_of_day_off(obj.day, obj.name, at=now()):
            self.message_user(request, _named(hits), messages.WARNING)


def _named(hits: list[season.Hit]) -> SafeString:
    """The first of them by name, all of them behind a link."""
    page = "admin:visits_visit_change"
    shown = ((reverse(page, args=[hit.visit.pk]), hit.visit.host) for hit in hits[:NAMED])
    named = format_html_join(", ", '<a href="{}">{}</a>', shown)
    words = '이날 잡힌 방문이 {}건 있습니다: {}. <a href="{}?state=hit">일정을 바꿀 방문 모두 보기</a>'
    return format_html(words, len(hits), named, reverse("admin:visits_visit_changelist"))
