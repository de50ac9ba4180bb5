"""Addresses."""

from django.urls import path

from opennaphs.web.recommendations import answering, editing, importing, register

ONE = "<int:recommendation_id>/"
urlpatterns = [
    path("", register.recommendations, name="recommendations"),
    path("register.csv", register.recommendations_csv, name="recommendations_csv"),
    path("coverage/", answering.coverage, name="recommendations_coverage"),
    path("new/", editing.recommendation_new, name="recommendation_new"),
    path("import/", importing.recommendations_import, name="recommendations_import"),
    path("import/template.xlsx", importing.recommendations_template, name="recommendations_template"),
    path("import/<uuid:preview_id>/", importing.recommendations_preview, name="recommendations_preview"),
    path(ONE, editing.recommendation, name="recommendation"),
    path(f"{ONE}edit/", editing.recommendation_edit, name="recommendation_edit"),
    path(f"{ONE}answer/", answering.recommendation_answer, name="recommendation_answer"),
    path(f"{ONE}settle/", editing.recommendation_settle, name="recommendation_settle"),
    path(f"{ONE}remove/", editing.recommendation_remove, name="recommendation_remove"),
]
