"""Addresses."""

from django.urls import path

from opennaphs.web.progress import activity, importing, links, milestones, results, tracker

urlpatterns = [
    path("", tracker.progress, name="progress"),
    path("progress.csv", tracker.progress_csv, name="progress-csv"),
    path("import/", importing.progress_import, name="import-progress"),
    path("import/updates.csv", importing.progress_table, name="progress-table"),
    path("import/<uuid:preview_id>/", importing.progress_preview, name="progress-preview"),
    path("activities/<int:activity_id>/", activity.activity_progress, name="activity-progress"),
    path("milestones/", milestones.milestones, name="milestones"),
    path("milestones/new/", milestones.milestone_new, name="add-milestone"),
    path("milestones/<int:milestone_id>/", milestones.milestone_edit, name="edit-milestone"),
    path("milestones/<int:milestone_id>/pass/", milestones.milestone_pass, name="pass-milestone"),
    path("milestones/<int:milestone_id>/remove/", milestones.milestone_remove, name="remove-milestone"),
    path("results/", results.results, name="results"),
    path("results/new/", results.result_new, name="add-result-indicator"),
    path("results/<int:result_id>/", results.result_edit, name="edit-result-indicator"),
    path("results/<int:result_id>/value/", results.result_value, name="record-result-value"),
    path("results/<int:result_id>/remove/", results.result_remove, name="remove-result-indicator"),
    path("results/<int:result_id>/picture.svg", results.result_picture, name="result-picture"),
    path("links/", links.update_links, name="update-links"),
    path("links/send/", links.send_update_links, name="send-update-links"),
    path("links/<int:link_id>/withdraw/", links.withdraw_link, name="withdraw-update-link"),
]
