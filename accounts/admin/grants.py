"""권한 부여: who holds which role, and giving and taking them."""

from datetime import date, datetime, time
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts import actions
from accounts.admin.asking import STANDING, THE_CITYS, Question, ask_first, introduced, official, said, standing
from accounts.models import Department, RoleGrant, User
from accounts.permissions import may_grant
from accounts.roles import Role
from notifications.filters import QuestionFilter


class PersonChoice(forms.ModelChoiceField[User]):
    """Somebody, told apart from others of the same name."""

    def label_from_instance(self, obj: User) -> str:
        """As in the list one chooses from."""
        return introduced(obj)


class GrantForm(forms.Form):
    """권한 부여: who gets which role, where, until when."""

    person = PersonChoice(
        User.objects.filter(is_active=True),
        label="사람",
        widget=AutocompleteSelect(RoleGrant._meta.get_field("person"), admin.site),
        help_text="이름, 이메일, 전화번호, 소속의 일부를 적어 찾습니다.",
    )
    role = forms.ChoiceField(label="역할")
    department = forms.ModelChoiceField(
        Department.objects.filter(is_active=True),
        label="부서",
        required=False,
        empty_label="부서 없음",
        help_text="처리담당과 부서장은 부서를 골라야 합니다.",
    )
    until = forms.DateField(
        label="마지막 날",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="비워 두면 거둘 때까지 이어집니다.",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [
            ("", "역할을 고르십시오"),
            *((role.value, role.label) for role in THE_CITYS if may_grant(by, role)),
        ]

    def clean_role(self) -> Role:
        """The role itself."""
        return Role(self.cleaned_data["role"])

    def clean_until(self) -> datetime | None:
        """The last moment of the last day, which lies ahead."""
        day: date | None = self.cleaned_data["until"]
        if day is None:
            return None
        if day < timezone.localdate():
            raise forms.ValidationError("지난 날입니다. 오늘이나 그 뒤의 날을 고르십시오.")
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


class Standing(QuestionFilter):
    """상태."""

    title, parameter_name = "상태", "state"
    questions = {
        "in-force": (STANDING["in-force"], lambda at: RoleGrant.objects.in_force(at=at)),
        "ending-soon": ("30일 안에 끝남", lambda at: RoleGrant.objects.ending_soon(at=at)),
        "ended": (STANDING["ended"], lambda at: RoleGrant.objects.ended(at=at)),
    }


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin[RoleGrant]):
    """Who gave and took which role: read, added to, never rewritten."""

    list_display = ("person", "role", "department", "state", "since", "until", "granted_by")
    list_filter = (Standing, "role", "department")
    search_fields = ("person__name", "person__email")
    search_help_text = "이름이나 이메일의 일부"
    autocomplete_fields = ("person",)
    fields = readonly_fields = ("person", "role", "department", "state", "since", "until", "granted_by", "ended_by")
    actions = ("revoke",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleGrant]:
        """With everything the list shows."""
        return RoleGrant.objects.for_list()

    def has_change_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:
        """A grant says what was; it is ended, not changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:
        """Kept three years at the least (개인정보의 안전성 확보조치 기준 §5 ③)."""
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Who may try; the action decides role by role."""
        return request.user.has_perm("accounts.change_rolegrant")

    @admin.display(description="상태")
    def state(self, role_grant: RoleGrant) -> str:
        """Shape, word and colour."""
        state = standing(role_grant, at=timezone.now())
        return format_html('<span class="st" data-state="{}">{}</span>', state, STANDING[state])

    @admin.action(description="회수", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[RoleGrant]) -> None:
        """Each for itself; a refusal says which."""
        ended = 0
        for role_grant in queryset:
            try:
                actions.revoke(role_grant, by=official(request))
            except actions.Refused as refusal:
                sentence = format_html("{}: {}", role_grant, said(refusal))
                self.message_user(request, sentence, messages.WARNING)
            except PermissionDenied:
                self.message_user(
                    request, f"{role_grant}: 이 역할은 시스템관리자만 거둘 수 있습니다.", messages.WARNING
                )
            else:
                ended += 1
        if ended:
            self.message_user(request, f"역할 {ended}개를 거두었습니다.", messages.SUCCESS)

    def get_urls(self) -> list[URLPattern]:
        """And the one verb."""
        revoke = self.admin_site.admin_view(self.revoke_view)
        return [path("<int:pk>/revoke/", revoke, name="accounts_rolegrant_revoke"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the way to end it."""
        role_grant = self.get_object(request, object_id)
        may_end = (
            role_grant is not None
            and standing(role_grant, at=timezone.now()) == "in-force"
            and may_grant(official(request), Role(role_grant.role))
        )
        return super().change_view(request, object_id, form_url, {"may_end": may_end})

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """회수."""
        role_grant = self.get_object(request, str(pk))
        if role_grant is None:
            raise Http404
        if not may_grant(official(request), Role(role_grant.role)):
            raise PermissionDenied
        person, role = role_grant.person, role_grant.get_role_display()
        return ask_first(
            self,
            request,
            Question(
                title="역할 회수",
                about=f"{introduced(person)} — {role}",
                says=(
                    f"지금부터 {person.name} 님은 {role} 역할로 아무것도 보거나 할 수 없습니다.",
                    "언제 누가 거두었는지 기록이 남습니다. 다시 주려면 새로 부여합니다.",
                ),
                verb="회수",
                act=partial(actions.revoke, role_grant, by=official(request)),
                done=f"{person.name} 님의 {role} 역할을 거두었습니다.",
                back=reverse("admin:accounts_user_change", args=[person.pk]),
            ),
        )

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """권한 부여, for whoever `?person=` names or the form finds."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        people = self.admin_site.get_model_admin(User)
        initial = {"person": people.get_object(request, request.GET.get("person", ""))}
        form = GrantForm(request.POST or None, initial=initial, by=official(request))
        if form.is_valid() and self._grant(request, form):
            return redirect("admin:accounts_user_change", form.cleaned_data["person"].pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "권한 부여",
            "form": form,
            "media": self.media + form.media,
        }
        template = "admin/accounts/rolegrant/grant.html"
        return TemplateResponse(request, template, context, status=422 if form.is_bound else 200)

    def _grant(self, request: HttpRequest, form: GrantForm) -> bool:
        person, role = form.cleaned_data["person"], form.cleaned_data["role"]
        try:
            actions.grant(
                person,
                role,
                by=official(request),
                department=form.cleaned_data["department"],
                until=form.cleaned_data["until"],
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        self.message_user(request, f"{person.name} 님에게 {role.label} 역할을 부여했습니다.", messages.SUCCESS)
        return True
