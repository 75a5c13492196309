from django.http import HttpResponse

from accounts import known_browser


def with_cookie(rf, value: str):
    request = rf.get("/accounts/login/")
    request.COOKIES[known_browser.COOKIE] = value
    return request


def remembered(rf, *emails: str) -> str:
    """The cookie of a browser in which these people signed in, one after the other."""
    value = ""
    for email in emails:
        response = HttpResponse()
        known_browser.remember(with_cookie(rf, value), response, email)
        value = response.cookies[known_browser.COOKIE].value
    return value


def test_a_browser_is_known_for_those_who_signed_in_there_and_for_nobody_else(rf):
    request = with_cookie(rf, remembered(rf, "kim@test.example", "lee@test.example"))

    tokens = [known_browser.token_of(request, email) for email in ("Kim@test.example", "lee@test.example", "x@y.z")]

    assert tokens[0] != tokens[1]
    assert tokens[2] == ""


def test_a_browser_forgets_who_was_there_longest_ago(rf):
    emails = [f"p{number}@test.example" for number in range(known_browser.PEOPLE + 1)]

    request = with_cookie(rf, remembered(rf, *emails))

    assert [bool(known_browser.token_of(request, email)) for email in emails] == [False] + [
        True
    ] * known_browser.PEOPLE


def test_a_cookie_that_we_did_not_write_says_nothing(rf):
    value = remembered(rf, "kim@test.example")

    assert known_browser.token_of(with_cookie(rf, value[:-1] + "x"), "kim@test.example") == ""
    assert known_browser.token_of(with_cookie(rf, ""), "kim@test.example") == ""


def test_the_cookie_tells_nobody_whose_it_is_and_no_script_reads_it(rf, settings):
    settings.SESSION_COOKIE_SECURE = True
    response = HttpResponse()

    known_browser.remember(rf.get("/"), response, "kim@test.example")

    cookie = response.cookies[known_browser.COOKIE]
    assert "kim" not in cookie.value
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["path"]) == (
        True,
        True,
        "Lax",
        "/accounts/",
    )
