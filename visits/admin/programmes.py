"""순회 프로그램, 금지기간, 지원단: what visits are made from."""

from django.contrib import admin

from visits.models import Blackout, Programme, TeamMember


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin[Programme]):
    """순회 프로그램."""


@admin.register(Blackout)
class BlackoutAdmin(admin.ModelAdmin[Blackout]):
    """금지기간."""


@admin.register(TeamMember)
class TeamMemberAdmin(admin.ModelAdmin[TeamMember]):
    """지원단·현장기동반."""
