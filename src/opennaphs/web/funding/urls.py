"""Addresses of the money of a plan."""

from django.urls import path

from opennaphs.web.funding import exits, gap, money, rates, supports

SUPPORT = "support/<int:support_id>/"

urlpatterns = [
    path("", gap.gap, name="funding"),
    path("gap.csv", gap.as_csv, name="funding-csv"),
    path("gap.xlsx", gap.as_workbook, name="funding-xlsx"),
    path("by-<slug:cut>.svg", gap.picture, name="funding-picture"),
    path("support/", supports.supports, name="supports"),
    path("support/new/", supports.add, name="add-support"),
    path(SUPPORT, supports.support, name="support"),
    path(f"{SUPPORT}edit/", supports.edit, name="edit-support"),
    path(f"{SUPPORT}remove/", supports.remove, name="remove-support"),
    path(f"{SUPPORT}validate/", money.validate, name="validate-support"),
    path(f"{SUPPORT}send-back/", money.send_back, name="send-back-support"),
    path(f"{SUPPORT}money/", money.record, name="record-transaction"),
    path(f"{SUPPORT}money/<int:transaction_id>/take-back/", money.take_back, name="take-back-transaction"),
    path("rates/", rates.rates, name="rates"),
    path("exit/", exits.exits, name="donor-exit"),
    path("exit/years.svg", exits.picture, name="donor-exit-picture"),
]
