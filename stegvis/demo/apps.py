from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "stegvis.demo"
    verbose_name = "Demo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stegvis.accounts.demo_logins import register
        from stegvis.demo import wiring  # noqa: F401
        from stegvis.demo.municipality.logins import demo_logins

        register(demo_logins)
