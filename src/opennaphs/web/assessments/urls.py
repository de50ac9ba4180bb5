"""Addresses."""

from django.urls import path

from opennaphs.web.assessments import comparing, entering, importing, lists, pictures, reading

ONE = "<int:assessment_id>/"
urlpatterns = [
    path("", lists.assessments, name="assessments"),
    path("new/", lists.assessment_new, name="assessment_new"),
    path("import/", importing.scores_import, name="scores_import"),
    path("import/<uuid:preview_id>/", importing.scores_preview, name="scores_preview"),
    path("trend/", reading.score_trend, name="score_trend"),
    path("trend/picture.svg", pictures.score_trend_picture, name="score_trend_picture"),
    path("comparisons/", comparing.comparisons, name="comparisons"),
    path("comparisons/<int:set_id>/", comparing.comparison, name="comparison"),
    path("comparisons/<int:set_id>/picture.svg", pictures.comparison_picture, name="comparison_picture"),
    path("comparisons/<int:set_id>/remove/", comparing.comparison_remove, name="comparison_remove"),
    path(ONE, reading.assessment, name="assessment"),
    path(f"{ONE}edit/", lists.assessment_edit, name="assessment_edit"),
    path(f"{ONE}remove/", lists.assessment_remove, name="assessment_remove"),
    path(f"{ONE}restore/", lists.assessment_restore, name="assessment_restore"),
    path(f"{ONE}areas/<str:area>/", entering.assessment_area, name="assessment_area"),
    path(f"{ONE}wheel.svg", pictures.assessment_wheel, name="assessment_wheel"),
    path(f"{ONE}bars.svg", pictures.assessment_bars, name="assessment_bars"),
    path(f"{ONE}scores.csv", reading.assessment_csv, name="assessment_csv"),
]
