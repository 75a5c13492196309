import pytest

from accounts.devices import name_of

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{WINDOWS} Chrome/140.0.0.0 Safari/537.36", "윈도우 컴퓨터 · 크롬"),
        (f"{WINDOWS} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "윈도우 컴퓨터 · 엣지"),
        (f"{WINDOWS} Chrome/140.0.0.0 Whale/4.0 Safari/537.36", "윈도우 컴퓨터 · 웨일"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "아이폰 · 사파리"),
        (
            "Mozilla/5.0 (Linux; Android 15; SM-S921N) SamsungBrowser/27.0 Chrome/125 Mobile Safari/537.36",
            "안드로이드 휴대전화 · 삼성 인터넷",
        ),
        ("curl/8.0", "알 수 없는 기기"),
        ("", "알 수 없는 기기"),
    ],
)
def test_a_browser_has_the_name_people_call_it(user_agent, name):
    assert name_of(user_agent) == name
