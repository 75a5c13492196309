"""What the pages about companies need beyond Django's own tags."""

from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from companies import registration_no as numbers
from companies.drive import Month

TALL, ROOM_ABOVE, ROOM_BELOW = 140, 22, 40
"""Pixels for the tallest column, for its number above and for the months below."""

register = template.Library()


@register.filter
def registration_no(number: str) -> str:
    """사업자등록번호 as people write it."""
    return numbers.shown(number)


@register.filter
def glued(name: str) -> str:
    """A name that keeps the particle after it: browsers would break the line between ㈜ and 에서."""
    return f"{name}\N{WORD JOINER}"


@register.filter
def unbroken(text: str) -> SafeString:
    """Words that no line breaks into: for print, whose engine does not know `word-break: keep-all`."""
    words = (SafeString(word) for word in conditional_escape(text).split())
    return format_html_join(" ", '<span class="word">{}</span>', ((word,) for word in words))


@register.inclusion_tag("companies/parts/month_chart.html")
def month_chart(months: list[Month]) -> dict[str, Any]:
    """A column a month. Widths are percentages, heights pixels: columns stretch, words keep their size."""
    most = max((month.at_goal for month in months), default=0) or 1
    step = 100 / len(months) if months else 100
    return {
        "height": TALL + ROOM_ABOVE + ROOM_BELOW,
        "floor": TALL + ROOM_ABOVE,
        "columns": [
            {
                "month": month,
                "x": round(step * at + step * 0.15, 2),
                "middle": round(step * (at + 0.5), 2),
                "width": round(step * 0.7, 2),
                "height": (tall := round(TALL * month.at_goal / most)),
                "y": TALL - tall + ROOM_ABOVE,
                "label_y": TALL - tall + ROOM_ABOVE - 6,
                "begins_year": month.first.month == 1 or (at == 0 and month.first.month < 11),
            }
            for at, month in enumerate(months)
        ],
    }
