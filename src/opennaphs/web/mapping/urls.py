"""Addresses of the resource mapping of a plan."""

from django.urls import path

from opennaphs.web.mapping import flows, overview, pictures, rounds, workbook

urlpatterns = [
    path("", overview.mapping, name="mapping"),
    path("heat.csv", overview.as_csv, name="mapping-csv"),
    path("regions.csv", overview.regions_as_csv, name="mapping-regions-csv"),
    path("heat.svg", pictures.heat, name="mapping-heat"),
    path("regions.svg", pictures.regions, name="mapping-region-heat"),
    path("flows.svg", pictures.flows, name="mapping-flows-picture"),
    path("flows/", flows.flows_page, name="mapping-flows"),
    path("flows.csv", flows.as_csv, name="mapping-flows-csv"),
    path("template.xlsx", workbook.template, name="mapping-template"),
    path("import/", workbook.bring, name="import-mapping"),
    path("import/<uuid:preview_id>/", workbook.preview, name="mapping-preview"),
    path("rounds/", rounds.rounds, name="mapping-rounds"),
    path("rounds/<int:round_id>/", rounds.mapping_round, name="mapping-round"),
    path("rounds/<int:round_id>/edit/", rounds.edit, name="edit-mapping-round"),
    path("rounds/<int:round_id>/close/", rounds.close, name="close-mapping-round"),
    path("rounds/<int:round_id>/changes.csv", rounds.as_csv, name="mapping-round-csv"),
]
