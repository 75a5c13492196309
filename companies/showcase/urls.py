"""`/companies/` and `/companies/<id>/`: the showcase (product.md §14 keeps the second stable)."""

from django.urls import path

from companies.showcase import views

_MINE = "<int:pk>/showcase/"

urlpatterns = [
    path("", views.list_, name="showcases"),
    path("<int:pk>/", views.page, name="showcase"),
    path("<int:pk>/files/<str:key>/", views.file, name="showcase_file"),
    path("<int:pk>/files/<str:key>/small/", views.small_picture, name="showcase_picture"),
    path(f"{_MINE}edit/", views.edit, name="showcase_edit"),
    path(f"{_MINE}about/", views.about, name="showcase_about"),
    path(f"{_MINE}start/", views.start, name="showcase_start"),
    path(f"{_MINE}preview/", views.preview, name="showcase_preview"),
    path(f"{_MINE}submit/", views.submit, name="showcase_submit"),
    path(f"{_MINE}recall/", views.recall, name="showcase_recall"),
    path(f"{_MINE}withdraw/", views.withdraw, name="showcase_withdraw"),
    path(f"{_MINE}products/new/", views.product_new, name="showcase_product_new"),
    path(f"{_MINE}products/<int:product>/", views.product_edit, name="showcase_product"),
    path(f"{_MINE}products/<int:product>/move/<str:direction>/", views.product_move, name="showcase_product_move"),
    path(f"{_MINE}products/<int:product>/remove/", views.product_remove, name="showcase_product_remove"),
    path(f"{_MINE}media/new/<str:what>/", views.medium_new, name="showcase_medium_new"),
    path(f"{_MINE}media/<int:medium>/", views.medium_edit, name="showcase_medium"),
    path(f"{_MINE}media/<int:medium>/remove/", views.medium_remove, name="showcase_medium_remove"),
]
