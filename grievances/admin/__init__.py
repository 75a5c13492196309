"""The officials' workplace for cases."""

from django.contrib import admin

from grievances.admin.case import CaseDesk
from grievances.admin.worklist import WorkListDesk
from grievances.models import Grievance


@admin.register(Grievance)
class GrievanceAdmin(CaseDesk, WorkListDesk, admin.ModelAdmin[Grievance]):
    """작업목록 and the page of a case."""
