"""붙임: handed out to whoever may see the case, always for saving, never for showing."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.actions import Subject, note_access
from accounts.addresses import client_address
from accounts.models import AccessLog
from accounts.requests import SignedInRequest
from companies import downloads
from grievances.files import Kind
from grievances.models import Attachment, Grievance


@require_safe
def file(request: SignedInRequest, file_key: UUID) -> HttpResponseBase:
    """첨부파일. What officials take of others' cases is written down; one's own company's is one's own."""
    found = Attachment.objects.readable_by(request.user).select_related("grievance__company")
    attachment = get_object_or_404(found, key=file_key)
    case = attachment.grievance
    if case is not None and not Grievance.objects.visible_as_member(request.user).filter(pk=case.pk).exists():
        subject = Subject("기업애로", case.receipt_no, f"{case.receipt_no} {case.company.name} {attachment.name}")
        note_access(AccessLog.What.DOWNLOAD, subject, by=request.user, address=client_address(request))
    return downloads.answer(
        request,
        attachment.file,
        content_type=Kind(attachment.kind).content_type,
        name=attachment.name,
        version=attachment.digest,
        saved=True,
        public=False,
    )
