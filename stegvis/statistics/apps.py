from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "stegvis.statistics"
    verbose_name = "Statistik"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stegvis.statistics import wiring  # noqa: F401
