"""산업단지와 업종: what companies are grouped by."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from accounts.admin import official
from companies import actions, normalising
from companies.models import IndustrialComplex, Industry


class NamedForm(forms.ModelForm[Any]):
    """A name that no other row has, however it is spelled."""

    def clean_name(self) -> str:
        """Refuse another spelling of a name there is."""
        name = str(self.cleaned_data["name"]).strip()
        found = self._meta.model.objects.filter(name_key=normalising.place_key(name)).exclude(pk=self.instance.pk)
        if found.exists():
            raise forms.ValidationError("같은 이름이 이미 있습니다.")
        return name


class ListAdmin(admin.ModelAdmin[Any]):
    """Short lists that companies point to."""

    form = NamedForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the number of companies."""
        found: QuerySet[Any] = super().get_queryset(request).annotate(company_count=Count("companies"))
        return found

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Companies point to it."""
        return False

    @admin.display(description="기업", ordering="company_count")
    def companies(self, row: Any) -> str:
        """How many point to it."""
        return f"{row.company_count}곳"


@admin.register(IndustrialComplex)
class IndustrialComplexAdmin(ListAdmin):
    """산업단지."""

    list_display = ("name", "companies")
    search_fields = ("name",)
    search_help_text = "산업단지 이름의 일부"
    fields = ("name",)

    def save_model(self, request: HttpRequest, obj: IndustrialComplex, form: Any, change: bool) -> None:  # noqa: FBT001 – Django's signature
        """Hand over to the action."""
        actions.name_complex(obj, form.cleaned_data["name"], by=official(request))


@admin.register(Industry)
class IndustryAdmin(ListAdmin):
    """업종."""

    list_display = ("name", "code", "companies")
    search_fields = ("name", "code")
    search_help_text = "업종 이름이나 코드의 일부"
    fields = ("name", "code")

    def save_model(self, request: HttpRequest, obj: Industry, form: Any, change: bool) -> None:  # noqa: FBT001 – Django's signature
        """Hand over to the action."""
        actions.name_industry(obj, form.cleaned_data["name"], form.cleaned_data["code"], by=official(request))
