"""What the component templates need beyond Django's own tags."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.template import RequestContext
from django.utils import timezone
from django.utils.safestring import SafeString

register = template.Library()

# Django's Korean short names of days are the long ones.
WEEKDAYS = "월화수목금토일"
NBSP, JOINER = "\u00a0", "\u2060"


@register.simple_block_tag(takes_context=True)
def component(context: RequestContext, content: SafeString, name: str, **variables: Any) -> str:
    """Include a component that wraps what stands between the tags: `{% include … only %}` with an inside.

    `{% component "components/alert.html" kind="info" %}<p>…</p>{% endcomponent %}`
    """
    assert context.template is not None
    chosen = context.template.engine.get_template(name)
    return chosen.render(context.new({"content": content, **variables}))


@register.filter
def day(value: date) -> str:
    """5월 4일(월): as people say a day, the year only where it is another one, never broken across lines."""
    on = timezone.localdate(value) if isinstance(value, datetime) else value
    year = f"{on.year}년{NBSP}" if on.year != timezone.localdate().year else ""
    return f"{year}{on.month}월{NBSP}{on.day}일{JOINER}({WEEKDAYS[on.weekday()]})"


@register.filter
def moment(value: datetime) -> str:
    """5월 4일(월) 16:20."""
    return f"{day(value)} {timezone.localtime(value):%H:%M}"


@register.filter
def elided_pages(page: Page[Any]) -> Iterator[int | str]:
    """쪽 번호: the first, the last and those around this one; an ellipsis for the rest."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def described(field: forms.BoundField) -> SafeString:
    """Render a field that Django leaves without its descriptions because it would put it into a fieldset."""
    attrs: dict[str, str | bool] = {"aria-describedby": field.aria_describedby} if field.aria_describedby else {}
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def fault_anchor(field: forms.BoundField) -> str:
    """The id that takes the focus when someone follows a fault to its field: of several options, the first."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def lost_inputs(form: forms.BaseForm) -> list[str]:
    """Labels of what a browser or our care forgets between two tries: passwords, and files no draft keeps."""
    lost = (forms.PasswordInput,) if getattr(form, "keeps_files", False) else (forms.PasswordInput, forms.FileInput)
    return [str(field.label) for field in form.visible_fields() if isinstance(field.field.widget, lost)]
