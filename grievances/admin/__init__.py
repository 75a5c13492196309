"""The officials' workplace for cases."""

from django.contrib import admin

from grievances.admin import (  # noqa: F401 – they register themselves
    approvals,
    call_backs,
    expertise,
    lists,
    monthly_checks,
    outages,
    recounts,
    reforms,
    rules,
    watching,
)
from grievances.admin.grouping import GroupDesk
from grievances.admin.on_behalf import OnBehalfDesk
from grievances.admin.opinions import OpinionDesk
from grievances.admin.worklist_desk import WorkListDesk
from grievances.models import Grievance


@admin.register(Grievance)
class GrievanceAdmin(OpinionDesk, GroupDesk, OnBehalfDesk, WorkListDesk, admin.ModelAdmin[Grievance]):
    """작업목록, the page of a case with what others are asked, and filing for a company."""
