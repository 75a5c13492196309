"""기업: finding them, their people masked, deciding on those who wait, joining doubles."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.access import Asked, Part, ReasonForm, ask_for, note_view, reveal
from accounts.actions import Refused, Subject, note_access
from accounts.addresses import client_address
from accounts.admin import Question, ask_first, official
from accounts.models import AccessLog
from companies import actions, tables
from companies.models import Company, CompanyEvent, Seat
from companies.permissions import may
from companies.querysets import GOAL
from companies.states import Approval
from companies.workflow import Move
from notifications.filters import QuestionFilter
from notifications.masking import masked_email, masked_name, masked_phone

EVENTS = 100
"""So many lines of the history stand on a company's page."""
CANDIDATES = 20
"""So many companies are offered to be joined with another."""
READ_AHEAD = 500

MERGED = "MERGED"
STATES = {
    Approval.PENDING.value: ("waiting", "승인 대기"),
    Approval.APPROVED.value: ("in-force", "승인"),
    Approval.REJECTED.value: ("undelivered", "반려"),
    MERGED: ("ended", "합쳐짐"),
}
"""Each state in the words of the style sheet and of people."""


def state_of(company: Company) -> str:
    """Shape, word and colour."""
    state, words = STATES[MERGED if company.merged_into_id else company.approval]
    return format_html('<span class="st" data-state="{}">{}</span>', state, words)


def as_subject(company: Company) -> Subject:
    """A company, and with it its people, as the access log calls it."""
    return Subject("기업", str(company.pk), company.name)


def described(company: Company) -> str:
    """Name, number and place: several companies have the same name."""
    place = company.address or company.lot_address
    return " · ".join(filter(None, (company.name, company.shown_registration_no or "번호 없음", place)))


def day(moment: Any) -> str:
    """A day as tables show it."""
    return f"{timezone.localtime(moment):%Y. %-m. %-d.}" if moment else ""


class State(QuestionFilter):
    """상태."""

    title, parameter_name = "상태", "state"
    questions = {
        "pending": ("승인 대기", lambda _at: Company.objects.awaiting_approval()),
        "approved": ("승인", lambda _at: Company.objects.approved()),
        "rejected": ("반려", lambda _at: Company.objects.rejected()),
        "merged": ("합쳐짐", lambda _at: Company.objects.merged()),
    }


class Members(QuestionFilter):
    """회원 수."""

    title, parameter_name = "회원", "members"
    questions = {
        "0": ("없음", lambda _at: Company.objects.with_members(0, 0)),
        "1": ("1명", lambda _at: Company.objects.with_members(1, 1)),
        "2": ("2명", lambda _at: Company.objects.with_members(2, 2)),
        "3": ("3명 이상", lambda _at: Company.objects.with_members(GOAL)),
    }


class RejectionForm(forms.Form):
    """등록 반려."""

    reason = forms.CharField(
        label="반려하는 까닭",
        max_length=300,
        help_text="신청한 분이 메일로 읽습니다.",
        widget=forms.Textarea({"rows": 3}),
    )


class ExportForm(ReasonForm):
    """내보내기."""

    kind = forms.ChoiceField(
        label="파일", choices=[("xlsx", "엑셀(XLSX)"), ("csv", "CSV")], initial="xlsx", widget=forms.RadioSelect
    )


class SearchForm(forms.Form):
    """The other company of a merge."""

    q = forms.CharField(label="찾을 말", max_length=100, required=False)


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin[Company]):
    """기업: read; what is done to one is done by its verbs."""

    list_display = ("name", "number", "state", "complex", "industry", "masked_phone", "members", "source")
    list_filter = (State, Members, "source", "industrial_complex", "industry")
    search_fields = ("search_text",)
    search_help_text = "이름, 사업자등록번호, 전화번호, 주소의 일부"
    ordering = ("name_key", "pk")
    actions = ("approve_all",)
    view_on_site = False
    fieldsets = (
        ("기업", {"fields": (("number", "state"), ("complex", "industry"), ("employees", "products"))}),
        ("연락처와 주소", {"fields": ("masked_phone", ("address", "lot_address"))}),
        ("등록", {"fields": (("source", "entered_at"), ("decided_at", "decided_by"), "decision_reason", "nudges")}),
    )
    readonly_fields = (
        *("number", "state", "complex", "industry", "employees", "products", "masked_phone", "address", "lot_address"),
        *("source", "entered_at", "decided_at", "decided_by", "decision_reason", "nudges"),
    )

    # --- Who may what ---------------------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Companies come from the registry or enter themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Company | None = None) -> bool:
        """Facts come from the registry and from owners; the verbs ask for themselves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Company | None = None) -> bool:
        """Companies are joined with others, not deleted."""
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who may use the verbs; the actions decide company by company."""
        return request.user.has_perm("companies.change_company")

    # --- The list -------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        """With everything the list shows."""
        return Company.objects.visible_to(official(request)).for_list().order_by(*self.ordering)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Company], search_term: str
    ) -> tuple[QuerySet[Company], bool]:
        """Every word is part of what is known of the company."""
        return queryset.filter(pk__in=Company.objects.search(search_term).values("pk")), False

    def label_of(self, company: Company) -> str:
        """One line to choose."""
        return described(company)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the way out of the portal for those who may take it."""
        return super().changelist_view(request, {"may_export": self.has_decide_permission(request)})

    @admin.display(description="사업자등록번호", ordering="registration_no")
    def number(self, company: Company) -> str:
        """As people write it."""
        return company.shown_registration_no

    @admin.display(description="상태", ordering="approval")
    def state(self, company: Company) -> str:
        """Shape, word and colour, and where a merged one went."""
        if company.merged_into is None:
            return state_of(company)
        there = reverse("admin:companies_company_change", args=[company.merged_into_id])
        return format_html('{} <a href="{}">{}</a>', state_of(company), there, company.merged_into)

    @admin.display(description="산업단지", ordering="industrial_complex__name")
    def complex(self, company: Company) -> str:
        """Or that it lies outside."""
        return str(company.industrial_complex or "단지 밖")

    @admin.display(description="대표전화")
    def masked_phone(self, company: Company) -> str:
        """Enough to recognise it."""
        return masked_phone(company.phone)

    @admin.display(description="회원", ordering="seat_count")
    def members(self, company: Company) -> str:
        """How many."""
        return f"{company.seat_count}명"

    @admin.display(description="달마다 가입 안내")
    def nudges(self, company: Company) -> str:
        """Whether its owners are reminded."""
        return "받음" if company.wants_nudges else "받지 않음"

    @admin.action(description="등록 승인", permissions=["decide"])
    def approve_all(self, request: HttpRequest, queryset: QuerySet[Company]) -> None:
        """Each for itself; a result for each."""
        for company in queryset:
            self._do(request, company, partial(actions.approve, company, by=official(request)), "등록을 승인했습니다.")

    # --- The page -------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """And what is done to a company, its members and the list."""
        door = self.admin_site.admin_view
        verbs: dict[str, Callable[..., HttpResponseBase]] = {
            "reveal": self.reveal_view,
            "approve": self.approve_view,
            "reject": self.reject_view,
            "merge": self.merge_view,
        }
        on_seats: dict[str, Callable[..., HttpResponseBase]] = {
            "add-owner": self.add_owner_view,
            "remove": self.remove_view,
        }
        return [
            path("export/", door(self.export_view), name="companies_company_export"),
            *(path(f"<int:pk>/{verb}/", door(view), name=f"companies_company_{verb}") for verb, view in verbs.items()),
            *(
                path(f"<int:pk>/seats/<int:seat>/{verb}/", door(view), name=f"companies_company_{verb}")
                for verb, view in on_seats.items()
            ),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With its people and all that happened; that it was opened is kept."""
        company = self.get_object(request, object_id)
        said: dict[str, Any] = {}
        if company is not None and self.has_view_permission(request, company):
            note_view(request, as_subject(company))
            said = self._said(request, company)
        return super().change_view(request, object_id, form_url, said)

    def _said(self, request: HttpRequest, company: Company) -> dict[str, Any]:
        decides = self.has_decide_permission(request)
        now = timezone.now()
        return {
            "company": company,
            "may_decide": decides and company.approval == Approval.PENDING,
            "may_merge": decides and company.merged_into_id is None and company.approval != Approval.PENDING,
            "may_seat": decides and company.merged_into_id is None,
            "seats": [
                {
                    "seat": seat,
                    "name": masked_name(seat.person.name),
                    "email": masked_email(seat.person.email),
                    "phone": masked_phone(seat.person.phone),
                }
                for seat in company.seats.for_members_page()
            ],
            "parts": [
                Part(
                    "열린 초대",
                    ("받는 사람", "종류", "초대한 사람", "보낸 날", "끝나는 날", "남은 횟수"),
                    [
                        (
                            masked_email(row.email) or "QR 안내문",
                            str(row.get_kind_display()),
                            masked_name(row.made_by.name),
                            day(row.made_at),
                            f"{day(row.expires_at)}{' (지남)' if row.expires_at <= now else ''}",
                            f"{row.left}번",
                        )
                        for row in company.invitations.for_members_page()
                    ],
                ),
                Part(
                    "답을 기다리는 가입 요청",
                    ("요청한 사람", "이메일", "남긴 말", "요청한 날"),
                    [
                        (masked_name(row.person.name), masked_email(row.person.email), row.note, day(row.asked_at))
                        for row in company.join_requests.for_members_page()
                    ],
                ),
                Part(
                    "공장등록",
                    ("회사명", "공장관리번호", "주소", "업종", "전화번호", "종업원"),
                    [
                        (
                            row.name,
                            row.factory_no,
                            row.address or row.lot_address,
                            row.industry_name,
                            masked_phone(row.phone),
                            "" if row.employees is None else f"{row.employees}명",
                        )
                        for row in company.factories.all()
                    ],
                ),
                Part("처리이력", ("일시", "한 일", "한 사람", "대상", "내용"), self._history(company)),
            ],
        }

    def _history(self, company: Company) -> list[Sequence[str]]:
        return [
            (
                f"{timezone.localtime(event.at):%Y. %-m. %-d. %H:%M}",
                str(event.get_what_display()),
                masked_name(event.by.name) if event.by else "",
                masked_name(event.subject.name) if event.subject else "",
                masked_email(event.note) if "@" in event.note else event.note,
            )
            for event in CompanyEvent.objects.of(company)[:EVENTS]
        ]

    def reveal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """개인정보 펼쳐 보기."""
        company = self._company(request, pk)
        return reveal(
            self,
            request,
            as_subject(company),
            about=described(company),
            back=self._page(pk),
            parts=lambda: [
                Part("기업", ("회사 이름", "대표전화"), [(company.name, company.phone)]),
                Part(
                    "회원",
                    ("이름", "이메일", "전화번호"),
                    [
                        (seat.person.name, seat.person.email, seat.person.phone)
                        for seat in company.seats.for_members_page()
                    ],
                ),
                Part(
                    "열린 초대",
                    ("이메일", "초대한 사람"),
                    [(row.email, row.made_by.name) for row in company.invitations.for_members_page().by_mail()],
                ),
                Part(
                    "답을 기다리는 가입 요청",
                    ("이름", "이메일", "전화번호"),
                    [
                        (row.person.name, row.person.email, row.person.phone)
                        for row in company.join_requests.for_members_page()
                    ],
                ),
                Part("공장등록", ("회사명", "전화번호"), [(row.name, row.phone) for row in company.factories.all()]),
            ],
        )

    # --- Verbs ----------------------------------------------------------------------------------------------------

    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """등록 승인."""
        company = self._company(request, pk, Move.APPROVE)
        question = Question(
            title="등록 승인",
            about=described(company),
            says=(
                "신청한 분이 이 기업의 대표 계정이 되어, 동료를 초대하고 기업애로를 신청할 수 있습니다.",
                "승인했다고 메일로 알립니다.",
            ),
            verb="승인",
            act=lambda: self._noted(request, actions.approve(company, by=official(request)), "등록 승인"),
            done=f"{company.name}의 등록을 승인했습니다.",
            back=self._page(pk),
        )
        return ask_first(self, request, question)

    def reject_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """등록 반려."""
        company = self._company(request, pk, Move.REJECT)
        form = RejectionForm(request.POST if request.method == "POST" else None)
        asked = Asked(
            title="등록 반려",
            about=described(company),
            says=("신청한 분은 자리를 잃고, 적으신 까닭을 메일로 받습니다.", "고쳐서 다시 신청할 수 있습니다."),
            verb="반려",
            back=self._page(pk),
        )
        if not form.is_valid():
            return ask_for(self, request, asked, form)
        act = partial(actions.reject, company, form.cleaned_data["reason"], by=official(request))
        self._do(request, company, act, "등록을 반려했습니다.", "등록 반려")
        return redirect(asked.back)

    def add_owner_view(self, request: HttpRequest, pk: int, seat: int) -> HttpResponse:
        """대표 계정 맡기기, where nobody in the company can do it any more."""
        row = self._seat(request, pk, seat, Move.ADD_OWNER)
        name = masked_name(row.person.name)
        question = Question(
            title="대표 계정 맡기기",
            about=f"{row.company.name} · {name}",
            says=(
                "이 분도 동료를 들이고 내보내고 기업 정보를 고칠 수 있습니다.",
                "지금의 대표 계정은 그대로 있습니다. 메일로 알립니다.",
            ),
            verb="대표 계정 맡기기",
            act=lambda: self._noted(
                request, actions.add_owner(row, by=official(request)).company, f"대표 계정 맡김: {name}"
            ),
            done=f"{name} 님에게 대표 계정을 맡겼습니다.",
            back=self._page(pk),
        )
        return ask_first(self, request, question)

    def remove_view(self, request: HttpRequest, pk: int, seat: int) -> HttpResponse:
        """내보내기 of a member."""
        row = self._seat(request, pk, seat, Move.REMOVE)
        name = masked_name(row.person.name)
        question = Question(
            title="회원 내보내기",
            about=f"{row.company.name} · {name}",
            says=(
                "지금부터 이 기업의 아무것도 볼 수 없습니다. 이 분이 보낸 초대도 거둡니다.",
                "이 분이 신청한 기업애로는 기업에 남습니다. 메일로 알립니다.",
            ),
            verb="내보내기",
            act=lambda: self._noted(request, actions.remove(row, by=official(request)).company, f"내보냄: {name}"),
            done=f"{name} 님을 내보냈습니다.",
            back=self._page(pk),
        )
        return ask_first(self, request, question)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """합치기. First the other company is looked for, then what will move is shown, then it is done."""
        double = self._company(request, pk, Move.MERGE)
        chosen = (request.POST if request.method == "POST" else request.GET).get("into", "")
        into = self.get_object(request, chosen) if chosen else None
        if chosen and (into is None or into.pk == double.pk):
            raise Http404
        if request.method == "POST" and into is not None:
            act = partial(actions.merge, double, into=into, by=official(request))
            done = self._do(request, double, act, f"{into.name}에 합쳤습니다.", f"합침: {into}")
            return redirect(self._page(into.pk if done else pk))
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "합치기",
            "company": double,
            "into": into,
            "back": self._page(pk),
            **({"sides": self._sides(double, into)} if into else self._candidates(request, double)),
        }
        return TemplateResponse(request, "admin/companies/company/merge.html", page)

    def _candidates(self, request: HttpRequest, double: Company) -> dict[str, Any]:
        form = SearchForm(request.GET)
        words = form.cleaned_data["q"].strip() if form.is_valid() else ""
        found = Company.objects.approved().exclude(pk=double.pk)
        found = found.search(words) if words else found.like(double.name, double.address)
        return {"words": words, "candidates": found.for_list()[:CANDIDATES]}

    def _sides(self, double: Company, into: Company) -> list[tuple[str, str, str, str]]:
        """What there is on both sides, and what becomes of it."""
        people = {seat.person_id for seat in double.seats.active()}
        both = into.seats.active().filter(person__in=people).count()
        shows, shown = double.showcases.count(), into.showcases.count()
        if not shows:
            fate = "옮길 것이 없습니다."
        else:
            fate = "남는 기업에 이미 있어 옮기지 않습니다. 기록으로 남습니다." if shown else "모두 옮깁니다."
        number = double.registration_no and not into.registration_no
        return [
            (
                "사업자등록번호",
                double.shown_registration_no or "없음",
                into.shown_registration_no or "없음",
                "남는 기업의 번호가 됩니다." if number else "두 번호 모두 남는 기업을 찾아 줍니다.",
            ),
            (
                "회원",
                f"{len(people)}명",
                f"{into.seats.active().count()}명",
                f"모두 옮깁니다.{f' 두 기업에 다 있는 {both}명은 한 자리로 합칩니다.' if both else ''}",
            ),
            ("공장등록", f"{double.factories.count()}건", f"{into.factories.count()}건", "모두 옮깁니다."),
            (
                "열린 초대",
                f"{double.invitations.standing().count()}건",
                f"{into.invitations.standing().count()}건",
                "모두 옮깁니다. 같은 주소로 보낸 것은 하나만 남습니다.",
            ),
            (
                "가입 요청",
                f"{double.join_requests.open().count()}건",
                f"{into.join_requests.open().count()}건",
                "모두 옮깁니다. 같은 사람이 보낸 것은 하나만 남습니다.",
            ),
            ("홍보관", f"{shows}건", f"{shown}건", fate),
            (
                "처리이력",
                f"{double.events.count()}건",
                f"{into.events.count()}건",
                "그대로 있고, 남는 기업의 이력에서 함께 보입니다.",
            ),
        ]

    # --- Out of the portal ----------------------------------------------------------------------------------------

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """내보내기 of what the list shows. The reason is kept before the first line leaves."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        found = self.get_changelist_instance(request).get_queryset(request)
        rows = found.count()
        asked = Asked(
            title="기업 내보내기",
            about=f"{rows}건",
            says=(
                "목록에 보이는 기업을 모두 내보냅니다. 찾기와 거르기가 그대로 적용됩니다.",
                "회원의 개인정보는 들어가지 않습니다.",
            ),
            verb="내보내기",
            back=reverse("admin:companies_company_changelist"),
            gives_a_file=True,
        )
        form = ExportForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return ask_for(self, request, asked, form)
        note_access(
            AccessLog.What.EXPORT,
            Subject("기업", "", "기업 목록"),
            by=official(request),
            address=client_address(request),
            reason=form.cleaned_data["reason"],
            rows=rows,
        )
        return self._file(form.cleaned_data["kind"], found)

    def _file(self, kind: str, found: QuerySet[Company]) -> HttpResponseBase:
        rows = tables.directory(found.iterator(chunk_size=READ_AHEAD))
        name = f"companies-{timezone.localdate():%Y%m%d}.{kind}"
        if kind == "xlsx":
            return FileResponse(tables.workbook(rows), as_attachment=True, filename=name)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(tables.lines(rows), content_type="text/csv; charset=utf-8", headers=headers)

    # --- Parts ----------------------------------------------------------------------------------------------------

    def _page(self, pk: int) -> str:
        return reverse("admin:companies_company_change", args=[pk])

    def _company(self, request: HttpRequest, pk: int, move: Move | None = None) -> Company:
        """The company for somebody who may see it and, where a move is meant, make that move."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        company = self.get_object(request, str(pk))
        if company is None:
            raise Http404
        if move is not None and not may(official(request), move, company):
            raise PermissionDenied
        return company

    def _seat(self, request: HttpRequest, pk: int, seat: int, move: Move) -> Seat:
        row = self._company(request, pk, move).seats.active().select_related("person", "company").filter(pk=seat)
        found = row.first()
        if found is None:
            raise Http404
        return found

    def _noted(self, request: HttpRequest, company: Company, words: str) -> Company:
        self.log_change(request, company, words)
        return company

    def _do(
        self, request: HttpRequest, company: Company, act: Callable[[], object], done: str, words: str = "등록 승인"
    ) -> bool:
        """One company's result, good or not."""
        try:
            act()
        except Refused as refusal:
            self.message_user(request, f"{company.name}: {refusal}", messages.WARNING)
            return False
        self.log_change(request, company, words)
        self.message_user(request, f"{company.name}: {done}", messages.SUCCESS)
        return True
