from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "stegvis.catalogue"
    verbose_name = "Insatser"
    default_auto_field = "django.db.models.BigAutoField"
