"""How forms look everywhere: one renderer, one template for a form and one for a field."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Our templates for forms and fields; the widgets stay Django's, because the admin uses them too."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
