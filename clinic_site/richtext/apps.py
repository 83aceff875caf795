from django.apps import AppConfig
from django.core.checks import Tags, register


class RichTextConfig(AppConfig):
    name = "clinic_site.richtext"
    label = "richtext"
    verbose_name = "rich text"

    def ready(self):
        from clinic_site.richtext.checks import check_editor

        register(Tags.security)(check_editor)
