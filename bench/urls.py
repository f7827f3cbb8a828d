"""The program's own addresses, and the admin's beside them."""

from django.contrib import admin
from django.urls import path

from stegvis.urls import handler403, handler404, handler500
from stegvis.urls import urlpatterns as own

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("admin/", admin.site.urls), *own]
