"""Addresses."""

from django.urls import path

from opennaphs.web.reviews import views

urlpatterns = [
    path("", views.reviews, name="reviews"),
    path("open/", views.open_round, name="review-open"),
    path("<int:round_id>/close/", views.close_round, name="review-close"),
    path("<int:round_id>/areas/<str:area>/", views.sign_off, name="review-sign-off"),
]
