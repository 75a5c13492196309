"""순회 프로그램: its season, its slots, its companies, and who goes along."""

from copy import deepcopy
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.admin import official
from grievances.moment import now
from grievances.workflow import MoveRefused
from visits import actions, season
from visits.admin.reports import ReportDesk
from visits.forms.season import ParticipationForm, ProgrammeForm, SlotsForm, SlotTimeForm
from visits.models import Participation, Programme, Slot, SlotTime


class SlotTimeInline(admin.StackedInline[SlotTime, Programme]):
    """하루의 자리. Slots that were made already stay as they are."""

    model = SlotTime
    form = SlotTimeForm
    fields = (("order", "begins", "ends"),)
    extra = 0


class ParticipationInline(admin.StackedInline[Participation, Programme]):
    """참여기업, each with its consultants."""

    model = Participation
    form = ParticipationForm
    fields = (("company", "first_on", "last_on"), "consultants")
    autocomplete_fields = ("company",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participation]:
        """With their companies and consultants."""
        return super().get_queryset(request).select_related("company").prefetch_related("consultants")

    def get_formset(self, request: HttpRequest, obj: Programme | None = None, **kwargs: Any) -> Any:
        """The consultants are asked for once, however many companies there are."""
        formset = super().get_formset(request, obj, **kwargs)
        asked: Any = deepcopy(formset.form.base_fields["consultants"])
        asked.choices = list(asked.choices)
        formset.form.base_fields["consultants"] = asked
        return formset


@admin.register(Programme)
class ProgrammeAdmin(ReportDesk):
    """순회 프로그램."""

    form = ProgrammeForm
    change_form_template = "admin/visits/programme/change_form.html"
    list_display = ("name", "kind", "weekday", "lasts", "slots_ahead", "taking", "report")
    list_filter = ("is_open", "kind")
    search_fields = ("name",)
    search_help_text = "이름의 일부"
    fieldsets = (
        (None, {"fields": ("name", ("kind", "weekday"), ("first_on", "last_on"), "about", ("eligible", "is_open"))}),
        ("현장에서", {"fields": ("checklist", "team", "every_month")}),
    )
    inlines = (SlotTimeInline, ParticipationInline)

    def get_urls(self) -> list[URLPattern]:
        """And its slots."""
        door = self.admin_site.admin_view
        return [
            path("<int:pk>/slots/", door(self.slots_view), name="visits_programme_slots"),
            path("<int:pk>/slots/<int:slot_pk>/drop/", door(self.drop_view), name="visits_programme_drop_slot"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Programme]:
        """With how many slots are ahead, and how many of them are free."""
        ahead = Q(slots__during__startswith__gt=now())
        return (
            super()
            .get_queryset(request)
            .annotate(ahead=Count("slots", filter=ahead), free=Count("slots", filter=ahead & Q(slots__visit=None)))
        )

    def has_delete_permission(self, request: HttpRequest, obj: Programme | None = None) -> bool:
        """Visits belong to it: it is shut, never deleted."""
        return False

    def save_model(self, request: HttpRequest, obj: Programme, form: Any, change: bool) -> None:  # noqa: FBT001 – Django's signature
        """Hand over to the action."""
        actions.keep_programme(obj, by=official(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001 – Django's signature
        """Hand over to the action."""
        rows = formset.save(commit=False)
        actions.keep_rows(rows, formset.deleted_objects, by=official(request))
        formset.save_m2m()

    @admin.display(description="시즌", ordering="first_on")
    def lasts(self, programme: Programme) -> str:
        """From when to when."""
        last = f"{programme.last_on:%Y-%m-%d}" if programme.last_on else "계속"
        return f"{programme.first_on:%Y-%m-%d} – {last}"

    @admin.display(description="앞으로의 자리")
    def slots_ahead(self, programme: Any) -> str:
        """And how many of them are free."""
        return f"{programme.ahead}개(빈 자리 {programme.free})"

    @admin.display(description="신청", ordering="is_open")
    def taking(self, programme: Programme) -> str:
        """In words."""
        return "받음" if programme.is_open else "받지 않음"

    # --- 시간대 -----------------------------------------------------------------------------------------------------

    def slots_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """시간대: those ahead, and new ones made after a look at what that would be."""
        programme = self._programme(request, pk)
        if request.method != "POST":
            return self._page(request, programme, SlotsForm(programme=programme))
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = SlotsForm(request.POST, programme=programme)
        if not form.is_valid():
            return self._page(request, programme, form, status=422)
        if "sure" not in request.POST:
            return self._page(request, programme, form, plan=season.plan(programme, **form.cleaned_data, at=now()))
        return self._made(request, programme, form)

    def drop_view(self, request: HttpRequest, pk: int, slot_pk: int) -> HttpResponse:
        """빈 자리 지우기."""
        programme = self._programme(request, pk)
        slot = programme.slots.filter(pk=slot_pk).first()
        if request.method == "POST" and slot:
            try:
                actions.drop_slot(slot, by=official(request))
                self.message_user(request, f"빈 자리를 지웠습니다: {slot}", messages.SUCCESS)
            except MoveRefused as refusal:
                self.message_user(request, str(refusal), messages.WARNING)
        return redirect("admin:visits_programme_slots", pk)

    def _made(self, request: HttpRequest, programme: Programme, form: SlotsForm) -> HttpResponse:
        try:
            plan = actions.make_slots(programme, **form.cleaned_data, by=official(request))
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, programme, form, status=409)
        words = f"시간대 {len(plan.new)}개를 만들었습니다."
        self.message_user(request, words, messages.SUCCESS)
        self.log_change(request, programme, words)
        return redirect("admin:visits_programme_slots", programme.pk)

    def _programme(self, request: HttpRequest, pk: int) -> Programme:
        if not self.has_view_permission(request):
            raise PermissionDenied
        programme = self.get_object(request, str(pk))
        if programme is None:
            raise Http404
        return programme

    def _page(
        self,
        request: HttpRequest,
        programme: Programme,
        form: SlotsForm,
        *,
        plan: season.Plan | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{programme.name} 시간대",
            "programme": programme,
            "form": form,
            "plan": plan,
            "may_keep": self.has_change_permission(request),
            "slots": Slot.objects.filter(programme=programme).for_season(at=now()),
        }
        return TemplateResponse(request, "admin/visits/programme/slots.html", context, status=status)
