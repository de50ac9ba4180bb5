"""Addresses of people and roles."""

from django.urls import path

from opennaphs.web.people import views

urlpatterns = [
    path("", views.people, name="people"),
    path("roles/", views.roles, name="roles"),
    path("notes/", views.hand_over_notes, name="hand_over_notes"),
    path("invite/", views.invite, name="invite"),
    path("invitations/<int:invitation_id>/withdraw/", views.withdraw, name="withdraw_invitation"),
    path("<int:assignment_id>/end/", views.end, name="end_role"),
]
