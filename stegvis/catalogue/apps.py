from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "stegvis.catalogue"
    verbose_name = "Insatser"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stegvis.catalogue import wiring  # noqa: F401
