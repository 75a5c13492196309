"""Triggers that keep history whole, whatever path the application takes to it."""

import pgtrigger


def never_emptied(name: str) -> pgtrigger.Trigger:
    """Refuse TRUNCATE, which row triggers do not see."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'The rows of % are kept; they cannot be emptied.', TG_TABLE_NAME;",
    )
