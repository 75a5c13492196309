"""What a new version changes of the public one, for whoever decides."""

from collections.abc import Hashable, Iterable

from companies.showcase.models import Medium, Product, Showcase

WORDS = {
    "headline": "한 줄 소개",
    "description": "회사 소개",
    "strengths": "강점",
    "founded_year": "설립 연도",
    "homepage": "홈페이지",
}


def changed_parts(public: Showcase, draft: Showcase) -> list[str]:
    """Each as a line; none where both say the same."""
    lines = [f"{label}: 바뀜" for name, label in WORDS.items() if getattr(public, name) != getattr(draft, name)]
    lines += _compared("제품", _products(public), _products(draft))
    lines += _compared("영상·자료", _media(public), _media(draft))
    return lines


def _products(showcase: Showcase) -> dict[str, Hashable]:
    products: Iterable[Product] = showcase.products.all()
    return {product.name: (product.description, product.picture_id, product.picture_text) for product in products}


def _media(showcase: Showcase) -> dict[str, Hashable]:
    media: Iterable[Medium] = showcase.media.all()
    return {medium.title: (medium.what, medium.file_id, medium.link, medium.transcript) for medium in media}


def _compared(what: str, before: dict[str, Hashable], after: dict[str, Hashable]) -> list[str]:
    added = [f"{what} ‘{name}’: 더함" for name in after if name not in before]
    gone = [f"{what} ‘{name}’: 뺌" for name in before if name not in after]
    changed = [f"{what} ‘{name}’: 바뀜" for name in after if name in before and before[name] != after[name]]
    reordered = [f"{what}: 차례 바뀜"] if not (added or gone) and list(before) != list(after) else []
    return added + gone + changed + reordered
