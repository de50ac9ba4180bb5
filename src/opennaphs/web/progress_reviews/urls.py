"""Addresses."""

from django.urls import path

from opennaphs.web.progress_reviews import editing, evidence, following, pages

ONE = "<int:review_id>/"
urlpatterns = [
    path("", pages.progress_reviews, name="progress-reviews"),
    path("new/", editing.add, name="add-progress-review"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("evidence/evidence.docx", evidence.evidence_docx, name="evidence-docx"),
    path(ONE, pages.progress_review, name="progress-review"),
    path(ONE + "edit/", editing.edit, name="edit-progress-review"),
    path(ONE + "record/", editing.hold, name="hold-progress-review"),
    path(ONE + "remove/", editing.remove, name="remove-progress-review"),
    path(ONE + "lessons/<int:place>/", editing.lesson, name="take-lesson"),
    path(ONE + "pack.docx", pages.pack, {"form": "docx"}, name="review-pack-docx"),
    path(ONE + "pack.pdf", pages.pack, {"form": "pdf"}, name="review-pack-pdf"),
    path(ONE + "next-plan/", following.next_plan, name="next-plan"),
]
