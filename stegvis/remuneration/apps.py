from django.apps import AppConfig


class RemunerationConfig(AppConfig):
    name = "stegvis.remuneration"
    verbose_name = "Ersättning"
    default_auto_field = "django.db.models.BigAutoField"
