"""기기: what people call the browser that a User-Agent header stands for."""

SYSTEMS = [
    ("iPhone", "아이폰"),
    ("iPad", "아이패드"),
    ("Android", "안드로이드 휴대전화"),
    ("Windows", "윈도우 컴퓨터"),
    ("Macintosh", "맥 컴퓨터"),
    ("CrOS", "크롬북"),
    ("Linux", "리눅스 컴퓨터"),
]
# Most browsers also name those they descend from, so the first that fits is meant.
BROWSERS = [
    ("KAKAOTALK", "카카오톡"),
    ("NAVER", "네이버"),
    ("Whale", "웨일"),
    ("SamsungBrowser", "삼성 인터넷"),
    ("Edg", "엣지"),
    ("OPR", "오페라"),
    ("FxiOS", "파이어폭스"),
    ("Firefox", "파이어폭스"),
    ("CriOS", "크롬"),
    ("Chrome", "크롬"),
    ("Safari", "사파리"),
]


def name_of(user_agent: str) -> str:
    """윈도우 컴퓨터 · 크롬."""
    known = [next((name for word, name in table if word in user_agent), "") for table in (SYSTEMS, BROWSERS)]
    return " · ".join(part for part in known if part) or "알 수 없는 기기"
