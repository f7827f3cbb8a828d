from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "stegvis.registry"
    verbose_name = "Register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stegvis.registry import wiring  # noqa: F401
