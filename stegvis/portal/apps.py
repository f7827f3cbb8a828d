from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "stegvis.portal"
    verbose_name = "Mina sidor"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stegvis.casework import panels, timeline
        from stegvis.core.actor import Role
        from stegvis.core.navigation import Entry, register
        from stegvis.portal import paper_codes

        panels.register_steps(paper_codes.steps)
        timeline.register(paper_codes.tell_codes)
        register(Entry("Mina sidor", "my_pages", frozenset({Role.RESIDENT}), 0))
