"""Showcases in every state, by the actions that lead there."""

from accounts.models import User
from accounts.roles import Role
from companies import uploads
from companies.models import Company
from companies.showcase import actions
from companies.showcase.models import Medium, Product, Showcase
from tests import make
from tests.companies import sent

HEADLINE = "자동차 부품 금형을 만듭니다"


def manager() -> User:
    """총괄담당, who decides."""
    return make.official(Role.MANAGER)


def company(name: str = "한빛정밀", **fields) -> tuple[Company, User]:
    """A company and its owner."""
    found = make.company(name, **fields)
    return found, make.owner(found, f"{name} 대표")


def draft(of: Company, by: User, *, headline: str = HEADLINE, **said) -> Showcase:
    """작성 중, with its words."""
    said = {"description": "스물다섯 해째 만듭니다.", "strengths": "", "founded_year": None, "homepage": ""} | said
    return actions.describe(actions.start(of, by=by), headline=headline, **said, by=by)


def product(of: Showcase, by: User, name: str = "방열판") -> Product:
    """제품 with a picture."""
    picture = uploads.picture(sent.sent(sent.jpeg((80, 60))))
    return actions.add_product(of, name, "설명", picture, f"{name} 사진", picture_name="사진.jpg", by=by)


def slides(of: Showcase, by: User, title: str = "제품 목록", content: bytes = b"") -> Medium:
    """소개 자료."""
    file = sent.sent(sent.pdf(content), "제품 목록.pdf")
    return actions.add_medium(of, Medium.What.SLIDES, title, file=file, by=by)


def video(of: Showcase, by: User, title: str = "공장 둘러보기", content: bytes = b"") -> Medium:
    """영상."""
    file = sent.sent(content or sent.mp4(), "영상.mp4")
    return actions.add_medium(of, Medium.What.VIDEO, title, file=file, transcript="기계가 돕니다.", by=by)


def submitted(of: Company, by: User, **said) -> Showcase:
    """확인 중."""
    return actions.submit(draft(of, by, **said), by=by)


def public(of: Company, by: User, *, products: tuple[str, ...] = (), **said) -> Showcase:
    """공개."""
    showcase = draft(of, by, **said)
    for name in products:
        product(showcase, by, name)
    showcase = actions.submit(showcase, by=by)
    return actions.publish(showcase, seen=showcase.submissions, by=manager())
