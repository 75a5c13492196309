import pytest
from allauth.account.models import EmailAddress

from accounts import actions
from accounts.models import ConsentText, User
from accounts.roles import Role
from notifications.models import Message
from tests import make
from tests.accounts.signing_in import give_password, mailed_code

pytestmark = pytest.mark.django_db


def test_ones_own_page_says_what_we_know_and_what_one_may_do(client):
    official = make.official(Role.OFFICER, of=make.department("하수과"), name="박하수")
    make.sign_in(client, official)

    page = client.get("/accounts/me/").content.decode()

    for words in ("박하수", "010-1234-5678", official.email, "처리담당", "하수과", "켜져 있습니다", "1대"):
        assert words in page


def test_ones_own_details_are_corrected(client):
    person = make.person()
    make.sign_in(client, person)

    response = client.post("/accounts/me/edit/", {"name": "이개명", "phone": "031 000 0142", "unit": "생산부"})

    now = User.objects.get(pk=person.pk)
    assert response.url == "/accounts/me/"
    assert (now.name, now.phone, now.unit, now.position) == ("이개명", "031-000-0142", "생산부", "")


def test_a_wrong_phone_is_told_beside_its_field(client):
    make.sign_in(client, make.person())

    response = client.post("/accounts/me/edit/", {"name": "이개명", "phone": "모름"})

    assert response.status_code == 422
    assert "전화번호를 010-1234-5678처럼 적어 주십시오" in response.content.decode()


def test_a_form_changes_only_what_it_shows(client):
    person = make.person()
    make.sign_in(client, person)
    fields = {
        "is_superuser": "on",
        "is_active": "",
        "email": "x@test.example",
        "password": "x",
        "joined_at": "2000-01-01",
    }

    client.post("/accounts/me/edit/", {"name": "김회원", "phone": "010-1234-5678", "id": "1", "pk": "1", **fields})

    now = User.objects.get(pk=person.pk)
    before = ("is_superuser", "is_active", "email", "password", "joined_at")
    assert [getattr(now, name) for name in before] == [getattr(person, name) for name in before]


def test_an_optional_consent_is_given_and_taken_back(client):
    person = make.person()
    make.sign_in(client, person)

    client.post("/accounts/me/consents/NEWS/give/")
    standing = person.consents.standing().get()
    client.post(f"/accounts/me/consents/{standing.pk}/take-back/")

    assert person.consents.standing().count() == 0
    assert person.consents.count() == 1


def test_a_required_consent_stays_and_the_page_says_why(client):
    person = make.person()
    make.sign_in(client, person)
    actions.agree(person, [ConsentText.objects.get(kind="TERMS")])

    client.post(f"/accounts/me/consents/{person.consents.get().pk}/take-back/")
    page = client.get("/accounts/me/").content.decode()

    assert person.consents.standing().count() == 1
    assert "이용에 꼭 필요한 동의입니다" in page


def test_anothers_consent_is_not_there(client):
    other = make.person()
    actions.agree(other, [ConsentText.objects.get(kind="NEWS")])
    make.sign_in(client, make.person())

    assert client.post(f"/accounts/me/consents/{other.consents.get().pk}/take-back/").status_code == 404


def test_a_changed_address_counts_from_its_code_on_and_the_old_one_is_told(client, at):
    person = make.person(email="old@test.example")
    with at(0):
        give_password(client, person.email)
        client.post("/accounts/email/", {"email": "new@test.example", "action_add": "yes"})
        between = User.objects.get(pk=person.pk).email
        client.post("/accounts/confirm-email/", {"code": mailed_code("new@test.example")})

    assert between == "old@test.example"
    assert User.objects.get(pk=person.pk).email == "new@test.example"
    assert list(EmailAddress.objects.filter(user=person).values_list("email", "verified", "primary")) == [
        ("new@test.example", True, True)
    ]
    told = Message.objects.filter(to="old@test.example").latest("pk")
    assert told.subject == "[기업SOS] 이메일이 바뀌었습니다"
    assert "old@test.example에서 new@test.example로" in told.text


def test_who_signed_in_long_ago_proves_who_they_are_before_changing_the_address(client, at):
    person = make.person()
    with at(0):
        give_password(client, person.email)
    with at(660):
        response = client.post("/accounts/email/", {"email": "new@test.example", "action_add": "yes"})

    assert response.url.startswith("/accounts/reauthenticate/")


def test_after_setting_up_the_second_factor_one_goes_on_to_what_one_wanted(client):
    make.sign_in(client, make.official(Role.OFFICER))
    session = client.session
    session["next"] = "/accounts/me/?a=1"
    session.save()

    assert [client.get("/accounts/start/").url for _ in range(2)] == ["/accounts/me/?a=1", "/admin/"]
