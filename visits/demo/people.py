"""Who goes along on the demo's visits: a team of 32, a squad of 15, consultants, and the mayor's office."""

from itertools import batched, cycle

from accounts.demo import ACCOUNTS, ALONG
from accounts.models import User
from visits.actions import Going
from visits.models import TeamMember
from visits.workflow import Part

PARTS = {
    "manager": Part.MAYOR,
    "officer": Part.OFFICER,
    "head": Part.OFFICER,
    "team": Part.TEAM,
    "committee": Part.COMMITTEE,
    "squad": Part.SQUAD,
    "consultant": Part.CONSULTANT,
}
TEAM_AT_A_TIME = 2


class People:
    """Everybody who can be put on a roster, and who takes turns."""

    def __init__(self) -> None:
        everybody = User.objects.in_bulk([one.email for one in (*ACCOUNTS, *ALONG)], field_name="email")
        rows = (
            TeamMember(person=everybody[account.email], part=part, body=account.unit or account.department)
            for account in (*ACCOUNTS, *ALONG)
            if (part := PARTS.get(account.local.rstrip("0123456789")))
        )
        self.members = TeamMember.objects.bulk_create(rows)
        self.mayor, self.officer, self.head, self.me, self.committee = (
            next(one for one in self.members if one.person.email == f"{local}@demo.example")
            for local in ("manager", "officer", "head", "team", "committee")
        )
        self.consultants = self.of(Part.CONSULTANT)
        team = [one for one in self.of(Part.TEAM) if one != self.me]
        self._teams, self._squad = cycle(batched(team, TEAM_AT_A_TIME)), cycle(self.of(Part.SQUAD))

    def of(self, part: Part) -> list[TeamMember]:
        """All of one part, team@ among them."""
        return [one for one in self.members if one.part == part]

    def turn(self, *more: TeamMember) -> list[Going]:
        """The next two of the team and the next of the squad, behind those who are named."""
        return [going(one) for one in (*more, *next(self._teams), next(self._squad))]


def going(member: TeamMember) -> Going:
    """As an entry of a roster."""
    return Going(Part(member.part), member.person, body=member.body)
