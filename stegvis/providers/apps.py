from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "stegvis.providers"
    verbose_name = "Anordnare"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stegvis.providers import wiring  # noqa: F401
