"""Addresses of those who are asked for an opinion. The key is the question's; nothing in it names the case."""

from django.urls import path

from grievances.opinion_page import VERBS
from grievances.views import opinions

app_name = "opinions"

urlpatterns = [
    path("", opinions.list_, name="list"),
    path("answer/<str:token>/", opinions.by_link, name="by_link"),
    *(
        path(f"answer/<str:token>/{verb}/", opinions.answer_by_link, {"verb": verb}, name=f"{verb}_by_link")
        for verb in VERBS
    ),
    path("answer/<str:token>/files/<uuid:file_key>/", opinions.file_by_link, name="file_by_link"),
    path("<uuid:question_key>/", opinions.detail, name="detail"),
    *(path(f"<uuid:question_key>/{verb}/", opinions.answer, {"verb": verb}, name=verb) for verb in VERBS),
    path("<uuid:question_key>/files/<uuid:file_key>/", opinions.file, name="file"),
]
