from django.urls import path

from stegvis.accounts import views

urlpatterns = [
    path("", views.start, name="start"),
    path("vantar/<slug:key>/", views.waiting, name="waiting"),
    path("konto/plats/", views.change_seat, name="change_seat"),
    path("demo/logga-in/", views.demo_login, name="demo_login"),
]
