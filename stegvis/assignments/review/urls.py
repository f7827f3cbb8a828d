"""Addresses of the review."""

from django.urls import path

from stegvis.assignments.review.views import flags, limits

urlpatterns = [
    path("granskning/", flags.flags, name="review_flags"),
    path("granskning/regler/", limits.rules, name="review_rules"),
    path("granskning/granser/", limits.set_terms, name="set_review_terms"),
    path("granskning/<int:pk>/", flags.flag, name="review_flag"),
    path("granskning/<int:pk>/avskriv/", flags.dismiss, name="dismiss_review_flag"),
    path("granskning/<int:pk>/brist/", flags.act, name="act_on_review_flag"),
]
