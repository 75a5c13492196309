"""What a company tells of itself, what the city answers, and what visitors look for."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.showcase.models import Medium, Product, Showcase
from companies.showcase.querysets import OUTSIDE
from companies.showcase.workflow import STRENGTHS
from companies.uploads import (
    PICTURE_LIMIT,
    SLIDES_LIMIT,
    VIDEO_LIMIT,
    Picture,
    picture,
    plain_text,
    slides,
    video,
)

OLDEST = 1850
STRENGTH_LENGTH = 60


class Words(forms.CharField):
    """Text without what cannot be seen; line breaks count as one character, as in the browser and the database."""

    def __init__(self, *, lines: int = 1, **kwargs: Any) -> None:
        self.lines = lines
        widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput()
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        """As people mean it."""
        text = plain_text(str(value)) if value else ""
        if self.lines == 1:
            text = " ".join(text.split())
        return super().to_python(text) or ""


class SafeLink(forms.URLField):
    """An https:// address of a public place; the scheme may be left out."""

    default_validators = [URLValidator(schemes=["https"])]
    default_error_messages = {"invalid": _("https로 시작하는 주소를 적어 주십시오. 예: https://www.example.com")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)

    def clean(self, value: Any) -> str:
        """Neither a name and password before the host, which only deceive, nor a bare number as the host."""
        link: str = super().clean(value)
        host = urlsplit(link).hostname or ""
        if link and ("@" in urlsplit(link).netloc or "." not in host or not host[-1].isalpha()):
            raise ValidationError(_("누구나 열 수 있는 홈페이지 주소를 적어 주십시오."), code="odd")
        return link


class SentFile(forms.FileField):
    """A file whose content is looked at. The browser is told the kinds and the limit, and warns before sending."""

    def __init__(self, *, accept: str, limit: int, **kwargs: Any) -> None:
        megabytes = limit // 1024 // 1024
        warning = _("파일이 너무 큽니다. %dMB까지 올릴 수 있습니다.") % megabytes
        attrs = {"accept": accept, "data-limit": limit, "data-too-big": warning}
        super().__init__(widget=forms.FileInput(attrs=attrs), **kwargs)


class PictureField(SentFile):
    """사진."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(accept="image/jpeg,image/png,image/webp", limit=PICTURE_LIMIT, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> tuple[Picture, str] | None:
        """The picture drawn anew, and what its sender called it."""
        file = super().clean(data, initial)
        return (picture(file), file.name or "") if file else None


class VideoField(SentFile):
    """영상."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(accept="video/mp4", limit=VIDEO_LIMIT, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> File[bytes]:
        """An mp4 file."""
        return video(super().clean(data, initial))


class SlidesField(SentFile):
    """소개 자료."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(accept="application/pdf", limit=SLIDES_LIMIT, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> File[bytes]:
        """A PDF."""
        return slides(super().clean(data, initial))


class AboutForm(forms.Form):
    """회사 소개."""

    headline = Words(
        label=_("한 줄 소개"), max_length=80, help_text=_("무엇을 만드는 회사인지 한 문장으로 적어 주십시오.")
    )
    description = Words(
        label=_("회사 소개"),
        max_length=2000,
        lines=8,
        help_text=_("무엇을, 누구에게, 어떻게 만드는지 적어 주십시오. 사람 이름이나 휴대전화 번호는 적지 마십시오."),
    )
    strengths = Words(
        label=_("강점"),
        max_length=400,
        lines=5,
        required=False,
        help_text=_("한 줄에 하나씩, 다섯 줄까지 적습니다. 예: 인증, 특허, 납기, 설비"),
    )
    founded_year = forms.IntegerField(
        label=_("설립 연도"),
        min_value=OLDEST,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    homepage = SafeLink(
        label=_("홈페이지"), max_length=200, required=False, help_text=_("https로 시작하는 주소만 공개합니다.")
    )

    def clean_strengths(self) -> str:
        """One a line, each short, not too many."""
        lines = [line.strip() for line in self.cleaned_data["strengths"].splitlines() if line.strip()]
        if len(lines) > STRENGTHS:
            raise ValidationError(_("강점은 다섯 줄까지 적을 수 있습니다."), code="too_many")
        if any(len(line) > STRENGTH_LENGTH for line in lines):
            raise ValidationError(_("한 줄은 60자까지 적을 수 있습니다."), code="too_long")
        return "\n".join(lines)

    def clean_founded_year(self) -> int | None:
        """Not in the future."""
        year: int | None = self.cleaned_data["founded_year"]
        if year is not None and year > timezone.localdate().year:
            raise ValidationError(_("아직 오지 않은 해입니다."), code="future")
        return year

    @classmethod
    def of(cls, showcase: Showcase) -> "AboutForm":
        """With what is there."""
        return cls(initial={name: getattr(showcase, name) for name in cls.base_fields})


class ProductForm(forms.Form):
    """제품."""

    name = Words(label=_("제품 이름"), max_length=60)
    picture = PictureField(
        label=_("사진"), help_text=_("JPG, PNG, WEBP. 20MB까지 올릴 수 있습니다. 촬영 장소 정보는 지우고 올립니다.")
    )
    picture_text = Words(
        label=_("사진 설명"),
        max_length=150,
        help_text=_(
            "사진을 보지 못하는 분께 무엇이 보이는지 말로 알려 주십시오. 예: 은색 알루미늄 방열판, 핀 스무 개"
        ),
    )
    description = Words(label=_("설명"), max_length=500, lines=4, required=False)

    def __init__(self, *args: Any, product: Product | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if product is not None:
            self.initial = {name: getattr(product, name) for name in ("name", "picture_text", "description")}
            self.fields["picture"].required = False
            self.fields["picture"].label = _("새 사진")
            self.fields["picture"].help_text = _("고르지 않으면 지금 사진을 그대로 씁니다.")


class VideoForm(forms.Form):
    """영상."""

    title = Words(label=_("제목"), max_length=80)
    file = VideoField(label=_("영상 파일"), help_text=_("MP4. 200MB까지 올릴 수 있습니다."))
    transcript = Words(
        label=_("영상 내용을 옮긴 글"),
        max_length=4000,
        lines=6,
        help_text=_("소리를 듣지 못하는 분을 위해, 말하는 내용과 보이는 장면을 글로 적어 주십시오."),
    )


class LinkForm(forms.Form):
    """영상 주소."""

    title = Words(label=_("제목"), max_length=80)
    link = SafeLink(
        label=_("영상 주소"),
        max_length=300,
        help_text=_("영상이 있는 페이지의 주소입니다. 홍보관에는 링크로 보입니다."),
    )


class SlidesForm(forms.Form):
    """소개 자료."""

    title = Words(
        label=_("제목"), max_length=80, help_text=_("무엇을 담은 자료인지 적어 주십시오. 예: 2026년 제품 목록")
    )
    file = SlidesField(
        label=_("PDF 파일"), help_text=_("PDF. 30MB까지 올릴 수 있습니다. 파일 속성의 작성자도 공개됩니다.")
    )


MEDIUM_FORMS: dict[Medium.What, type[forms.Form]] = {
    Medium.What.VIDEO: VideoForm,
    Medium.What.LINK: LinkForm,
    Medium.What.SLIDES: SlidesForm,
}


def medium_form(medium: Medium, *args: Any) -> forms.Form:
    """고치기: everything but the file."""
    form = MEDIUM_FORMS[Medium.What(medium.what)](*args)
    form.fields.pop("file", None)
    form.initial = {name: getattr(medium, name) for name in form.fields}
    return form


class ReasonForm(forms.Form):
    """What the city wants changed."""

    reason = Words(
        label="고칠 곳",
        max_length=300,
        lines=4,
        help_text="기업이 그대로 읽습니다. 어디를 어떻게 고칠지 적어 주십시오.",
    )


class FindForm(forms.Form):
    """찾기. What is not among the choices counts as not chosen."""

    q = Words(label=_("회사나 제품"), max_length=60, required=False)
    complex = forms.ChoiceField(label=_("산업단지"), required=False)
    industry = forms.ChoiceField(label=_("업종"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        public = Showcase.objects.public()
        self._offer("complex", _("모든 단지"), [*_named(public.complexes()), (OUTSIDE, _("단지 밖"))])
        self._offer("industry", _("모든 업종"), _named(public.industries()))

    @property
    def wish(self) -> dict[str, str]:
        """What can be looked for, of what was asked."""
        if not self.is_bound:
            return {}
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def _offer(self, name: str, everything: Any, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", everything), *choices]


def _named(rows: Any) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]
