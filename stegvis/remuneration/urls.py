"""Addresses of the money."""

from django.urls import path

from stegvis.remuneration.views import bonus, own, settlements

urlpatterns = [
    path("ersattning/", settlements.settlements, name="settlements"),
    path("ersattning/avrakna/", settlements.prepare, name="prepare_settlement"),
    path("ersattning/<int:pk>/", settlements.settlement, name="settlement"),
    path("ersattning/<int:pk>/beslut/", settlements.decide, name="decide_settlement"),
    path("ersattning/<int:pk>/excel/", settlements.export, name="settlement_export"),
    path("ersattning/min/", own.my_remuneration, name="my_remuneration"),
    path("ersattning/min/excel/", own.my_remuneration_export, name="my_remuneration_export"),
    path("ersattning/bonus/", bonus.bonus_list, name="bonuses"),
    path("ersattning/bonus/<int:pk>/", bonus.bonus, name="bonus"),
    path("uppfoljningar/<int:pk>/bonus/", bonus.propose, name="propose_bonus"),
]
