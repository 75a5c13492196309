"""What people tell about their company, and about those they let in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import PhoneField
from companies import registration_no
from companies.models import Company, IndustrialComplex
from companies.querysets import CompanyQuerySet

NO_MATCH = "none"


class OneLine(forms.CharField):
    """Text without line breaks, its blanks in order: it ends up in subjects of mails."""

    def to_python(self, value: Any) -> str:
        """As people mean it."""
        return " ".join((super().to_python(value) or "").split())


class NumberForm(forms.Form):
    """사업자등록번호, with or without hyphens and blanks."""

    number = forms.CharField(
        label=_("사업자등록번호"),
        max_length=30,
        help_text=_("사업자등록증에 있는 숫자 10자리입니다. 줄표와 띄어쓰기는 없어도 됩니다."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "number"}),
    )

    def clean_number(self) -> str:
        """Ten digits whose check digit is right, or a sentence that says where they are wrong."""
        number: str = self.cleaned_data["number"]
        problem = registration_no.problem(number)
        if problem:
            raise ValidationError(problem, code="number")
        return registration_no.clean(number)


class FindForm(forms.Form):
    """Name and address, to find what the registry knows without a number."""

    name = OneLine(
        label=_("회사 이름"),
        max_length=120,
        help_text=_("사업자등록증에 있는 상호입니다."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    address = OneLine(
        label=_("공장 주소"),
        max_length=200,
        help_text=_("도로명과 건물번호까지 적습니다. 지번 주소도 됩니다."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )


class MatchForm(forms.Form):
    """Which of the registry's companies it is, or none of them."""

    company = forms.ChoiceField(label=_("우리 회사는 어느 것입니까?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, matches: list[Company], only: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matches = {str(company.pk): company for company in matches}
        choices = [(pk, f"{row.name} · {row.address or row.lot_address}") for pk, row in self.matches.items()]
        choice = self.fields["company"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = choices if only else [*choices, (NO_MATCH, str(_("여기에 없습니다")))]

    @property
    def chosen(self) -> Company | None:
        """The company chosen; None where it is not among them."""
        return self.matches.get(self.cleaned_data["company"])


class CompanyForm(forms.ModelForm[Company]):
    """기업 정보."""

    phone = PhoneField()

    class Meta:
        model = Company
        fields = ["phone", "industrial_complex", "employees", "products"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = _("회사 대표전화")
        self.fields["phone"].help_text = _("031-123-4567처럼 적습니다. 줄표는 없어도 됩니다.")
        choice = self.fields["industrial_complex"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = IndustrialComplex.objects.order_by("name")
        choice.empty_label = _("단지 밖")
        choice.help_text = ""


class EntryForm(CompanyForm):
    """직접 등록: what the registry does not know."""

    name = OneLine(label=_("회사 이름"), max_length=120)
    address = OneLine(label=_("공장 주소"), max_length=200)
    field_order = ["name", "address", "industrial_complex", "phone", "employees"]

    class Meta(CompanyForm.Meta):
        fields = ["name", "address", "phone", "industrial_complex", "employees"]

    def validate_unique(self) -> None:
        """Whether the number is taken is the action's to say."""


class AskForm(forms.Form):
    """가입 요청."""

    note = OneLine(
        label=_("대표 계정 담당자에게 남길 말"),
        max_length=200,
        required=False,
        help_text=_("부서와 맡은 일을 적으시면 알아보기 쉽습니다."),
    )


class InviteForm(forms.Form):
    """초대."""

    email = forms.EmailField(
        label=_("함께할 동료의 이메일"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class ReasonForm(forms.Form):
    """What a list is taken out for; it is kept."""

    reason = OneLine(
        label="내려받는 까닭",
        max_length=200,
        min_length=5,
        help_text="누가 언제 왜 내려받았는지 기록에 남습니다.",
    )


class DriveFilter(forms.Form):
    """Whom to call next, narrowed down."""

    q = OneLine(label="이름·번호·전화·주소", max_length=60, required=False)
    complex = forms.ModelChoiceField(
        label="산업단지", queryset=IndustrialComplex.objects.order_by("name"), required=False, empty_label="모두"
    )
    seats = forms.ChoiceField(
        label="회원 수", choices=[("", "모두"), ("2", "2명"), ("1", "1명"), ("0", "0명")], required=False
    )

    def apply(self, companies: CompanyQuerySet) -> CompanyQuerySet:
        """The companies that fit what is filled in; a field with a fault narrows nothing."""
        self.full_clean()
        chosen = self.cleaned_data
        if chosen.get("q"):
            companies = companies.search(chosen["q"])
        if chosen.get("complex"):
            companies = companies.filter(industrial_complex=chosen["complex"])
        if chosen.get("seats"):
            companies = companies.seated(int(chosen["seats"]))
        return companies
