"""What the company's own page of its showcase is made of: the versions, what can be done, what is missing."""

from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import User
from companies.models import Company
from companies.showcase.models import Medium, Showcase
from companies.showcase.permissions import moves_for
from companies.showcase.querysets import usual_days, weight_of
from companies.showcase.workflow import MEDIA, PRODUCTS, QUOTA, Move
from companies.uploads import MB


class Desk:
    """One company's showcase as one of its members works on it."""

    def __init__(self, company: Company, user: User, *, at: datetime) -> None:
        self.company = company
        self._at = at
        versions = list(company.showcases.for_page())
        self.public = next((row for row in versions if row.is_public), None)
        self.draft = next((row for row in versions if not row.is_public), None)
        self._moves = frozenset[Move]().union(*(moves_for(user, row) for row in versions))

    @property
    def shown(self) -> Showcase | None:
        """What the page shows: the version being worked on, else the public one."""
        return self.draft or self.public

    @property
    def may_edit(self) -> bool:
        """The fields are open."""
        return Move.EDIT in self._moves

    @property
    def may_submit(self) -> bool:
        """It can be handed in, once nothing is missing."""
        return Move.SUBMIT in self._moves

    @property
    def may_recall(self) -> bool:
        """It can be taken back from the city."""
        return Move.RECALL in self._moves

    @property
    def may_withdraw(self) -> bool:
        """It can be hidden."""
        return Move.WITHDRAW in self._moves

    @property
    def missing(self) -> list[str]:
        """Without these it cannot be handed in."""
        needed = {"headline": _("한 줄 소개"), "description": _("회사 소개")}
        return [label for name, label in needed.items() if not getattr(self.shown, name)]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """What can be added beside products: the word in the address, and for people."""
        return [(what.value.lower(), str(what.label)) for what in Medium.What]

    @property
    def has_room_for_products(self) -> bool:
        """One more fits."""
        return self.shown is not None and len(self.shown.products.all()) < PRODUCTS

    @property
    def has_room_for_media(self) -> bool:
        """One more fits."""
        return self.shown is not None and len(self.shown.media.all()) < MEDIA

    @cached_property
    def megabytes_used(self) -> int:
        """Of `megabytes`, by both versions together."""
        return -(-weight_of(self.company) // MB)

    @property
    def megabytes(self) -> int:
        """What a company may send in all."""
        return QUOTA // MB

    @cached_property
    def ahead(self) -> int:
        """So many were handed in before this one and are not decided yet."""
        assert self.draft is not None
        return Showcase.objects.waiting().filter(submitted_at__lt=self.draft.submitted_at).count()

    @cached_property
    def usual_days(self) -> int | None:
        """After how many days the city usually decided lately."""
        return usual_days(at=self._at)
