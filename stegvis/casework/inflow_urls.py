"""Addresses of the inflow."""

from django.urls import path

from stegvis.casework.views import referrals

urlpatterns = [
    path("arenden/inflode/", referrals.inflow, name="inflow"),
    path("arenden/inflode/ny/", referrals.register_referral_page, name="register_referral"),
    path("arenden/inflode/<int:pk>/", referrals.referral, name="referral"),
    path("arenden/inflode/<int:pk>/oppna/", referrals.open_from_referral_page, name="open_from_referral"),
    path("arenden/inflode/<int:pk>/ta-upp/", referrals.take_up_referral, name="take_up_referral"),
    path("arenden/inflode/<int:pk>/avsluta/", referrals.turn_down_referral, name="turn_down_referral"),
]
