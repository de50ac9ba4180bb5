"""Addresses."""

from django.urls import path

from opennaphs.web.investment import annexes, case, matching

urlpatterns = [
    path("", case.investment_case, name="investment-case"),
    path("case.docx", case.as_docx, name="investment-case-docx"),
    path("case.pdf", case.as_pdf, name="investment-case-pdf"),
    path("by-<str:cut>.svg", case.picture, name="investment-case-picture"),
    path("where/", matching.where_money_can_go, name="where-money-can-go"),
    path("where/activities.csv", matching.as_csv, name="where-money-can-go-csv"),
    path("annexes/", annexes.annexes, name="annexes"),
    path("annexes/proposal.xlsx", annexes.proposal_xlsx, name="annex-proposal-xlsx"),
    path("annexes/proposal.docx", annexes.proposal_docx, name="annex-proposal-docx"),
    path("annexes/budget.xlsx", annexes.submission_xlsx, name="annex-budget-xlsx"),
    path("annexes/budget.docx", annexes.submission_docx, name="annex-budget-docx"),
]
