from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "stegvis.portal"
    verbose_name = "Mina sidor"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stegvis.core.actor import Role
        from stegvis.core.navigation import Entry, register

        register(Entry("Mina sidor", "my_pages", frozenset({Role.RESIDENT}), 0))
