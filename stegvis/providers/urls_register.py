"""Addresses of the register of providers."""

from django.urls import path

from stegvis.providers.views import ending, facts, intake, open_list, register, staff

urlpatterns = [
    path("anordnare/", register.providers, name="providers"),
    path("anordnare/<int:pk>/", register.provider, name="provider"),
    path(
        "anordnare/<int:pk>/aldre-auktorisation/",
        register.take_over_authorisation,
        name="take_over_authorisation",
    ),
    path("anordnare/<int:pk>/intag/", intake.pause_provider, name="pause_provider"),
    path("anordnare/<int:pk>/uppgifter/", facts.change_provider, name="change_provider"),
    path("anordnare/<int:pk>/stallen/nytt/", facts.add_provider_site, name="add_site"),
    path("anordnare/<int:pk>/agare/", facts.change_provider_owner, name="change_owner"),
    path("anordnare/vi/", staff.own_provider, name="own_provider"),
    path("anordnare/personal/", staff.provider_staff, name="provider_staff"),
    path("anordnare/personal/nytt/", staff.open_staff_account, name="open_staff_account"),
    path("anordnare/personal/<int:pk>/uppgifter/", staff.change_staff_duties, name="change_staff_duties"),
    path("anordnare/personal/<int:pk>/avsluta/", staff.end_staff_account, name="end_staff_account"),
    path("anordnare/export/", register.providers_export, name="providers_export"),
    path("oppna-data/<slug:slug>/anordnare/", open_list.open_providers, name="open_providers"),
    path("oppna-data/<slug:slug>/anordnare.json", open_list.open_providers_json, name="open_providers_json"),
    path("oppna-data/<slug:slug>/anordnare.csv", open_list.open_providers_csv, name="open_providers_csv"),
    path("anordnare/<int:pk>/avsluta/", ending.end_provider_on_request, name="end_on_request"),
    path("anordnare/<int:pk>/begar-avslut/", ending.ask_provider_to_end, name="ask_to_end"),
    path("begaranden-om-avslut/<int:pk>/", ending.end_request, name="end_request"),
    path("begaranden-om-avslut/<int:pk>/besluta/", ending.decide_end_request, name="decide_end_request"),
    path(
        "begaranden-om-avslut/<int:pk>/ta-tillbaka/",
        ending.take_back_end_request,
        name="take_back_end_request",
    ),
    path("begaranden-om-avslut/<int:pk>/stang/", ending.drop_end_request, name="drop_end_request"),
    path("verksamhetsstallen/<int:pk>/", facts.change_provider_site, name="change_site"),
    path("verksamhetsstallen/<int:pk>/lamna/", facts.close_provider_site, name="close_site"),
    path("intagspauser/<int:pk>/oppna/", intake.open_provider_intake, name="open_intake"),
    path("auktorisationer/<int:pk>/avsluta/", register.end_provider_authorisation, name="end_authorisation"),
]
