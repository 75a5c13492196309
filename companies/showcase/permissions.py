"""Whether somebody may do something to a company's showcase."""

from accounts.models import User
from companies.models import Company
from companies.permissions import standings
from companies.showcase.models import Showcase
from companies.showcase.workflow import RULES, Move


def may(user: User, move: Move, company: Company) -> bool:
    """Whether the table lets them. What the showcase's state allows is the action's to say, in a sentence."""
    return bool(RULES[move].by & standings(user, company))


def moves_for(user: User, showcase: Showcase) -> frozenset[Move]:
    """What they can do with this version as it is now; what a page offers."""
    found = standings(user, showcase.company)
    return frozenset(move for move, rule in RULES.items() if rule.by & found and showcase.state in rule.sources)
