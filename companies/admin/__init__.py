"""Companies in the officials' workplace. Each part registers itself."""

from companies.admin import companies, lists, registry, showcase

__all__ = ["companies", "lists", "registry", "showcase"]
