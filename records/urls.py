from __future__ import annotations

from django.urls import path

from records.views import disclosure, retention, sheets

app_name = "records"

urlpatterns = [
    path("records/", retention.due, name="due"),
    path("records/dispose", retention.dispose, name="dispose"),
    path("records/month.pdf", sheets.month, name="month"),
    # /posts/<code>/
    path("posts/<uuid:code>/sheet", sheets.sheet, name="sheet"),
    path("posts/<uuid:code>/sheet.pdf", sheets.sheet_pdf, name="sheet_pdf"),
    path("posts/<uuid:code>/disclosure", disclosure.disclosure, name="disclosure"),
    path("posts/<uuid:code>/hold-record", retention.hold_record, name="hold_record"),
    path("posts/<uuid:code>/lift-hold", retention.lift_hold, name="lift_hold"),
]
