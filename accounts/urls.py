"""`/accounts/…` beside allauth's own addresses, which follow in sosportal/urls.py."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/edit/", views.edit_me, name="edit_me"),
    path("me/consents/<str:kind>/give/", views.give_consent, name="give_consent"),
    path("me/consents/<int:pk>/take-back/", views.take_back_consent, name="take_back_consent"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("extend/", views.extend, name="extend"),
    path("start/", views.start, name="start"),
    # Stands before allauth's page of the same address.
    path("2fa/webauthn/keys/<int:pk>/remove/", views.remove_passkey, name="remove_passkey"),
]
