"""Addresses."""

from django.urls import URLPattern, path

from opennaphs.web.packages import merging, views

urlpatterns: list[URLPattern] = [
    path("", views.packages, name="packages"),
    path("export/", views.export, name="export-package"),
    path("<int:package_id>/workbook.xlsx", views.workbook, name="package-workbook"),
    path("receive/", views.receive, name="receive-package"),
    path("returned/<uuid:preview_id>/", merging.comparison, name="package-comparison"),
    path("returned/<uuid:preview_id>/report.csv", merging.report, name="package-report"),
]
