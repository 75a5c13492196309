"""대신 신청: what came by phone, at the counter, on paper, in one screen; after an outage, one after the other."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from accounts.access import note_view
from accounts.admin import official
from companies.admin.companies import as_subject
from companies.models import Company
from grievances import actions
from grievances.admin.case import number_in
from grievances.forms.outages import BackEntryForm
from grievances.forms.staff import OnBehalfForm
from grievances.models import Grievance, Outage
from grievances.moment import now
from grievances.permissions import may_file_on_behalf
from grievances.workflow import MoveRefused

SHOWN = 50
"""So many of those that were entered for an outage; the newest say how far one has come."""


class OnBehalfDesk(admin.ModelAdmin[Grievance]):
    """Filing for a company."""

    def get_urls(self) -> list[URLPattern]:
        """And the one screen."""
        door = self.admin_site.admin_view
        own = path("on-behalf/", door(self.on_behalf_view), name="grievances_grievance_on_behalf")
        return [own, *super().get_urls()]

    def on_behalf_view(self, request: HttpRequest) -> HttpResponse:
        """대신 신청; `?company=` knows the company already, and whose members may be the filer.

        `?outage=` takes what came during an outage, and shows what was taken in so far.
        """
        if not may_file_on_behalf(official(request)):
            raise PermissionDenied
        outage = self._outage(request)
        if request.method == "POST":
            return self._sent(request, self._blank(outage, request.POST, request.FILES), outage)
        company = self._company(request)
        if company is not None:
            note_view(request, as_subject(company))
        return self._form(request, self._blank(outage, company=str(company.pk) if company else ""), outage)

    def _outage(self, request: HttpRequest) -> Outage | None:
        if "outage" not in request.GET:
            return None
        return get_object_or_404(Outage.objects.ended(), pk=number_in(request.GET["outage"]))

    def _blank(self, outage: Outage | None, *sent: Any, company: str = "") -> OnBehalfForm:
        if outage is None:
            return OnBehalfForm(*sent, company=company, at=now())
        last = Grievance.objects.taken_during(outage).order_by("pk").last()
        return BackEntryForm(*sent, company=company, at=now(), outage=outage, last=last)

    def _company(self, request: HttpRequest) -> Company | None:
        known = Company.objects.visible_to(official(request)).approved()
        return known.filter(pk=number_in(request.GET.get("company", ""))).first()

    def _sent(self, request: HttpRequest, form: OnBehalfForm, outage: Outage | None) -> HttpResponse:
        if not form.is_valid():
            return self._form(request, form, outage, status=422)
        try:
            case = actions.file_on_behalf(by=official(request), **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return self._form(request, form, outage, status=409)
        messages.success(request, self._receipt(request, case))
        return redirect(_page(outage))

    def _receipt(self, request: HttpRequest, case: Grievance) -> str:
        """접수번호, who gets the receipt, and the way to the case for whoever may open it."""
        told = case.filer.name if case.filer else case.contact_name
        words = (
            f"{told} 님에게 신청 확인서를 보냈습니다."
            if case.filer or case.contact_email
            else "접수번호를 전화로 알려 주십시오."
        )
        if not Grievance.objects.visible_as_staff(official(request)).filter(pk=case.pk).exists():
            return format_html("접수번호 <b>{}</b> {}", case.receipt_no, words)
        there = reverse("admin:grievances_grievance_change", args=[case.pk])
        return format_html('접수번호 <b>{}</b> {} <a href="{}">사건 보기</a>', case.receipt_no, words, there)

    def _form(
        self, request: HttpRequest, form: OnBehalfForm, outage: Outage | None, *, status: int = 200
    ) -> HttpResponse:
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "장애 동안 받은 것 적기" if outage else "대신 신청",
            "during": outage,
            "taken": self._taken(request, outage) if outage else [],
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/grievances/grievance/on_behalf.html", context, status=status)

    def _taken(self, request: HttpRequest, outage: Outage) -> list[Grievance]:
        """What was entered so far, as far as this official may see it or entered it, the newest first."""
        me = official(request)
        seen = Grievance.objects.visible_as_staff(me) | Grievance.objects.filter(entered_by=me)
        return list(seen.taken_during(outage).select_related("company", "entered_by").order_by("-pk")[:SHOWN])


def _page(outage: Outage | None) -> str:
    page = reverse("admin:grievances_grievance_on_behalf")
    return f"{page}?outage={outage.pk}" if outage else page
