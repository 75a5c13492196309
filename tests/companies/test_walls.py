"""A member of one company can in no way see or change anything of another beyond its public showcase."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import resolve, reverse

from companies import actions, tokens
from companies.models import Company, CompanyEvent, Invitation, JoinRequest, Seat
from notifications.models import Message
from tests import access, make

pytestmark = pytest.mark.django_db

SECRETS = [
    "나영희",
    "na.secret@test.example",
    "guest.secret@test.example",
    "구요청",
    "비밀부서",
    "031-777-6666",
    "비밀로 7",
]
"""People, addresses, numbers and notes of company B, none of which its showcase shows."""


@pytest.fixture
def firms():
    """Two companies with everything a company can have."""
    ours = make.company("우리정밀")
    make.owner(ours, "가대표")
    make.member(ours, "가회원")
    theirs = make.company("남의정공", phone="031-777-6666", address="한빛시 비밀로 7")
    owner = make.owner(theirs, "나영희", email="na.secret@test.example")
    make.member(theirs, "나회원")
    actions.invite(theirs, "guest.secret@test.example", by=owner)
    actions.make_leaflet(theirs, by=owner)
    actions.ask_to_join(theirs, by=make.person("구요청"), note="비밀부서")
    return ours, theirs


def addresses_of(company: Company) -> list[tuple[str, str]]:
    """Every address of the portal, with the ids of this company's rows wherever an id goes."""
    rows = {
        "pk": company.pk,
        "invitation": company.invitations.earliest("pk").pk,
        "asked": company.join_requests.get().pk if company.join_requests.exists() else 1,
        "seat": company.seats.earliest("pk").pk,
    }
    found = []
    for name, path in access.addresses():
        if not name.startswith(("admin:", "demo_mail:")):
            arguments = {key: rows.get(key, value) for key, value in resolve(path).kwargs.items()}
            found.append((name, reverse(name, kwargs=arguments)))
    return found


def everything(company: Company) -> list:
    """All rows of the company, to be compared."""
    querysets = (
        Company.objects.filter(pk=company.pk),
        Seat.objects.filter(company=company),
        Invitation.objects.filter(company=company),
        JoinRequest.objects.filter(company=company),
        CompanyEvent.objects.filter(company=company),
    )
    return [list(rows.order_by("pk").values()) for rows in querysets]


def test_the_secrets_are_there_to_be_seen(client, firms):
    _, theirs = firms
    make.sign_in(client, theirs.seats.owners().get().person)

    page = client.get(reverse("companies:home", args=[theirs.pk])).content.decode()

    assert [secret for secret in SECRETS if secret not in page] == []


@pytest.mark.parametrize("who", ["가대표", "가회원"])
def test_a_walk_over_every_address_finds_nothing_of_the_other_company(client, firms, who):
    ours, theirs = firms
    person = ours.seats.get(person__name=who).person
    before, seen, opened = everything(theirs), [], []

    for name, path in addresses_of(theirs):
        for visit in (client.get, client.post):
            if SESSION_KEY not in client.session:
                make.sign_in(client, person)
            response = visit(path, {"email": "x@test.example", "reason": "살펴보기", "wanted": "0"})
            seen += [(name, secret) for secret in SECRETS if secret in words(response)]
            if name in OF_ONE_COMPANY and response.status_code not in {404, 405}:
                opened.append((name, response.status_code))

    assert (seen, opened) == ([], [])
    assert everything(theirs) == before


def words(response) -> str:
    """All that an answer says, a streamed file's lines included."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="ignore") + str(response.headers)


OF_ONE_COMPANY = {
    "companies:home",
    "companies:correct",
    "companies:invite",
    "companies:leaflet",
    "companies:send_again",
    "companies:withdraw",
    "companies:accept",
    "companies:decline",
    "companies:hand_over",
    "companies:add_owner",
    "companies:remove",
    "companies:leave",
    "companies:nudges",
    "companies:take_back",
}


def test_rows_of_another_company_are_not_reached_through_ones_own(client, firms):
    ours, theirs = firms
    make.sign_in(client, ours.seats.owners().get().person)
    before = everything(theirs)
    verbs = {
        "send_again": theirs.invitations.earliest("pk").pk,
        "withdraw": theirs.invitations.earliest("pk").pk,
        "accept": theirs.join_requests.get().pk,
        "decline": theirs.join_requests.get().pk,
        "hand_over": theirs.seats.latest("pk").pk,
        "add_owner": theirs.seats.latest("pk").pk,
        "remove": theirs.seats.latest("pk").pk,
    }

    answers = {
        verb: client.post(reverse(f"companies:{verb}", args=[ours.pk, pk])).status_code for verb, pk in verbs.items()
    }

    assert answers == dict.fromkeys(verbs, 404)
    assert everything(theirs) == before


def test_who_was_removed_finds_every_page_gone(client, firms):
    ours, _ = firms
    member = ours.seats.get(person__name="가회원")
    make.sign_in(client, member.person)
    there = client.get(reverse("companies:home", args=[ours.pk])).status_code

    actions.remove(member, by=ours.seats.owners().get().person)

    assert there == 200
    assert client.get(reverse("companies:home", args=[ours.pk])).status_code == 404
    assert "우리정밀" not in client.get(reverse("companies:mine")).content.decode()


def test_an_owners_link_decides_on_requests_of_their_own_company_only(client, firms):
    ours, theirs = firms
    seat, request = ours.seats.owners().get(), theirs.join_requests.get()
    token = tokens.said("decide", request=request.pk, seat=seat.pk)

    seen = client.get(reverse("companies:decide", args=[token]))
    client.post(reverse("companies:decide", args=[token]))

    assert "구요청" not in seen.content.decode()
    request.refresh_from_db()
    assert request.decided_at is None


def test_what_is_told_of_a_company_is_told_to_its_own_people(firms):
    ours, theirs = firms

    told = set(Message.objects.filter(subject__contains="남의정공").values_list("to", flat=True))

    ours_mails = set(ours.seats.values_list("person__email", flat=True))
    assert "na.secret@test.example" in told
    assert told & ours_mails == set()
    assert theirs.events.exists()
