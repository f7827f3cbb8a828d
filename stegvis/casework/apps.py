from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "stegvis.casework"
    verbose_name = "Ärenden"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stegvis.casework import capacity_wiring, wiring  # noqa: F401
