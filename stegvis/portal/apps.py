from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "stegvis.portal"
    verbose_name = "Mina sidor"
    default_auto_field = "django.db.models.BigAutoField"
