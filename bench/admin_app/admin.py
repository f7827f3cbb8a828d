"""The change list that the case list is compared with: same rows, columns, order and page length."""

from django.contrib import admin

from stegvis.casework.models import Case


@admin.register(Case)
class CaseAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("number", "person", "opened_on", "caseworker", "target_group")
    list_select_related = ("person", "caseworker")
    list_filter = ("target_group",)
    list_per_page = 50
    ordering = ("-opened_on", "-id")
    search_fields = (
        "person__first_name__istartswith",
        "person__last_name__istartswith",
        "number__startswith",
    )
    show_full_result_count = True
