from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "stegvis.oversight"
    verbose_name = "Insyn"
    default_auto_field = "django.db.models.BigAutoField"
