"""Django forms in our design: every field through the `field` component, errors summed up above with links."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Named in settings: `{{ form }}` gives the error summary and all fields, `{{ form.title.as_field_group }}` one."""

    form_template_name = "shell/form.html"
    field_template_name = "shell/field.html"
