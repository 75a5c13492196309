"""The company's list and the page of a case."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.requests import SignedInRequest
from grievances.models import Grievance


def list_(request: SignedInRequest) -> HttpResponse:
    """우리 회사의 애로."""
    return HttpResponse(", ".join(str(case) for case in Grievance.objects.visible_as_member(request.user)))


def detail(request: SignedInRequest, receipt_no: str) -> HttpResponse:
    """사건 화면."""
    return HttpResponse(get_object_or_404(Grievance.objects.visible_as_member(request.user), receipt_no=receipt_no))
