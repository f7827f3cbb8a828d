from django.apps import AppConfig


class RemunerationConfig(AppConfig):
    name = "stegvis.remuneration"
    verbose_name = "Ersättning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stegvis.remuneration import wiring  # noqa: F401
