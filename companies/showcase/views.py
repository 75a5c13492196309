"""기업 홍보관: the public list and page, the company's own desk, and the files behind both."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import Refused
from accounts.requests import SignedInRequest
from companies import downloads, uploads
from companies.models import Company
from companies.showcase import actions
from companies.showcase.desk import Desk
from companies.showcase.forms import MEDIUM_FORMS, AboutForm, FindForm, ProductForm, medium_form
from companies.showcase.models import Medium, Product, Showcase, StoredFile
from companies.uploads import Kind

PER_PAGE = 12


# --- Everybody ----------------------------------------------------------------------------------------------------


@require_safe
@login_not_required
def list_(request: HttpRequest) -> HttpResponse:
    """기업 홍보관 목록, by complex and industry, with a search."""
    form = FindForm(request.GET or None)
    wish = form.wish
    found = Showcase.objects.public().in_complex(wish.get("complex", "")).in_industry(wish.get("industry", ""))
    page = Paginator(found.search(wish.get("q", "")).for_list(), PER_PAGE).get_page(request.GET.get("page"))
    own = Company.objects.of_member(request.user).standing() if request.user.is_authenticated else []
    return render(request, "companies/showcase/list.html", {"form": form, "page": page, "wish": wish, "own": own})


@require_safe
@login_not_required
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """홍보관 of one company. Where there is none, its members are told how to make one."""
    company = get_object_or_404(Company.objects.select_related("merged_into"), pk=pk)
    if company.merged_into is not None:
        return redirect(company.merged_into)
    showcase = Showcase.objects.public().for_page().filter(company=company).first()
    is_ours = request.user.is_authenticated and Company.objects.of_member(request.user).filter(pk=pk).exists()
    if showcase is not None:
        return render(request, "companies/showcase/page.html", {"showcase": showcase, "is_ours": is_ours})
    if not is_ours:
        raise Http404
    context = {"company": company, "showcase": company.showcases.worked_on().first()}
    return render(request, "companies/showcase/none.html", context)


@require_safe
@login_not_required
def file(request: HttpRequest, pk: int, key: str) -> HttpResponseBase:
    """A picture, video or PDF, as its page shows it."""
    stored, public = _file(request, pk, key)
    kind = Kind(stored.kind)
    return downloads.answer(
        request,
        stored.file,
        content_type=kind.content_type,
        name=stored.name,
        version=stored.digest,
        saved=kind == Kind.PDF,
        public=public,
    )


@require_safe
@login_not_required
def small_picture(request: HttpRequest, pk: int, key: str) -> HttpResponseBase:
    """A picture at the size of a list."""
    stored, public = _file(request, pk, key)
    if not stored.small:
        raise Http404
    return downloads.answer(
        request,
        stored.small,
        content_type=Kind(stored.kind).content_type,
        name=stored.name,
        version=f"{stored.digest}-small",
        saved=False,
        public=public,
    )


def _file(request: HttpRequest, pk: int, key: str) -> tuple[StoredFile, bool]:
    """The file and whether it is public. Who asks matters only where it is not."""
    files = StoredFile.objects.filter(company=pk, key=key)
    found = files.public().first()
    if found is not None:
        return found, True
    if not request.user.is_authenticated:
        raise Http404
    return get_object_or_404(files.visible_to(request.user)), False


# --- The company --------------------------------------------------------------------------------------------------


@require_safe
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """홍보관 꾸미기: how far it is, what is in it, what can be done."""
    company = _mine(request, pk)
    desk = Desk(company, request.user, at=timezone.now())
    if desk.shown is None:
        return render(request, "companies/showcase/none.html", {"company": company})
    return render(request, "companies/showcase/edit.html", {"desk": desk})


@require_http_methods(["GET", "HEAD", "POST"])
def about(request: SignedInRequest, pk: int) -> HttpResponse:
    """회사 소개 고치기."""
    showcase, title = _draft(request, pk), _("회사 소개")
    form = AboutForm(request.POST) if request.method == "POST" else AboutForm.of(showcase)
    if not form.is_valid():
        return _part(request, showcase, form, title=title)
    act = partial(actions.describe, showcase, **form.cleaned_data, by=request.user)
    return _do_part(request, showcase, act, form, title=title, done=_("회사 소개를 저장했습니다."), place="about")


@require_POST
def start(request: SignedInRequest, pk: int) -> HttpResponse:
    """홍보관 만들기, 고치기."""
    return _do(request, pk, partial(actions.start, _mine(request, pk), by=request.user), "")


@require_safe
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """미리보기: the version being worked on, as the public will see it. Also for those who decide."""
    showcase = get_object_or_404(Showcase.objects.visible_to(request.user).worked_on().for_page(), company=pk)
    is_ours = Company.objects.of_member(request.user).filter(pk=pk).exists()
    return render(request, "companies/showcase/preview.html", {"showcase": showcase, "is_ours": is_ours})


@require_POST
def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """공개 신청."""
    act = partial(actions.submit, _draft(request, pk), by=request.user)
    return _do(request, pk, act, _("공개를 신청했습니다. 결과는 메일로 알려 드립니다."))


@require_POST
def recall(request: SignedInRequest, pk: int) -> HttpResponse:
    """신청 거두기."""
    act = partial(actions.recall, _draft(request, pk), by=request.user)
    return _do(request, pk, act, _("신청을 거두었습니다. 이제 고칠 수 있습니다."))


@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """내리기."""
    public = get_object_or_404(_mine(request, pk).showcases.public())
    act = partial(actions.withdraw, public, by=request.user)
    return _do(request, pk, act, _("홍보관을 내렸습니다. 이제 우리 회사 사람만 봅니다."))


@require_http_methods(["GET", "HEAD", "POST"])
@uploads.takes(uploads.PICTURE_LIMIT)
def product_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """제품 더하기."""
    showcase = _draft(request, pk)
    form = ProductForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return _part(request, showcase, form, title=_("제품 더하기"))
    said = form.cleaned_data
    picture, name = said.pop("picture")
    act = partial(actions.add_product, showcase, **said, picture=picture, picture_name=name, by=request.user)
    return _do_part(request, showcase, act, form, title=_("제품 더하기"), done=_("제품을 더했습니다."))


@require_http_methods(["GET", "HEAD", "POST"])
@uploads.takes(uploads.PICTURE_LIMIT)
def product_edit(request: SignedInRequest, pk: int, product: int) -> HttpResponse:
    """제품 고치기."""
    showcase, row = _product(request, pk, product)
    form = ProductForm(request.POST or None, request.FILES or None, product=row)
    if not form.is_valid():
        return _part(request, showcase, form, title=_("제품 고치기"), product=row)
    said = form.cleaned_data
    picture, name = said.pop("picture") or (None, "")
    act = partial(actions.change_product, row, **said, picture=picture, picture_name=name, by=request.user)
    done = _("제품을 고쳤습니다.")
    return _do_part(request, showcase, act, form, title=_("제품 고치기"), done=done, product=row)


@require_POST
def product_move(request: SignedInRequest, pk: int, product: int, direction: str) -> HttpResponse:
    """차례 바꾸기."""
    __, row = _product(request, pk, product)
    act = partial(actions.move_product, row, up=direction == "up", by=request.user)
    return _do(request, pk, act, _("제품의 차례를 바꾸었습니다."), place="products")


@require_POST
def product_remove(request: SignedInRequest, pk: int, product: int) -> HttpResponse:
    """제품 빼기."""
    __, row = _product(request, pk, product)
    done = _("%s 제품을 뺐습니다.") % row.name
    return _do(request, pk, partial(actions.remove_product, row, by=request.user), done, place="products")


@require_http_methods(["GET", "HEAD", "POST"])
@uploads.takes(uploads.VIDEO_LIMIT)
def medium_new(request: SignedInRequest, pk: int, what: str) -> HttpResponse:
    """영상·자료 더하기."""
    showcase, kind = _draft(request, pk), _what(what)
    form = MEDIUM_FORMS[kind](request.POST or None, request.FILES or None)
    title = _("%s 더하기") % kind.label
    if not form.is_valid():
        return _part(request, showcase, form, title=title)
    act = partial(actions.add_medium, showcase, kind, **form.cleaned_data, by=request.user)
    return _do_part(request, showcase, act, form, title=title, done=_("영상·자료를 더했습니다."), place="media")


@require_http_methods(["GET", "HEAD", "POST"])
def medium_edit(request: SignedInRequest, pk: int, medium: int) -> HttpResponse:
    """제목과 글 고치기."""
    showcase, row = _medium(request, pk, medium)
    form = medium_form(row, request.POST or None)
    title = _("영상·자료 고치기")
    if not form.is_valid():
        return _part(request, showcase, form, title=title)
    act = partial(actions.change_medium, row, **form.cleaned_data, by=request.user)
    return _do_part(request, showcase, act, form, title=title, done=_("고쳤습니다."), place="media")


@require_POST
def medium_remove(request: SignedInRequest, pk: int, medium: int) -> HttpResponse:
    """영상·자료 빼기."""
    __, row = _medium(request, pk, medium)
    done = _("%s 항목을 뺐습니다.") % row.title
    return _do(request, pk, partial(actions.remove_medium, row, by=request.user), done, place="media")


def _mine(request: SignedInRequest, pk: int) -> Company:
    return get_object_or_404(Company.objects.of_member(request.user).standing(), pk=pk)


def _draft(request: SignedInRequest, pk: int) -> Showcase:
    company = _mine(request, pk)
    showcase = get_object_or_404(company.showcases.worked_on())
    showcase.company = company
    return showcase


def _product(request: SignedInRequest, pk: int, product: int) -> tuple[Showcase, Product]:
    showcase = _draft(request, pk)
    return showcase, get_object_or_404(showcase.products.select_related("picture"), pk=product)


def _medium(request: SignedInRequest, pk: int, medium: int) -> tuple[Showcase, Medium]:
    showcase = _draft(request, pk)
    return showcase, get_object_or_404(showcase.media.select_related("file"), pk=medium)


def _what(name: str) -> Medium.What:
    try:
        return Medium.What[name.upper()]
    except KeyError as unknown:
        raise Http404 from unknown


def _part(
    request: SignedInRequest, showcase: Showcase, form: forms.Form, *, title: str, product: Product | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"showcase": showcase, "form": form, "title": title, "product": product}
    return render(request, "companies/showcase/part.html", context, status=422 if form.is_bound else 200)


def _do(request: SignedInRequest, pk: int, act: Callable[[], object], done: str, *, place: str = "") -> HttpResponse:
    """Act, say what came of it, and go back to the desk."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if done:
            messages.success(request, done)
    return redirect(_desk_at(pk, place))


def _do_part(
    request: SignedInRequest,
    showcase: Showcase,
    act: Callable[[], object],
    form: forms.Form,
    *,
    title: str,
    done: str,
    place: str = "products",
    product: Product | None = None,
) -> HttpResponse:
    """As `_do`, but a refusal keeps what was written on the page."""
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _part(request, showcase, form, title=title, product=product)
    messages.success(request, done)
    return redirect(_desk_at(showcase.company_id, place))


def _desk_at(pk: int, place: str) -> str:
    return reverse("companies:showcase_edit", args=[pk]) + (f"#{place}" if place else "")
