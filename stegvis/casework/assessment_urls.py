"""Addresses of assessments: the form, the signed ones, and the principal's own questions."""

from django.urls import path

from stegvis.casework.views import assessment, assessments
from stegvis.casework.views import assessment_templates as forms

urlpatterns = [
    path("arenden/<int:pk>/kartlaggning/", assessment.assess, name="assess"),
    path("arenden/<int:pk>/kartlaggning/kasta/", assessment.discard, name="discard_assessment_draft"),
    path("arenden/<int:pk>/kartlaggningar/", assessments.assessments, name="assessments"),
    path("arenden/kartlaggningar/<int:pk>/", assessments.assessment, name="assessment"),
    path("arenden/kartlaggningar/<int:pk>/jamfor/", assessments.comparison, name="compare_assessment"),
    path("kartlaggningsmall/", forms.templates, name="assessment_templates"),
    path("kartlaggningsmall/ny/", forms.begin, name="begin_assessment_template"),
    path("kartlaggningsmall/<int:pk>/", forms.template, name="assessment_template"),
    path("kartlaggningsmall/<int:pk>/granska/", forms.preview, name="preview_assessment_template"),
    path("kartlaggningsmall/<int:pk>/andra/", forms.describe, name="describe_assessment_template"),
    path("kartlaggningsmall/<int:pk>/publicera/", forms.publish, name="publish_assessment_template"),
    path("kartlaggningsmall/<int:pk>/kasta/", forms.discard, name="discard_assessment_template"),
    path("kartlaggningsmall/<int:pk>/ny-fraga/", forms.add, name="add_assessment_question"),
    path("kartlaggningsmall/fragor/<int:pk>/", forms.change, name="change_assessment_question"),
    path("kartlaggningsmall/fragor/<int:pk>/ta-bort/", forms.remove, name="remove_assessment_question"),
]
