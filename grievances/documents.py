"""문서를 찍는다: a notice as the sheet it is (시행규칙 별지), from what stood in it on its day and nothing else."""

import itertools
import re
import unicodedata
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.printing import printed, qr_code
from grievances.models import Document

type Pairs = list[tuple[str, str]]


class Form(NamedTuple):
    """A form of the 시행규칙. Its words are the statute's, and Korean in whatever language the portal is read."""

    number: str
    title: str
    article: str
    template: str
    file_name: str


FORMS = {
    Document.Kind.RECEIPT: Form("제2호서식", "접수증", "제6조제2항", "receipt", "접수증"),
    Document.Kind.EXTENSION: Form("제5호서식", "민원 처리기간 연장 통지서", "제21조제3항", "extension", "연장 통지서"),
    Document.Kind.PROGRESS: Form("제6호서식", "민원처리진행상황 통지서", "제23조제1항", "progress", "진행상황 통지서"),
    Document.Kind.DUNNING: Form("제7호서식", "민원 처리 독촉장", "제28조제2항", "dunning", "독촉장"),
}


def pdf(document: Document) -> bytes:
    """The sheet as PDF/UA."""
    form, link = FORMS[Document.Kind(document.kind)], check_address(document.code)
    page = render_to_string(
        f"grievances/documents/{form.template}.html",
        {
            "document": document,
            "form": form,
            **document.facts,
            "received_at": _moment(document.facts["received_at"]),
            "link": link,
            "address": f"{settings.SITE_URL}{reverse('check_document')}",
            "qr_code": qr_code(link),
        },
    )
    return printed(page, render_to_string("grievances/documents/sheet.css"))


def file_name(document: Document) -> str:
    """As it is saved: 2026-00398 연장 통지서.pdf."""
    return f"{document.facts['receipt_no']} {FORMS[Document.Kind(document.kind)].file_name}.pdf"


# --- Whether a paper is what it says ---------------------------------------------------------------------------------


def check_address(code: str) -> str:
    """Where anybody sees whether the paper is ours; the QR code leads there."""
    return f"{settings.SITE_URL}{reverse('check_document')}?{urlencode({'code': code})}"


def normalised(text: str) -> str:
    """A code as it was typed: small letters, blanks and dashes do not matter. Empty where it can be no code."""
    letters = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).upper()
    if not re.fullmatch(r"[0-9A-Z]{16}", letters):
        return ""
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def in_short(document: Document) -> Pairs:
    """What a paper can be compared with: enough to see a forgery, too little to learn of the case."""
    facts, issued = document.facts, f"{timezone.localtime(document.issued_at):%Y-%m-%d %H:%M}"
    pairs = [(_("문서"), str(document.get_kind_display())), (_("발급일시"), issued)]
    if document.is_internal:
        return pairs
    pairs.insert(1, (_("접수번호"), facts["receipt_no"]))
    return [
        *pairs,
        (_("발급 부서"), f"{facts['city']} {facts['unit']}"),
        (_("전화"), facts["phone"]),
        (_("처리완료 예정일"), due_of(facts)),
        (_("기업"), partly_hidden(facts["company"])),
    ]


def due_of(facts: dict[str, Any]) -> str:
    """처리완료 예정일 of a sheet: the new one, the one now expected, or the one there was."""
    return str(facts.get("to_due_at") or facts.get("expected") or facts["due"])


_PIECES = re.compile(r"\((?:주|유|합|자)\)|주식회사|유한회사|\w")


def partly_hidden(name: str) -> str:
    """`한○정밀`: every third letter from the second on; the legal form hides nobody."""
    nth = itertools.count()

    def shown(piece: re.Match[str]) -> str:
        return "○" if len(piece[0]) == 1 and next(nth) % 3 == 1 else piece[0]

    return _PIECES.sub(shown, name)


def _moment(value: str | datetime) -> datetime:
    """A fact of a row is text; of one written a moment ago, what was put in."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
