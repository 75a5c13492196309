"""작업목록: what waits, for whom, until when."""


class WorkListDesk:
    """The work list."""
