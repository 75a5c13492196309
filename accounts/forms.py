"""What people tell about themselves."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.models import ConsentText, User
from accounts.phones import hyphenated, is_phone

PERSON_FIELDS = ["name", "email", "phone", "password1"]


class NameField(forms.CharField):
    """이름."""

    widget = forms.TextInput(attrs={"autocomplete": "name"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("이름"), max_length=40, **kwargs)


class PhoneField(forms.CharField):
    """전화번호, with or without hyphens and spaces; the value has its hyphens."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})
    default_validators = [is_phone]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("010-1234-5678처럼 적습니다. 줄표와 띄어쓰기는 없어도 됩니다."))
        super().__init__(label=_("전화번호"), max_length=30, **kwargs)

    def to_python(self, value: Any) -> str:
        """One form for all ways of writing."""
        return hyphenated(super().to_python(value) or "")


class PersonForm(forms.Form):
    """회원가입. What we ask beside allauth's own e-mail and password; allauth builds its form upon this one."""

    field_order = PERSON_FIELDS
    name = NameField()
    phone = PhoneField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = {f"consent_{text.kind}": text for text in ConsentText.objects.current()}
        for name, text in self.texts.items():
            label = _("%(text)s에 동의합니다") % {"text": text.get_kind_display()}
            refusal = {"required": _("동의하셔야 가입할 수 있습니다.")}
            self.fields[name] = forms.BooleanField(label=label, required=text.is_required, error_messages=refusal)

    @property
    def details(self) -> list[BoundField]:
        """The fields about the person."""
        return [field for field in self.visible_fields() if field.name not in self.texts]

    @property
    def consents(self) -> list[tuple[ConsentText, BoundField]]:
        """Each text beside its box."""
        return [(text, self[name]) for name, text in self.texts.items()]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep what they agreed to. allauth calls this once the person is stored."""
        actions.agree(user, [text for name, text in self.texts.items() if self.cleaned_data[name]])


class OwnDetailsForm(forms.ModelForm[User]):
    """내 정보 고치기. E-mail and password have pages of their own, because they ask for proof."""

    name = NameField()
    phone = PhoneField()

    class Meta:
        model = User
        fields = ["name", "phone", "unit", "position"]
