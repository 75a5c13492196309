"""allauth's forms in our words: one password field, number pads for codes, no words inside the inputs."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts import second_factor
from accounts.models import User

PASSWORD_RULES = _(
    "10자 이상으로 정해 주십시오. 숫자로만 된 것, 흔히 쓰는 것, 이름·이메일과 비슷한 것은 쓸 수 없습니다."
)
# accounts/static/accounts/password.js makes a button of these words.
SHOWN = {"data-show": _("비밀번호 보기"), "data-hide": _("비밀번호 숨기기")}
EMPTY = _("이 칸을 채워 주십시오.")
ALREADY_SPENT = _("이미 쓴 번호입니다. 인증 앱에 새 번호가 나오면 적어 주십시오.")


class Plain(forms.Form):
    """Words stand above the inputs, never inside them, where they vanish as soon as somebody types."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if not isinstance(field, forms.BooleanField):
                field.error_messages["required"] = EMPTY


class OnePassword(Plain):
    """A new password is typed once: who mistypes it sees it (비밀번호 보기), or asks for a new one."""

    labels = {"oldpassword": _("지금 비밀번호"), "password1": _("새 비밀번호")}
    hints = {"password1": PASSWORD_RULES}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        self.fields["password1"].widget.attrs.update(SHOWN)


class Code(Plain):
    """A code that was sent or is shown by an app."""

    labels = {"code": _("인증번호")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(inputmode="numeric", autocomplete="one-time-code", maxlength=20)


class LoginForm(Plain, account.LoginForm):  # type: ignore[misc]
    """로그인."""

    labels = {"login": _("이메일"), "password": _("비밀번호")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignupForm(Plain, account.SignupForm):  # type: ignore[misc]
    """회원가입."""

    labels = {"email": _("이메일"), "password1": _("비밀번호")}
    hints = {
        "email": _("이 주소로 인증번호를 보냅니다. 로그인할 때도 씁니다."),
        "phone": _("담당자가 연락할 번호입니다. 줄표와 띄어쓰기는 없어도 됩니다."),
        "password1": PASSWORD_RULES,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].widget.attrs.update(SHOWN)

    def clean(self) -> dict[str, Any]:
        """The password may not resemble the name or the phone either; allauth knows of the e-mail only."""
        cleaned: dict[str, Any] = super().clean() or {}
        person = User(email=cleaned.get("email", ""), name=cleaned.get("name", ""), phone=cleaned.get("phone", ""))
        if "password1" in cleaned:
            try:
                validate_password(cleaned["password1"], person)
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """An address that is known already gets the same answer as a new one, and after the same time."""
        if self.account_already_exists:
            self._save_nobody(request)
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        """The person, their address and what they agreed to: all of it or nothing."""
        user: User = super().save(request)
        return user

    def _save_nobody(self, request: HttpRequest) -> None:
        """Do what a new address would cause (hash the password, write the rows), and take it back."""
        email = self.cleaned_data["email"]
        with transaction.atomic():
            self.cleaned_data["email"] = f"{get_random_string(20).lower()}@nobody.invalid"
            self.account_already_exists = False
            self.save(request)
            transaction.set_rollback(True)
        self.cleaned_data["email"], self.account_already_exists = email, True


class ConfirmEmailForm(Code, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """이메일 확인."""

    hints = {"code": _("메일에 적힌 6자리 숫자입니다.")}


class AddEmailForm(Plain, account.AddEmailForm):  # type: ignore[misc]
    """이메일 바꾸기."""

    labels = {"email": _("새 이메일")}
    hints = {"email": _("이 주소로 인증번호를 보냅니다.")}


class ResetPasswordForm(Plain, account.ResetPasswordForm):  # type: ignore[misc]
    """비밀번호 찾기."""

    labels = {"email": _("가입할 때 쓴 이메일")}


class ResetPasswordKeyForm(OnePassword, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """비밀번호 다시 정하기."""


class ChangePasswordForm(OnePassword, account.ChangePasswordForm):  # type: ignore[misc]
    """비밀번호 바꾸기."""


class SetPasswordForm(OnePassword, account.SetPasswordForm):  # type: ignore[misc]
    """비밀번호 정하기."""


class ReauthenticateForm(Plain, account.ReauthenticateForm):  # type: ignore[misc]
    """비밀번호 확인."""

    labels = {"password": _("비밀번호")}


class SpentOnce(Code):
    """A code of the authenticator app opens one door once (RFC 6238 §5.2)."""

    user: User
    authenticator: Authenticator
    hints = {"code": _("인증 앱에 보이는 6자리 번호입니다. 휴대전화가 없으면 복구 코드를 적어 주십시오.")}

    def clean_code(self) -> str:
        """Right, and not used before."""
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP and not second_factor.spend(self.user, code):
            raise ValidationError(ALREADY_SPENT, code="spent")
        return code


class AuthenticateForm(SpentOnce, mfa.AuthenticateForm):  # type: ignore[misc]
    """2단계 인증."""


class ReauthenticateByCodeForm(SpentOnce, mfa.ReauthenticateForm):  # type: ignore[misc]
    """2단계 인증 번호로 확인."""


class ActivateTOTPForm(Code, totp.ActivateTOTPForm):  # type: ignore[misc]
    """인증 앱 등록."""

    hints = {"code": _("인증 앱에 새로 생긴 항목의 6자리 번호입니다.")}

    def clean_code(self) -> str:
        """The code that proves the app is set up does not sign in as well."""
        code: str = super().clean_code()
        if not second_factor.spend(self.user, code):
            raise ValidationError(ALREADY_SPENT, code="spent")
        return code


class AddPasskeyForm(Plain, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """패스키 더하기."""

    labels = {"name": _("알아볼 이름"), "passwordless": _("이 패스키만으로 로그인합니다")}
    hints = {
        "name": _("사무실 컴퓨터, 내 휴대전화처럼 적어 두면 나중에 알아보기 쉽습니다."),
        "passwordless": _("비밀번호 대신 지문·얼굴·기기 비밀번호로 로그인합니다."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class EditPasskeyForm(Plain, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """패스키 이름 바꾸기."""

    labels = {"name": _("알아볼 이름")}
