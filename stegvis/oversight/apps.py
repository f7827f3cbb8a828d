from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "stegvis.oversight"
    verbose_name = "Insyn"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stegvis.oversight.readings import listen

        listen()
