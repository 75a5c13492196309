"""사람: accounts, what they say, and what happens to them."""

from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts import actions
from accounts.access import Part, note_view, reveal
from accounts.actions import person_as_subject
from accounts.admin.asking import STANDING, THE_CITYS, Question, ask_first, introduced, official, standing
from accounts.admin.leaving import hand_over_page
from accounts.models import Consent, User
from accounts.permissions import may_correct, may_grant, may_look_after, may_stop
from accounts.roles import Role
from notifications.filters import QuestionFilter
from notifications.masking import masked_email, masked_phone


def held(role: Role, at: datetime) -> QuerySet[User]:
    """Those who hold the role, as a filter asks for them."""
    return User.objects.holding(role, at=at)


class RoleHeld(QuestionFilter):
    """역할."""

    title, parameter_name = "역할", "role"
    questions = {
        **{role.value: (str(role.label), partial(held, role)) for role in THE_CITYS},
        "none": ("없음", lambda at: User.objects.without_role(at=at)),
    }


class SecondFactor(QuestionFilter):
    """2단계 인증."""

    title, parameter_name = "2단계 인증", "second_factor"
    questions = {"lacking": ("등록해야 하는 사람", lambda at: User.objects.lacking_second_factor(at=at))}


class NewPersonForm(forms.ModelForm[User]):
    """계정 만들기."""

    def clean_email(self) -> str:
        """Addresses are kept in small letters, so that one taken is seen to be taken."""
        return str(self.cleaned_data["email"]).lower()


class ConsentInline(admin.TabularInline[Consent, User]):
    """What the person agreed to."""

    model = Consent
    fields = readonly_fields = ("text", "given_at", "withdrawn_at")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consent]:
        """With the texts."""
        return super().get_queryset(request).select_related("text")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may see the person."""
        return request.user.has_perm("accounts.view_user")

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody agrees for somebody else."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody agrees for somebody else."""
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """사람: their account, what they hold, and the way to give and take it."""

    form = NewPersonForm
    list_display = ("name", "place", "masked_email", "masked_phone", "roles_held", "second_factor", "use")
    list_filter = (RoleHeld, SecondFactor, "is_active")
    search_fields = ("name", "email", "phone", "phone_digits", "unit")
    search_help_text = "이름, 이메일, 전화번호, 소속의 일부"
    ordering = ("name", "email")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With everything the list shows."""
        return User.objects.for_list(at=timezone.now()).order_by(*self.ordering)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        """The address is the login and is changed by its owner only, who proves that mail arrives there."""
        kept = [("name", "phone"), ("unit", "position")]
        if obj is None:
            return ["email", *kept]
        if self.has_change_permission(request, obj):
            return [*kept, ("email", "joined_at"), ("use", "second_factor")]
        return [("name", "masked_phone"), kept[1], ("masked_email", "joined_at"), ("use", "second_factor")]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """What is not corrected here."""
        return ["email", "masked_email", "masked_phone", "use", "second_factor", "joined_at"] if obj else []

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[type[InlineModelAdmin[Any, Any]]]:
        """Consents are there once the person is."""
        return [ConsentInline] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """As the action will decide, so that no form is offered that it refuses."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_correct(official(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People are stopped, not deleted: what they did keeps their name."""
        return False

    @admin.display(description="소속", ordering="unit")
    def place(self, person: User) -> str:
        """Unit and position."""
        return " ".join(filter(None, (person.unit, person.position)))

    @admin.display(description="이메일", ordering="email")
    def masked_email(self, person: User) -> str:
        """Enough to recognise them."""
        return masked_email(person.email)

    @admin.display(description="전화번호")
    def masked_phone(self, person: User) -> str:
        """Enough to recognise them."""
        return masked_phone(person.phone)

    @admin.display(description="지금 역할")
    def roles_held(self, person: User) -> str:
        """With the departments."""
        held = [
            f"{grant.get_role_display()}({grant.department})" if grant.department else grant.get_role_display()
            for grant in person.grants_in_force
        ]
        return ", ".join(["시스템관리자"] * person.is_superuser + held)

    @admin.display(description="2단계 인증")
    def second_factor(self, person: User) -> str:
        """Whether it is there, and whether it has to be."""
        if getattr(person, "has_second_factor", False):
            return "등록함"
        return format_html('<strong class="late">{}</strong>', "등록해야 함") if person.needs_second_factor else "없음"

    @admin.display(description="계정", ordering="is_active")
    def use(self, person: User) -> str:
        """Whether one can sign in with it."""
        state, words = ("in-force", "사용 중") if person.is_active else ("ended", "중지")
        return format_html('<span class="st" data-state="{}">{}</span>', state, words)

    def label_of(self, person: User) -> str:
        """How a person stands in a list to choose from."""
        return introduced(person)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm[User], change: bool) -> None:  # noqa: FBT001 – Django's signature
        """Hand over to the action."""
        said = {name: form.cleaned_data[name] for name in ("name", "phone", "unit", "position")}
        if change:
            actions.correct(obj, **said, by=official(request))
        else:
            obj.pk = actions.open_account(form.cleaned_data["email"], **said, by=official(request)).pk

    def response_post_save_add(self, request: HttpRequest, obj: User) -> HttpResponseRedirect:
        """To the new person's page, where roles are given."""
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[obj.pk]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the roles ever held and what can be done; that it was opened is kept."""
        person = self.get_object(request, object_id)
        if person is not None and self.has_view_permission(request, person):
            note_view(request, person_as_subject(person))
        return super().change_view(request, object_id, form_url, {**self._rights(request, person)})

    def _rights(self, request: HttpRequest, person: User | None) -> dict[str, Any]:
        if person is None:
            return {}
        me, now = official(request), timezone.now()
        grants = [
            {
                "grant": role_grant,
                "state": standing(role_grant, at=now),
                "words": STANDING[standing(role_grant, at=now)],
                "may_end": standing(role_grant, at=now) == "in-force" and may_grant(me, Role(role_grant.role)),
            }
            for role_grant in person.grants.for_list()
        ]
        return {
            "person": person,
            "grants": grants,
            "may_grant": person.is_active and self._may_grant(request),
            "may_stop": person.is_active and may_stop(me, person),
            "may_hand_over": may_look_after(me, person) and bool(person.grants_in_force),
            "may_resume": not person.is_active and may_correct(me, person),
            "is_masked": not self.has_change_permission(request, person),
        }

    def _may_grant(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.add_rolegrant")

    def get_urls(self) -> list[URLPattern]:
        """And what is done to one person."""
        door = self.admin_site.admin_view
        return [
            path("<int:pk>/reveal/", door(self.reveal_view), name="accounts_user_reveal"),
            path("<int:pk>/hand-over/", door(self.hand_over_view), name="accounts_user_hand_over"),
            path("<int:pk>/stop/", door(self.stop_view), name="accounts_user_stop"),
            path("<int:pk>/resume/", door(self.resume_view), name="accounts_user_resume"),
            *super().get_urls(),
        ]

    def reveal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """개인정보 펼쳐 보기."""
        person = self._person(request, pk)
        if not self.has_view_permission(request, person):
            raise PermissionDenied
        return reveal(
            self,
            request,
            person_as_subject(person),
            about=introduced(person),
            back=reverse("admin:accounts_user_change", args=[pk]),
            parts=lambda: [
                Part("연락처", ("이름", "이메일", "전화번호"), [(person.name, person.email, person.phone)])
            ],
        )

    def hand_over_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """인계. A head comes here, too, who may not look at people otherwise."""
        person = self._person(request, pk)
        if not may_look_after(official(request), person):
            raise PermissionDenied
        note_view(request, person_as_subject(person))
        return hand_over_page(self, request, person)

    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """사용 중지."""
        person = self._person(request, pk)
        if not may_stop(official(request), person):
            raise PermissionDenied
        return ask_first(
            self,
            request,
            Question(
                title="사용 중지",
                about=introduced(person),
                says=(
                    "지금부터 이 계정으로 로그인할 수 없습니다. 열려 있는 접속도 모두 끊깁니다.",
                    "가진 역할이 모두 끝납니다. 다시 사용하게 해도 역할은 새로 부여해야 합니다.",
                    "이 사람이 남긴 기록은 그대로 있습니다.",
                ),
                verb="사용 중지",
                act=partial(self._stop, request, person),
                done=f"{person.name} 님의 계정을 중지했습니다.",
                back=reverse("admin:accounts_user_change", args=[pk]),
            ),
        )

    def resume_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """다시 사용."""
        person = self._person(request, pk)
        if not may_correct(official(request), person):
            raise PermissionDenied
        return ask_first(
            self,
            request,
            Question(
                title="다시 사용",
                about=introduced(person),
                says=(
                    "이 계정으로 다시 로그인할 수 있습니다.",
                    "역할은 돌아오지 않습니다. 필요하면 새로 부여하십시오.",
                ),
                verb="다시 사용",
                act=partial(self._resume, request, person),
                done=f"{person.name} 님의 계정을 다시 사용합니다.",
                back=reverse("admin:accounts_user_change", args=[pk]),
            ),
        )

    def _person(self, request: HttpRequest, pk: int) -> User:
        person = self.get_object(request, str(pk))
        if person is None:
            raise Http404
        return person

    def _stop(self, request: HttpRequest, person: User) -> None:
        actions.stop(person, by=official(request))
        self.log_change(request, person, "사용 중지")

    def _resume(self, request: HttpRequest, person: User) -> None:
        actions.resume(person, by=official(request))
        self.log_change(request, person, "다시 사용")
