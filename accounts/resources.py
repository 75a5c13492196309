"""Spreadsheets of what the city keeps about itself."""

from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import CharWidget, Widget

from accounts.models import Department


class YesNo(Widget):  # type: ignore[misc]
    """예 or 아니오; an empty cell is a yes, because a list of departments is one of those that work."""

    def clean(self, value: object, row: object = None, **kwargs: object) -> bool:
        """Refuse what is neither."""
        said = str(value or "").strip()
        if said not in {"", "예", "아니오"}:
            raise ValueError("예 또는 아니오로 적어 주십시오.")
        return said != "아니오"

    def render(self, value: object, obj: object = None, **kwargs: object) -> str:
        """As it is read back."""
        return "예" if value else "아니오"


class DepartmentResource(ModelResource):  # type: ignore[misc]
    """부서: one a row, known by its name."""

    name = Field("name", "부서명", widget=CharWidget())
    phone = Field("phone", "대표전화", widget=CharWidget())
    duties = Field("duties", "맡은 일", widget=CharWidget())
    is_active = Field("is_active", "운영 중", widget=YesNo())

    class Meta:
        name = "부서"
        model = Department
        fields = export_order = ("name", "phone", "duties", "is_active")
        import_id_fields = ("name",)
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True
