"""What allauth asks the project: who may sign in from where, what mails say, how secrets are kept."""

import time
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts import devices, known_browser, second_factor
from accounts.addresses import client_address, is_of_staff_network
from accounts.models import User

NOT_FROM_HERE = "업무망이 아닌 곳에서는 담당자 계정으로 로그인할 수 없습니다. 시청 업무망에서 다시 로그인해 주십시오."


def on_site(url: str) -> str:
    """The same page under the portal's own address, whatever Host the request named."""
    parts = urlsplit(url)
    return urljoin(f"{settings.SITE_URL}/", parts._replace(scheme="", netloc="").geturl())


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People signing up and in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("쓸 수 없게 된 계정입니다. 총괄 부서에 문의해 주십시오."),
        "duplicate_email": _("지금 쓰고 계신 이메일입니다."),
        "email_password_mismatch": _("이메일이나 비밀번호가 맞지 않습니다."),
        "email_taken": _("쓸 수 없는 이메일입니다. 다른 이메일을 적어 주십시오."),
        "enter_current_password": _("지금 비밀번호가 맞지 않습니다."),
        "incorrect_code": _("인증번호가 맞지 않습니다. 가장 최근에 받은 번호를 적어 주십시오."),
        "incorrect_password": _("비밀번호가 맞지 않습니다."),
        "invalid_login": _("로그인할 수 없습니다."),
        "invalid_password_reset": _("이미 썼거나 기한이 지난 주소입니다. 비밀번호 찾기를 다시 해 주십시오."),
        "rate_limited": _("요청이 너무 잦습니다. 잠시 뒤 다시 해 주십시오."),
        "same_as_current": _("지금 것과 다르게 적어 주십시오."),
        "too_many_login_attempts": _(
            "여러 번 틀려 잠시 막았습니다. 15분 뒤 다시 하시거나 비밀번호 찾기를 이용해 주십시오."
        ),
    }

    # --- Signing up ---------------------------------------------------------------------------------------------

    def save_user(self, request: HttpRequest, user: User, form: forms.Form, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        """Name and phone are there from the first row on; the database does not take a person without a name."""
        user.name = form.cleaned_data["name"]
        user.phone = form.cleaned_data["phone"]
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def generate_email_verification_code(self) -> str:
        """Six digits: a phone offers the number pad. The rate limits make guessing hopeless."""
        return get_random_string(6, "0123456789")

    # --- Signing in ---------------------------------------------------------------------------------------------

    def get_client_ip(self, request: HttpRequest) -> str:
        """Rate limits and the list of sessions count by the same address as the staff networks."""
        return str(client_address(request))

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Count a try, for its address on the net and for the account.

        The first count is apart from allauth's own, because signing in with a second factor clears that one, and a
        guesser could do so with an account of his.
        """
        self._address_usage = ratelimit.consume(request, app="allauth.account", action="login_failed_from")
        if not self._address_usage:
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def _rollback_login_failed_rl_usage(self) -> None:
        """A try that succeeds does not count."""
        if self._address_usage:
            self._address_usage.rollback()
        super()._rollback_login_failed_rl_usage()

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        """One count an account, whatever Host the request names; a browser its owner used has one of its own."""
        email = credentials.get("email", "").lower()
        return f"{email}:{known_browser.token_of(request, email)}"

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """The password was right; from outside the staff networks it gets an official nowhere all the same."""
        if not is_of_staff_network(request) and user.is_official:
            clear_login(request)
            messages.error(request, NOT_FROM_HERE)
            return HttpResponseRedirect(reverse("account_login"))
        refusal: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return refusal

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponseBase:
        """Signed in: this browser is known from now on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        known_browser.remember(request, response, user.email)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Officials go to their workplace, everybody else to the portal."""
        assert isinstance(request.user, User)
        return reverse("admin:index" if request.user.is_official else settings.LOGIN_REDIRECT_URL)

    def is_safe_url(self, url: str) -> bool:
        """`next` leads to a page of the very host that was asked, and nowhere else."""
        host, secure = self.request.get_host(), self.request.is_secure()
        return url_has_allowed_host_and_scheme(url, allowed_hosts={host}, require_https=secure)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in a moment ago is not asked for the password a second time."""
        records = get_authentication_records(self.request, self.request.user)
        is_fresh = bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not is_fresh and super().is_reauthentication_required(app=app, **kwargs)

    # --- Mails --------------------------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every link in a mail leads to SITE_URL. The Host header is the visitor's word and stays out of mails."""
        links = {name: on_site(value) for name, value in context.items() if name.endswith("_url")}
        device = devices.name_of(context.get("user_agent", ""))
        super().send_mail(
            template_prefix, email, {**context, **links, "site_url": settings.SITE_URL, "device": device}
        )

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """One text for both forms of the mail; the HTML sets it out and makes its code large and its links usable."""
        mail = super().render_mail(template_prefix, email, context, headers)
        assert isinstance(mail, EmailMultiAlternatives)
        paragraphs = str(mail.body).strip().split("\n\n")
        page = {"subject": mail.subject, "paragraphs": paragraphs, "code": context.get("code")}
        mail.attach_alternative(render_to_string("account/email/base.html", page), "text/html")
        return mail


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": (
            "담당자 계정에는 2단계 인증이 꼭 있어야 합니다. 다른 인증 수단을 먼저 더하십시오."
        ),
        "incorrect_code": _("번호가 맞지 않습니다. 인증 앱에 지금 보이는 번호를 적어 주십시오."),
        "unverified_email": _("이메일을 먼저 확인해 주십시오. 그 뒤 2단계 인증을 켤 수 있습니다."),
    }

    def encrypt(self, text: str) -> str:
        """Authenticator secrets and the seed of recovery codes are sealed."""
        return second_factor.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """A secret that cannot be read, or that everybody knows, fits no code."""
        try:
            return second_factor.unsealed(encrypted_text)
        except second_factor.SecretRefused:
            raise self.validation_error("incorrect_code") from None

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Who needs a second factor keeps at least one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=second_factor.FACTORS)
        return not authenticator.user.needs_second_factor or others.exclude(pk=authenticator.pk).exists()

    def build_totp_svg(self, url: str) -> str:
        """A QR code on its own white ground: it is scanned in high contrast as well."""
        picture = BytesIO()
        segno.make(url, error="m").save(
            picture, kind="svg", xmldecl=False, scale=6, border=4, light="#fff", svgclass=None, lineclass=None
        )
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """패스키 1, 패스키 2."""
        return f"패스키 {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the portal's own name, not to the Host that a request says."""
        return {"id": settings.SITE_HOST, "name": settings.MFA_TOTP_ISSUER}
