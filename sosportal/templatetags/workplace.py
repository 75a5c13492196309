"""What the workplace's templates need beyond Django's own tags."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db.models.options import Options
from django.utils.html import escape
from django.utils.safestring import SafeString

from sosportal.workplace import SECTIONS

register = template.Library()


@register.filter
def section(opts: Options[Any]) -> str:
    """업무, 기업, 수치 or 설정: where the model's list is kept."""
    return next((name for name, places in SECTIONS.items() for place in places if place.model == opts.label_lower), "")


@register.filter
def meaning(opts: Options[Any]) -> str:
    """The sentence that says what the model's list is for."""
    return next(
        (place.meaning for places in SECTIONS.values() for place in places if place.model == opts.label_lower), ""
    )


@register.simple_tag
def page_url(cl: ChangeList, number: int) -> str:
    """The address of another page of this list, filters and order kept."""
    return cl.get_query_string({PAGE_VAR: number})


@register.filter
def labelled(cells: Iterable[SafeString], headers: list[dict[str, Any]]) -> Iterator[SafeString]:
    """Cells that say their column, for screens on which a row is a block of lines."""
    for cell, header in zip(cells, headers, strict=False):
        label = "" if "action-checkbox-column" in header["class_attrib"] else escape(header["text"])
        yield SafeString(cell.replace("<td", f'<td data-label="{label}"', 1))


@register.filter
def beside(labels: Iterable[str], values: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """A row's values with the words of their columns."""
    return zip(labels, values, strict=False)


@register.filter
def undressed(difference: str) -> SafeString:
    """What a spreadsheet would change, as import-export marks it, without its colours written into the page."""
    return SafeString(re.sub(r' style="[^"]*"', "", difference))


@register.filter
def words_for(opts: Options[Any], name: str) -> str:
    """What people call a field."""
    try:
        field = opts.get_field(name)
    except FieldDoesNotExist:
        return name
    return str(getattr(field, "verbose_name", name))
