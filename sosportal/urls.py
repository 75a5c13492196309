"""The portal's addresses (product.md §14 keeps them stable)."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from grievances.views import deadline, documents
from sosportal import health, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("contrast/", views.set_contrast, name="set_contrast"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("health/", health.health, name="health"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("companies/", include("companies.urls")),
    path("grievances/", include("grievances.urls")),
    path("opinions/", include("grievances.opinion_urls")),
    path("visits/", include("visits.urls")),
    path("field/", include("visits.field_urls")),
    path("meetings/", include("meetings.urls")),
    path("deadline/", deadline.calculator, name="deadline"),
    path("documents/check/", documents.check, name="check_document"),
    path("drive/", include("companies.drive_urls")),
    path("inbox/", include("notifications.urls")),
    path("admin/", admin.site.urls),
]
if not settings.IN_PRODUCTION:
    urlpatterns += [
        path("styleguide/", views.styleguide, name="styleguide"),
        path("styleguide/errors/<int:code>/", views.styleguide_error, name="styleguide_error"),
        path("demo/mail/", include("notifications.demo_urls")),
    ]

handler400 = "sosportal.views.bad_request"
handler403 = "sosportal.views.forbidden"
handler404 = "sosportal.views.not_found"
handler500 = "sosportal.views.server_error"
# Not Django's: allauth asks for it when a rate limit is reached.
handler429 = "accounts.views.too_many_requests"
