"""Addresses."""

from django.urls import path

from opennaphs.web.plans import costs, following, goals, importing, listing, overview, states

urlpatterns = [
    path("", listing.plans, name="plans"),
    path("new/", listing.new, name="plan-new"),
    path("import/", importing.upload, name="plan-import"),
    path("import/<uuid:preview_id>/", importing.preview, name="plan-import-preview"),
    path("<int:plan_id>/", overview.plan, name="plan"),
    path("<int:plan_id>/edit/", overview.edit, name="plan-edit"),
    path("<int:plan_id>/remove/", overview.remove, name="plan-remove"),
    path("<int:plan_id>/export/", overview.export, name="plan-export"),
    path("<int:plan_id>/follow/", following.follow, name="plan-follow"),
    path("<int:plan_id>/state/", states.state, name="plan-state"),
    path("<int:plan_id>/goals/", goals.goals, name="goals"),
    path("<int:plan_id>/goals/add/", goals.add, name="goals-add"),
    path("<int:plan_id>/goals/<int:goal_id>/", goals.goal, name="goal"),
    path("<int:plan_id>/costs/", costs.costs, name="costs"),
    path("<int:plan_id>/costs/by-area-and-year.svg", overview.picture_of_costs, name="costs-picture"),
    path("<int:plan_id>/costs/again/", costs.again, name="costs-again"),
    path("<int:plan_id>/costs/choose/", costs.choose, name="costs-choose"),
    path("<int:plan_id>/costs/choice/<uuid:job_id>/", costs.choice, name="choice"),
]
