"""What the component templates need beyond Django's own tags."""

from collections.abc import Iterator
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.template import RequestContext
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag(takes_context=True)
def component(context: RequestContext, content: SafeString, name: str, **variables: Any) -> str:
    """Include a component that wraps what stands between the tags: `{% include … only %}` with an inside.

    `{% component "components/alert.html" kind="info" %}<p>…</p>{% endcomponent %}`
    """
    assert context.template is not None
    chosen = context.template.engine.get_template(name)
    return chosen.render(context.new({"content": content, **variables}))


@register.filter
def elided_pages(page: Page[Any]) -> Iterator[int | str]:
    """쪽 번호: the first, the last and those around this one; an ellipsis for the rest."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def described(field: forms.BoundField) -> SafeString:
    """Render a field that Django leaves without its descriptions because it would put it into a fieldset."""
    attrs = {"aria-describedby": field.aria_describedby} if field.aria_describedby else {}
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def fault_anchor(field: forms.BoundField) -> str:
    """The id that takes the focus when someone follows a fault to its field: of several options, the first."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def lost_inputs(form: forms.BaseForm) -> list[str]:
    """Labels of what a browser or our care forgets between two tries: passwords and files."""
    lost = (forms.PasswordInput, forms.FileInput)
    return [str(field.label) for field in form.visible_fields() if isinstance(field.field.widget, lost)]
