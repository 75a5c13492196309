"""The officials' workplace: Django's admin with its own entrance, its own first page and its own manners."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.i18n import JavaScriptCatalog

from accounts.inputs import DayInput, MomentInput
from accounts.models import User
from notifications.counts import counts
from sosportal.workplace import NOT_HERE, QUEUES, SECTIONS, Place


class ClockInput(forms.TimeInput):
    """A time of day."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


# What every list and form here is like unless it says otherwise. Days are picked with the browser's calendar, which
# speaks Korean, works by keyboard and needs no script of ours.
MANNERS: dict[str, Any] = {
    "formfield_overrides": {
        models.DateField: {"widget": DayInput},
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MomentInput},
        models.TimeField: {"widget": ClockInput},
    },
    "list_per_page": 50,
    "show_facets": admin.ShowFacets.NEVER,
    "show_full_result_count": False,
}


@dataclass(frozen=True)
class Waiting:
    """A queue as this person sees it now."""

    name: str
    meaning: str
    model: str
    url: str
    count: int


@dataclass(frozen=True)
class Entry:
    """A list as the menu shows it."""

    name: str
    meaning: str
    url: str
    add_url: str
    waiting: int
    is_current: bool


@dataclass(frozen=True)
class Section:
    """업무, 기업, 수치, 설정."""

    name: str
    entries: list[Entry]


class Board:
    """What the frame and the first page show one person; counted once a request, and only if shown."""

    def __init__(self, site: "Workplace", request: HttpRequest) -> None:
        self._request = request
        self._desks = {
            model._meta.label_lower: desk
            for model, desk in site._registry.items()  # noqa: SLF001 – Django's own listing reads it, too
            if desk.has_view_or_change_permission(request)
        }

    @cached_property
    def queues(self) -> list[Waiting]:
        """Every queue this person may open and work on, the empty ones as well."""
        now, person = timezone.now(), self._request.user
        assert isinstance(person, User)
        queues = [
            queue
            for queue in QUEUES
            if queue.model in self._desks and (not queue.needs or person.has_perm(queue.needs))
        ]
        found = counts([queue.rows(now, person) for queue in queues])
        return [
            Waiting(queue.name, queue.meaning, queue.model, f"{_url(queue.model)}?{queue.query}", count)
            for queue, count in zip(queues, found, strict=True)
        ]

    @property
    def waiting(self) -> list[Waiting]:
        """Queues with somebody in them."""
        return [queue for queue in self.queues if queue.count]

    @property
    def quiet(self) -> list[Waiting]:
        """Queues with nobody in them."""
        return [queue for queue in self.queues if not queue.count]

    @cached_property
    def sections(self) -> list[Section]:
        """The menu: the lists this person may open, each with what waits in it."""
        sections = [
            Section(name, [self._entry(place) for place in places if place.model in self._desks])
            for name, places in SECTIONS.items()
        ]
        return [section for section in sections if section.entries]

    @cached_property
    def _is_page(self) -> bool:
        """Whether this is a page with a line of its own in the menu."""
        pages = [reverse(place.page) for places in SECTIONS.values() for place in places if place.page]
        return self._request.path.startswith(tuple(pages))

    def _entry(self, place: Place) -> Entry:
        label = place.model
        if place.page:
            there = reverse(place.page)
            return Entry(place.name, place.meaning, there, "", 0, is_current=self._request.path.startswith(there))
        desk, url = self._desks[label], _url(label)
        return Entry(
            name=place.name or str(desk.opts.verbose_name_plural),
            meaning=place.meaning,
            url=url,
            add_url=_url(label, "add") if desk.has_add_permission(self._request) else "",
            waiting=sum(queue.count for queue in self.queues if queue.model == label),
            is_current=self._request.path.startswith(url) and not self._is_page,
        )


class Names(AutocompleteJsonView):
    """What a field that finds one row among many offers. `label_of` of the list's desk tells namesakes apart."""

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        """One line to choose."""
        label_of: Callable[[models.Model], str] = getattr(self.model_admin, "label_of", str)
        return {"id": str(getattr(obj, to_field_name)), "text": label_of(obj)}


class Workplace(admin.AdminSite):
    """기업SOS 관리."""

    site_title = site_header = "기업SOS 관리"
    index_title = "오늘의 일"
    enable_nav_sidebar = False
    empty_value_display = "–"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(
        self,
        model_or_iterable: type[models.Model] | Iterable[type[models.Model]],
        admin_class: "type[admin.ModelAdmin[Any]] | None" = None,
        **options: Any,
    ) -> None:
        """Give the list its manners; refuse one that has no place in the menu, so that none is forgotten."""
        given = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        chosen = [model for model in given if model._meta.label_lower not in NOT_HERE and not model._meta.swapped]
        placed = {place.model for places in SECTIONS.values() for place in places}
        for model in chosen:
            if model._meta.label_lower not in placed:
                raise ImproperlyConfigured(f"{model._meta.label} has no place in sosportal.workplace.SECTIONS.")
        desk = admin_class or admin.ModelAdmin
        manners = {
            name: manner for name, manner in MANNERS.items() if getattr(desk, name) == getattr(admin.ModelAdmin, name)
        }
        super().register(chosen, admin_class, **{**manners, **options})

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Whoever is not signed in goes straight to the portal's own sign-in."""
        urls = super().get_urls()
        for pattern in urls:
            if isinstance(pattern, URLPattern) and hasattr(pattern.callback, "login_url"):
                pattern.callback.login_url = reverse_lazy("account_login")
        return urls

    def admin_view[View: Callable[..., HttpResponseBase]](self, view: View, cacheable: bool = False) -> View:  # noqa: FBT001, FBT002 – Django's signature
        """Officials only. To everybody else who is signed in there is nothing here."""
        guarded = super().admin_view(view, cacheable)

        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if self.has_permission(request):
                try:
                    return guarded(request, *args, **kwargs)
                except IncorrectLookupParameters:  # of pages beside the lists, which catch it themselves
                    return HttpResponseRedirect(request.path)
            if request.user.is_authenticated:
                raise Http404
            return redirect_to_login(request.get_full_path())

        return update_wrapper(door, view)  # type: ignore[return-value]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What the frame of every page needs."""
        return {**super().each_context(request), "board": Board(self, request)}

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What the admin's scripts say, some of it in our words."""
        catalogue = JavaScriptCatalog.as_view(packages=["django.contrib.admin", "sosportal"])
        return cast("HttpResponse", catalogue(request))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """With names that can be told apart."""
        return cast("HttpResponse", Names.as_view(admin_site=self)(request))

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one way in: the portal's sign-in, with its limits and its second factor."""
        onward = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
            onward = reverse("admin:index")
        return redirect(onward) if request.user.is_authenticated else redirect_to_login(onward)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """The portal's own sign-out."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """The portal's own page for it."""
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """The portal's own page for it."""
        return redirect("account_change_password")

    def app_index(  # type: ignore[override]
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """Apps are how the code is cut, not how the work is; the first page shows the work."""
        return HttpResponseRedirect(reverse("admin:index"))


def _url(label: str, page: str = "changelist") -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{page}")
