"""Spreadsheets of companies."""

from import_export.fields import Field
from import_export.resources import ModelResource

from companies import registration_no
from companies.models import FactoryRecord
from companies.tables import harmless
from notifications.masking import masked_phone


class FactoryResource(ModelResource):  # type: ignore[misc]
    """공장등록: what the list shows, a row each. Phones are masked as they are there."""

    name = Field("name", "회사명")
    registration_no = Field("registration_no", "사업자등록번호")
    factory_no = Field("factory_no", "공장관리번호")
    complex_name = Field("complex_name", "단지명")
    address = Field("address", "주소(도로명)")
    lot_address = Field("lot_address", "주소(지번)")
    industry_name = Field("industry_name", "업종명")
    phone = Field("phone", "전화번호")
    employees = Field("employees", "종업원 수")
    products = Field("products", "생산품")

    class Meta:
        name = "공장등록"
        model = FactoryRecord
        fields = export_order = (
            "name", "registration_no", "factory_no", "complex_name", "address", "lot_address",
            "industry_name", "phone", "employees", "products",
        )  # fmt: skip

    def dehydrate_registration_no(self, record: FactoryRecord) -> str:
        """As people write it."""
        return registration_no.shown(record.registration_no)

    def dehydrate_phone(self, record: FactoryRecord) -> str:
        """Enough to recognise it."""
        return masked_phone(record.phone)

    def export_field(self, field: Field, instance: FactoryRecord, **kwargs: object) -> object:
        """Text that a spreadsheet would compute is kept from it."""
        value = super().export_field(field, instance, **kwargs)
        return harmless(value) if isinstance(value, str) else value
