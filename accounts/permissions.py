"""Who may do what to people, and what each role may see in the admin."""

from accounts.models import User
from accounts.roles import Role

RULES = ("grievances.view_holiday", "grievances.view_workinghours", "grievances.view_legalperiod")
"""What the legal clock goes by."""

ABSENCES = ("accounts.view_absence", "accounts.add_absence")
"""부재. Whose one sees and may enter, the rows and the action say."""

WATCHED = ("grievances.view_answer", "grievances.view_reform", "grievances.view_provisionchange")
"""다시 볼 사건, 제도개선 건의, 조문 바뀜. Which rows, the cases' own rules say."""

CASES = (
    *("grievances.view_grievance", "grievances.change_grievance", "grievances.view_approval"),
    *(*WATCHED, "grievances.add_provisionchange"),
)
"""The work list. Which cases are on it, and what can be done in each, the cases' own rules say."""

VISITS = (
    "visits.view_visit",
    "visits.view_promise",
    "visits.view_presurvey",
    "visits.view_programme",
    "visits.view_blackout",
    "visits.view_teammember",
)
"""Programmes and visits, for whoever may look at all of them."""

MEETINGS = "meetings.view_meeting"
"""Meetings. Which of them, the meetings' own rules say."""

ADMIN_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.MANAGER: frozenset(
        {
            "accounts.view_user",
            "accounts.change_user",
            "accounts.add_user",
            "accounts.view_department",
            "accounts.change_department",
            "accounts.add_department",
            "accounts.view_rolegrant",
            "accounts.add_rolegrant",
            "accounts.change_rolegrant",
            "accounts.view_consenttext",
            "accounts.view_accesslog",
            *ABSENCES,
            "companies.view_company",
            "companies.change_company",
            "companies.view_industrialcomplex",
            "companies.add_industrialcomplex",
            "companies.change_industrialcomplex",
            "companies.view_industry",
            "companies.add_industry",
            "companies.change_industry",
            "notifications.view_message",
            "notifications.change_message",
            "companies.view_showcase",
            "companies.view_registryimport",
            "companies.add_registryimport",
            "companies.view_factoryrecord",
            *CASES,
            "grievances.receive_grievance",
            "grievances.view_question",
            "grievances.add_question",
            "grievances.change_question",
            "grievances.view_category",
            "grievances.add_category",
            "grievances.change_category",
            "grievances.view_expertise",
            "grievances.add_expertise",
            "grievances.delete_expertise",
            "grievances.view_answertemplate",
            "grievances.add_answertemplate",
            "grievances.change_answertemplate",
            "grievances.view_callback",
            "grievances.change_callback",
            *RULES,
            *(
                f"grievances.{verb}_{rule}"
                for verb in ("add", "change", "delete")
                for rule in ("holiday", "workinghours", "legalperiod")
            ),
            MEETINGS,
            "meetings.add_meeting",
            "meetings.change_meeting",
            *VISITS,
            "visits.add_visit",
            "visits.change_visit",
            "visits.add_presurvey",
            "visits.change_presurvey",
            *(
                f"visits.{verb}_{kept}"
                for verb in ("add", "change", "delete")
                for kept in ("programme", "blackout", "teammember", "slottime", "participation")
            ),
            "grievances.view_recount",
            "grievances.view_monthlycheck",
            "grievances.change_monthlycheck",
            "grievances.view_outage",
            "grievances.add_outage",
            "grievances.change_outage",
        }
    ),
    Role.HEAD: frozenset(
        {"accounts.view_department", "companies.view_company", "grievances.view_outage", MEETINGS, *ABSENCES, *CASES}
    ),
    Role.OFFICER: frozenset(
        {"accounts.view_department", "companies.view_company", "grievances.view_outage", MEETINGS, *ABSENCES, *CASES}
    ),
    Role.EXAMINER: frozenset(
        {
            "accounts.view_user",
            "accounts.view_department",
            "accounts.view_rolegrant",
            "accounts.view_accesslog",
            *ABSENCES,
            "companies.view_company",
            "grievances.view_grievance",
            "grievances.view_approval",
            *WATCHED,
            "grievances.view_callback",
            *RULES,
            MEETINGS,
            *VISITS,
            "grievances.view_recount",
            "grievances.view_monthlycheck",
            "grievances.view_outage",
        }
    ),
}
"""What a role may open in the admin, by Django's permission names. Doors only: actions check again."""


def may_grant(user: User, role: Role) -> bool:
    """Managers give and take every role but their own kind; that is for the system administrator."""
    if user.is_superuser:
        return True
    return Role.MANAGER in user.roles and role is not Role.MANAGER


def may_keep_people(user: User) -> bool:
    """Open accounts and correct what they say."""
    return user.is_superuser or Role.MANAGER in user.roles


def may_correct(user: User, person: User) -> bool:
    """Managers keep everybody's account but a system administrator's."""
    return user.is_superuser or (may_keep_people(user) and not person.is_superuser)


def may_enter_absence(user: User, person: User) -> bool:
    """부재: one's own; of the people of one's department its head, of everybody the managers."""
    return user.is_active and (user.pk == person.pk or may_look_after(user, person))


def may_look_after(user: User, person: User) -> bool:
    """Whoever answers for somebody's work: the managers, and the head of a department they work in.

    Who stands in for a head stands in with everybody but the head: they do not say how long the head is away.
    """
    if may_keep_people(user):
        return True
    headed = {
        grant.department_id
        for grant in user.grants_held
        if grant.role == Role.HEAD and (grant.person_id == user.pk or grant.person_id != person.pk)
    }
    return any(grant.department_id in headed for grant in person.grants_in_force)


def may_stop(user: User, person: User) -> bool:
    """Close somebody's account: whoever may take away every role that closes with it, and never one's own."""
    return user.pk != person.pk and may_correct(user, person) and all(may_grant(user, role) for role in person.roles)
