"""The map of addresses. Each room keeps its own; this file gives them a place."""

from django.conf import settings
from django.urls import include, path

from stegvis.core import error_views, health
from stegvis.core.accessibility import accessibility
from stegvis.core.edge.reports import csp_report
from stegvis.core.edge.security_txt import security_txt
from stegvis.core.style_view import style

urlpatterns = [
    path("halsa/live", health.live, name="health_live"),
    path("halsa/ready", health.ready, name="health_ready"),
    path("csp-rapport", csp_report, name="csp_report"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("tillganglighet", accessibility, name="accessibility"),
    path("konto/", include("stegvis.accounts.login_urls")),
    path("", include("stegvis.accounts.urls")),
    path("", include("stegvis.registry.urls")),
    path("", include("stegvis.catalogue.urls")),
    path("", include("stegvis.providers.urls")),
    path("", include("stegvis.casework.urls")),
    path("", include("stegvis.assignments.urls")),
    path("", include("stegvis.remuneration.urls")),
    path("", include("stegvis.statistics.urls")),
    path("", include("stegvis.oversight.urls")),
    path("", include("stegvis.portal.urls")),
    path("", include("stegvis.demo.urls")),
]

if settings.STYLE_PAGE:
    urlpatterns.append(path("stil", style, name="style"))

handler400 = error_views.bad_request
handler403 = error_views.forbidden
handler404 = error_views.not_found
handler500 = error_views.broken
handler429 = error_views.too_many  # asked for by the login package
