"""Addresses of grievances. The public key is the receipt number; a move is a POST to its verb."""

from django.urls import path

from grievances import views

app_name = "grievances"

urlpatterns = [
    path("", views.list_, name="list"),
    path("new/", views.new, name="new"),
    path("new/draft/", views.save_draft, name="draft"),
    path("new/discard/", views.discard_draft, name="discard"),
    path("new/files/", views.add_file, name="add_file"),
    path("new/files/<uuid:file_key>/drop/", views.drop_file, name="drop_file"),
    path("files/<uuid:file_key>/", views.file, name="file"),
    path("rate/<str:token>/", views.rate_by_link, name="rate_by_link"),
    path("<str:receipt_no>/rate/", views.rate, name="rate"),
    path("<str:receipt_no>/receipt/", views.receipt, name="receipt"),
    path("<str:receipt_no>/documents/<str:document_code>/", views.document, name="document"),
    *(
        path(f"<str:receipt_no>/{verb}/", views.move, {"verb": verb}, name=verb.replace("-", "_"))
        for verb in views.VERBS
    ),
    path("<str:receipt_no>/", views.detail, name="detail"),
]
