"""지원단·현장기동반: who can be put on a roster, by part."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin import official
from visits import actions
from visits.forms.season import TeamMemberForm
from visits.models import TeamMember
from visits.querysets import part_order


@admin.register(TeamMember)
class TeamMemberAdmin(admin.ModelAdmin[TeamMember]):
    """지원단·현장기동반."""

    form = TeamMemberForm
    list_display = ("name", "part", "from_where", "phone", "active")
    list_filter = ("part", "is_active")
    list_per_page = 100
    search_fields = ("person__name", "person__email", "body")
    search_help_text = "이름, 이메일, 소속의 일부"
    autocomplete_fields = ("person",)
    fields = (("person", "part"), "body", "is_active")

    def get_queryset(self, request: HttpRequest) -> QuerySet[TeamMember]:
        """With their people."""
        return super().get_queryset(request).select_related("person")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Part by part."""
        return [part_order(), "person__name", "pk"]

    def get_readonly_fields(self, request: HttpRequest, obj: TeamMember | None = None) -> tuple[str, ...]:
        """A seat stays its person's."""
        return ("person",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: TeamMember | None = None) -> bool:
        """Programmes point to them: who stops is no longer active."""
        return False

    def save_model(self, request: HttpRequest, obj: TeamMember, form: Any, change: bool) -> None:  # noqa: FBT001 – Django's signature
        """Hand over to the action."""
        actions.keep_team_member(obj, by=official(request))

    @admin.display(description="이름", ordering="person__name")
    def name(self, member: TeamMember) -> str:
        """As people are called."""
        return member.person.name

    @admin.display(description="소속", ordering="body")
    def from_where(self, member: TeamMember) -> str:
        """Of the city, the person's unit."""
        return member.body or member.person.unit or "–"

    @admin.display(description="전화")
    def phone(self, member: TeamMember) -> str:
        """At work."""
        return member.person.phone or "–"

    @admin.display(description="활동", ordering="is_active")
    def active(self, member: TeamMember) -> str:
        """In words."""
        return "활동 중" if member.is_active else "쉼"
