from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "stegvis.assignments"
    verbose_name = "Uppdrag"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stegvis.assignments import wiring  # noqa: F401
