"""Addresses."""

from django.urls import path

from opennaphs.web.activities import bulk, cells, costs, groups, making, ordering, page, pictures, priorities, table
from opennaphs.web.progress import activity

urlpatterns = [
    path("", table.activities, name="activities"),
    path("activities.csv", table.activities_csv, name="activities_csv"),
    path("new/", making.activity_new, name="activity_new"),
    path("removed/", making.activities_removed, name="activities_removed"),
    path("bulk/", bulk.activities_bulk, name="activities_bulk"),
    path("groups/", groups.groups, name="groups"),
    path("groups/compare/", groups.groups_compare, name="groups_compare"),
    path("dependencies/", pictures.dependencies, name="dependencies"),
    path("dependencies/picture.svg", pictures.dependencies_picture, name="dependencies_picture"),
    path("timeline/", pictures.timeline, name="timeline"),
    path("timeline/picture.svg", pictures.timeline_picture, name="timeline_picture"),
    path("priorities/", priorities.priorities, name="priorities"),
    path("priorities/rate/", priorities.rate, name="rate"),
    path("priorities/picture.svg", pictures.ratings_picture, name="ratings_picture"),
    path("<int:activity_id>/", page.activity, name="activity"),
    path("<int:activity_id>/progress/", activity.activity_report, name="activity_progress"),
    path("<int:activity_id>/cell/<str:name>/", cells.activity_cell, name="activity_cell"),
    path("<int:activity_id>/move/", ordering.activity_move, name="activity_move"),
    path("<int:activity_id>/duplicate/", making.activity_duplicate, name="activity_duplicate"),
    path("<int:activity_id>/remove/", making.activity_remove, name="activity_remove"),
    path("<int:activity_id>/restore/", making.activity_restore, name="activity_restore"),
    path("<int:activity_id>/costs/new/", costs.cost_line_new, name="cost_line_new"),
    path("<int:activity_id>/costs/none/", costs.cost_none, name="cost_none"),
    path("<int:activity_id>/costs/<int:place>/", costs.cost_line, name="cost_line"),
    path("<int:activity_id>/costs/<int:place>/remove/", costs.cost_line_remove, name="cost_line_remove"),
]
