"""Addresses."""

from django.urls import path

from opennaphs.web.engagement import committees, importing, items, meetings, register, sharing

urlpatterns = [
    path("", register.stakeholders, name="stakeholders"),
    path("new/", register.add, name="add-stakeholder"),
    path("<int:stakeholder_id>/edit/", register.edit, name="edit-stakeholder"),
    path("<int:stakeholder_id>/remove/", register.remove, name="remove-stakeholder"),
    path("map.svg", register.influence_map, name="influence-map"),
    path("stakeholders.csv", register.as_csv, name="stakeholders-csv"),
    path("import/", importing.bring, name="import-stakeholders"),
    path("import/<uuid:preview_id>/", importing.preview, name="stakeholders-preview"),
    path("areas/", sharing.areas, name="who-does-what"),
    path("areas/areas.csv", sharing.as_csv, name="who-does-what-csv"),
    path("areas/<str:area>/", sharing.area, name="share-out-area"),
    path("committees/", committees.committees, name="committees"),
    path("committees/new/", committees.add, name="add-committee"),
    path("committees/<int:committee_id>/", committees.committee, name="committee"),
    path("committees/<int:committee_id>/edit/", committees.edit, name="edit-committee"),
    path("committees/<int:committee_id>/remove/", committees.remove, name="remove-committee"),
    path("committees/<int:committee_id>/meetings/new/", meetings.add, name="add-meeting"),
    path("committees/meetings/<int:meeting_id>/", meetings.meeting, name="meeting"),
    path("committees/meetings/<int:meeting_id>/edit/", meetings.edit, name="edit-meeting"),
    path("committees/meetings/<int:meeting_id>/remove/", meetings.remove, name="remove-meeting"),
    path("committees/meetings/<int:meeting_id>/minutes/", meetings.minutes, name="minutes"),
    path("committees/meetings/<int:meeting_id>/meeting.ics", meetings.calendar, name="meeting-calendar"),
    path("committees/meetings/<int:meeting_id>/items/new/", items.add, name="add-action-item"),
    path("committees/items/", items.action_items, name="action-items"),
    path("committees/items/items.csv", items.as_csv, name="action-items-csv"),
    path("committees/items/<int:item_id>/edit/", items.edit, name="edit-action-item"),
    path("committees/items/<int:item_id>/done/", items.done, name="finish-action-item"),
    path("committees/items/<int:item_id>/remove/", items.remove, name="remove-action-item"),
]
