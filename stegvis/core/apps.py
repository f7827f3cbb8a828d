from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "stegvis.core"
    verbose_name = "Grunden"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stegvis.core import checks  # noqa: F401 - registers the checks of an installation
