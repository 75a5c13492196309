"""The city's people as officials see and keep them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters, InlineModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import XLSX
from import_export.forms import ExportForm

from accounts import actions
from accounts.access import Part, note_view, reveal
from accounts.actions import person_as_subject
from accounts.models import AccessLog, Consent, ConsentText, Department, RoleGrant, User
from accounts.permissions import may_correct, may_grant, may_stop
from accounts.resources import DepartmentResource
from accounts.roles import GRANTED, Role
from notifications.filters import QuestionFilter
from notifications.masking import masked_email, masked_phone

THE_CITYS = [role for role in Role if role in GRANTED]


def official(request: HttpRequest) -> User:
    """Who is at work; the door lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def introduced(person: User) -> str:
    """Name, place and a little of the address: several people have the same name."""
    place = " ".join(filter(None, (person.unit, person.position)))
    return " · ".join(filter(None, (person.name, place, masked_email(person.email))))


def standing(role_grant: RoleGrant, *, at: datetime) -> str:
    """Whether it holds, for `data-state`."""
    return "in-force" if role_grant.until is None or role_grant.until > at else "ended"


STANDING = {"in-force": "지금 유효", "ended": "끝남"}


@dataclass(frozen=True)
class Question:
    """What `ask_first` asks before it acts; `back` is where it leads either way."""

    title: str
    about: str
    says: tuple[str, ...]
    verb: str
    act: Callable[[], object]
    done: str
    back: str


def ask_first(desk: admin.ModelAdmin[Any], request: HttpRequest, question: Question) -> HttpResponse:
    """A page that says what is about to happen, and on its button makes it happen."""
    if request.method != "POST":
        frame = {**desk.admin_site.each_context(request), "opts": desk.opts, "title": question.title}
        return TemplateResponse(request, "admin/confirm.html", {**frame, "question": question})
    try:
        question.act()
    except actions.Refused as refusal:
        desk.message_user(request, str(refusal), messages.ERROR)
    else:
        desk.message_user(request, question.done, messages.SUCCESS)
    return redirect(question.back)


# --- 사람 ---------------------------------------------------------------------------------------------------------


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


# --- 권한 부여 -----------------------------------------------------------------------------------------------------


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
                self.message_user(request, f"{role_grant}: {refusal}", messages.WARNING)
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


# --- 부서, 동의문 --------------------------------------------------------------------------------------------------


@admin.register(Department)
class DepartmentAdmin(ImportExportMixin, admin.ModelAdmin[Department]):  # type: ignore[misc]
    """담당부서. A city has dozens, so they come and go as a spreadsheet, too."""

    resource_classes = (DepartmentResource,)
    formats = (XLSX,)
    export_form_class = ExportForm
    list_display = ("name", "phone", "duties", "people", "state")
    list_filter = ("is_active",)
    search_fields = ("name", "duties")
    search_help_text = "부서명이나 맡은 일의 일부"
    fields = ("name", "phone", "duties", "is_active")

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """What the list shows; an address nobody offered leads back to the list, as it does there."""
        try:
            return cast("HttpResponse", super().export_action(request))
        except IncorrectLookupParameters:
            return redirect("admin:accounts_department_changelist")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        """With everything the list shows."""
        return Department.objects.for_list(at=timezone.now()).order_by("name")

    @admin.display(description="역할을 맡은 사람")
    def people(self, department: Department) -> str:
        """How many hold a role in it."""
        return f"{getattr(department, 'people', 0)}명"

    @admin.display(description="상태", ordering="is_active")
    def state(self, department: Department) -> str:
        """Whether cases can be given to it."""
        state, words = ("in-force", "운영 중") if department.is_active else ("ended", "운영하지 않음")
        return format_html('<span class="st" data-state="{}">{}</span>', state, words)


@admin.register(ConsentText)
class ConsentTextAdmin(admin.ModelAdmin[ConsentText]):
    """동의문: read; a change is a new version."""

    list_display = ("__str__", "must", "published_at")
    list_filter = ("kind",)

    def get_fields(self, request: HttpRequest, obj: ConsentText | None = None) -> list[Any]:
        """The version follows from those there are."""
        return ["kind", "version", "must", "published_at", "as_written"] if obj else ["kind", "is_required", "body"]

    def get_readonly_fields(self, request: HttpRequest, obj: ConsentText | None = None) -> list[str]:
        """All, once it is published."""
        return self.get_fields(request, obj) if obj else []

    def has_change_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        """What people agreed to stays as they read it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        """What people agreed to stays."""
        return False

    @admin.display(description="동의")
    def must(self, text: ConsentText) -> str:
        """Whether the portal can be used without."""
        return "필수" if text.is_required else "선택"

    @admin.display(description="내용")
    def as_written(self, text: ConsentText) -> str:
        """Line by line."""
        return format_html('<div class="as-written">{}</div>', text.body)

    def save_model(  # Django's signature
        self,
        request: HttpRequest,
        obj: ConsentText,
        form: forms.ModelForm[ConsentText],
        change: bool,  # noqa: FBT001
    ) -> None:
        """Hand over to the action."""
        text = actions.publish(ConsentText.Kind(obj.kind), obj.body, is_required=obj.is_required, by=official(request))
        obj.pk, obj.version = text.pk, text.version


# --- 접속기록 ------------------------------------------------------------------------------------------------------


@admin.register(AccessLog)
class AccessLogAdmin(admin.ModelAdmin[AccessLog]):
    """접속기록: read, by those who answer for it."""

    list_display = ("number", "at", "by", "roles", "what", "subject", "rows", "address", "reason")
    list_filter = ("what", "subject_kind", "at")
    search_fields = ("by__name", "by__email", "subject_label", "address", "reason")
    search_help_text = "본 사람, 누구의 정보, 접속지, 까닭의 일부"
    fields = readonly_fields = (
        "number",
        "at",
        "by",
        "roles",
        "address",
        "what",
        "subject",
        "rows",
        "reason",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessLog]:
        """With everything the list shows."""
        return AccessLog.objects.for_list()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Lines come from what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AccessLog | None = None) -> bool:
        """Nobody rewrites what was read."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AccessLog | None = None) -> bool:
        """Kept two years (개인정보의 안전성 확보조치 기준 §8)."""
        return False

    @admin.display(description="누구의 정보", ordering="subject_label")
    def subject(self, line: AccessLog) -> str:
        """Kind and name, masked as it was written."""
        return f"{line.subject_kind} · {line.subject_label}"
