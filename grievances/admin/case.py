"""The page of one case: what can be done now, and what was."""


class CaseDesk:
    """One case in the workplace."""
