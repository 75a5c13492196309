"""사전조사: prepared by the beat, sent by a person."""

from django.contrib import admin

from visits.models import PreSurvey


@admin.register(PreSurvey)
class PreSurveyAdmin(admin.ModelAdmin[PreSurvey]):
    """사전조사."""
