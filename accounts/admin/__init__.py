"""The workplace of accounts: people, roles, departments, consents, the access log."""

from accounts.admin import absences, grants, lists, log, people
from accounts.admin.asking import Question, ask_first, official

__all__ = ["Question", "absences", "ask_first", "grants", "lists", "log", "official", "people"]
