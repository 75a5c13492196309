"""What the officials' workplace consists of, as data: what waits for somebody, and where everything is kept.

An app that brings a list of its own adds its place here, and its queue if something in it waits for somebody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts.models import RoleGrant, User
from companies.models import Company, RegistryImport
from companies.showcase.models import Showcase
from grievances.models import CallBack, Grievance, MonthlyCheck, Outage, Reform
from meetings.models import Meeting
from notifications.models import Message
from visits.models import PreSurvey, Visit


@dataclass(frozen=True)
class Place:
    """One list, and the sentence that says what it is for; its own `name` where people do not call it by its rows.

    `page` is another page of the list that people go to directly; whoever may see the list may see it.
    """

    model: str
    meaning: str
    name: str = ""
    page: str = ""


@dataclass(frozen=True)
class Queue:
    """Rows of one list that wait for somebody; `query` shows exactly these in it.

    `rows` are those this person may see. `needs` is the permission without which one can look at them, but not do
    what they wait for.
    """

    name: str
    model: str
    query: str
    meaning: str
    rows: Callable[[datetime, User], QuerySet[Model]]
    needs: str = ""


SECTIONS: dict[str, tuple[Place, ...]] = {
    "업무": (
        Place("grievances.grievance", "접수하고, 배정하고, 답합니다.", name="작업목록"),
        Place("grievances.approval", "부서장의 결재를 기다리는 답변과, 결재하거나 돌려보낸 것을 봅니다."),
        Place("grievances.callback", "답변에 만족하지 않은 기업에 전화하고 들은 것을 적습니다."),
        Place(
            "grievances.answer",
            "처리 불가로 답한 사건을 무엇이 막는지, 누가 바꿀 수 있는지, 언제 다시 보는지 봅니다.",
            name="다시 볼 사건",
        ),
        Place("grievances.reform", "어디에 무엇을 고쳐 달라고 건의했는지, 회신이 왔는지 봅니다."),
        Place("grievances.provisionchange", "바뀐 조문을 적고, 그 조문을 든 사건을 깨웁니다."),
        Place("grievances.outage", "장애를 알리고, 끝내고, 그동안 종이로 받은 것을 적습니다."),
        Place("grievances.monthlycheck", "지난달을 어떻게 처리했는지 보고, 고친 것을 적어 매달 5일까지 확인합니다."),
        Place("visits.visit", "방문 신청을 받고, 날을 잡고, 다녀온 것을 정리합니다."),
        Place(
            "visits.visit",
            "기다리는 신청을 빈 자리에 놓고, 한 달의 방문을 한눈에 봅니다.",
            name="방문 달력",
            page="admin:visits_visit_calendar",
        ),
        Place("meetings.meeting", "회의를 잡고, 안건을 올리고, 정한 것을 그 사건에서 바로 합니다."),
        Place("visits.promise", "방문에서 나온 약속이 어떻게 되어 가는지 봅니다."),
        Place("visits.presurvey", "방문 전에 애로를 묻고, 답을 방문 주제나 기업애로로 옮깁니다."),
        Place("accounts.absence", "누가 언제 자리에 없고 누가 대신 맡는지 보고, 부재를 넣습니다."),
        Place("notifications.message", "누구에게 무엇을 알렸는지, 전달되었는지 봅니다."),
    ),
    "기업": (
        Place("companies.company", "기업을 찾고, 등록을 승인하고, 두 번 등록된 기업을 합칩니다."),
        Place("companies.showcase", "기업이 신청한 홍보관을 보고 공개하거나, 고칠 곳을 알리고 되돌립니다."),
        Place("companies.registryimport", "공장등록현황 파일을 올리고, 바뀌는 것을 보고, 넣습니다."),
        Place("companies.factoryrecord", "공장등록현황에 있는 줄을 찾아봅니다."),
    ),
    "수치": (),
    "설정": (
        Place("visits.programme", "어느 요일에 몇 곳을 누구와 찾아가는지 정합니다."),
        Place("visits.blackout", "방문하지 않는 기간과 까닭을 정합니다. 선거일을 넣으면 법이 정한 기간을 셉니다."),
        Place("visits.teammember", "방문에 함께 가는 지원단과 현장기동반을 정합니다."),
        Place("accounts.user", "계정을 만들고, 인적사항을 고치고, 역할을 줍니다."),
        Place("accounts.rolegrant", "누가 언제 누구에게 어떤 역할을 주고 거두었는지 봅니다."),
        Place("accounts.department", "사건을 맡는 부서와 대표전화를 정합니다."),
        Place("grievances.category", "애로의 분야와 분야마다 더 묻는 것, 기본 담당부서를 정합니다."),
        Place("grievances.expertise", "애로클리너 위원이 무엇을 아는지 적어, 물을 때 분야로 찾습니다."),
        Place("grievances.answertemplate", "답변과 보완요구를 시작하는 글을 적어 둡니다."),
        Place("grievances.holiday", "쉬는 날을 더하고 고칩니다. 처리기한은 쉬는 날을 세지 않습니다."),
        Place("grievances.workinghours", "근무시간을 정합니다. 5일 이하의 처리기한은 근무시간으로 셉니다."),
        Place("grievances.legalperiod", "민원 종류마다 처리기간을 정합니다."),
        Place("grievances.recount", "쉬는 날이나 처리기간이 바뀐 뒤 처리기한을 다시 센 것을 봅니다."),
        Place("companies.industrialcomplex", "기업이 있는 산업단지를 정합니다."),
        Place("companies.industry", "기업의 업종을 정합니다."),
        Place("accounts.accesslog", "누가 언제 어디서 누구의 정보를 왜 보았는지 봅니다."),
        Place("accounts.consenttext", "가입할 때 동의받는 글의 판을 관리합니다."),
    ),
}

NOT_HERE = frozenset(
    {
        "auth.group",  # permissions follow from roles
        "account.emailaddress",
        "account.emailconfirmation",
        "mfa.authenticator",  # holds secrets
        "usersessions.usersession",
    }
)
"""Lists that libraries bring and nobody here works with."""

QUEUES: tuple[Queue, ...] = (
    Queue(
        "끝나지 않은 장애",
        "grievances.outage",
        "state=lasting",
        "모든 화면에 장애를 알리고 있습니다. 복구되면 바로 끝내십시오.",
        lambda at, _by: Outage.objects.lasting(at=at),
        needs="grievances.change_outage",
    ),
    Queue(
        "접수할 기업애로",
        "grievances.grievance",
        "queue=to-receive",
        "도달한 뒤 8근무시간 안에 민원 종류와 담당부서를 정해 접수하십시오.",
        lambda _at, by: Grievance.objects.visible_as_staff(by).open(),
        needs="grievances.receive_grievance",
    ),
    Queue(
        "결재할 기업애로",
        "grievances.grievance",
        "queue=to-approve",
        "담당자가 쓴 답변이 결재를 기다립니다. 시계는 계속 갑니다. 결재하거나 까닭을 적어 돌려보내십시오.",
        lambda _at, by: Grievance.objects.visible_as_staff(by).to_approve_by(by).order_by(),
    ),
    Queue(
        "이관을 제안받은 기업애로",
        "grievances.grievance",
        "queue=offered",
        "다른 부서가 맡아 달라고 합니다. 맡거나, 까닭을 적고 맡지 않겠다고 답하십시오.",
        lambda _at, by: Grievance.objects.visible_as_staff(by).offered_to_departments(by),
    ),
    Queue(
        "의견을 답할 기업애로",
        "grievances.grievance",
        "queue=to-advise",
        "다른 부서가 의견을 묻습니다. 답할 날까지 답하십시오. 사건은 물은 부서가 계속 맡습니다.",
        lambda _at, by: Grievance.objects.visible_as_staff(by).asked_about(by),
    ),
    Queue(
        "담당부서를 정할 기업애로",
        "grievances.grievance",
        "queue=to-rule",
        "이관이 두 번 거절되었습니다. 8근무시간 안에 담당부서를 정하십시오.",
        lambda _at, by: Grievance.objects.visible_as_staff(by).to_rule_on().ruled_on_by(by).order_by(),
        needs="grievances.receive_grievance",
    ),
    Queue(
        "지연된 기업애로",
        "grievances.grievance",
        "queue=overdue",
        "처리기한이 지났습니다. 오늘 답변하십시오.",
        lambda at, by: Grievance.objects.visible_as_staff(by).answered_for_by(by).overdue(at=at),
    ),
    Queue(
        "깨어난 기업애로",
        "grievances.grievance",
        "queue=watch",
        "처리 불가로 답한 사건입니다. 정한 날이 왔거나 든 조문이 바뀌었습니다. 지금은 할 수 있는지 살펴보십시오.",
        lambda at, by: Grievance.objects.visible_as_staff(by).answered_for_by(by).woken(on=timezone.localdate(at)),
    ),
    Queue(
        "대표가 끝난 묶음",
        "grievances.grievance",
        "queue=left",
        "묶음의 대표 사건이 끝났고 이 사건들은 계속됩니다. 답하거나, 새 대표를 정하거나, 묶음에서 빼십시오.",
        lambda _at, by: Grievance.objects.visible_as_staff(by).answered_for_by(by).left_by_their_lead(),
    ),
    Queue(
        "회신을 물을 건의",
        "grievances.reform",
        "state=to-ask",
        "회신을 물을 날이 되었습니다. 물어보고, 들은 것이나 회신을 사건에 적으십시오.",
        lambda at, by: Reform.objects.visible_as_staff(by).answered_for_by(by).to_ask_about(on=timezone.localdate(at)),
    ),
    Queue(
        "다시 전화할 것",
        "grievances.callback",
        "state=open",
        "답변에 만족하지 않은 기업입니다. 답변하지 않은 분이 2근무일 안에 전화하십시오.",
        lambda _at, _by: CallBack.objects.open(),
        needs="grievances.change_callback",
    ),
    Queue(
        "확인할 월간 점검",
        "grievances.monthlycheck",
        "state=open",
        "지난달의 수치를 살펴보고, 고친 것을 적어 5일까지 확인하십시오.",
        lambda _at, _by: MonthlyCheck.objects.open(),
        needs="grievances.change_monthlycheck",
    ),
    Queue(
        "일정을 정할 방문",
        "visits.visit",
        "state=requested",
        "오래 기다린 곳부터, 한 번도 찾아가지 않은 곳부터 방문 달력에서 자리를 제안하십시오.",
        lambda _at, by: Visit.objects.visible_to(by).requested().order_by(),
        needs="visits.change_visit",
    ),
    Queue(
        "회의록을 쓸 방문",
        "visits.visit",
        "state=to-log",
        "다녀왔으나 적은 것이 없습니다. 다녀온 분에게 묻거나, 만나지 못했으면 그렇게 남기십시오.",
        lambda at, by: Visit.objects.visible_to(by).to_log(at=at),
        needs="visits.change_visit",
    ),
    Queue(
        "확인을 기다리는 회의록",
        "visits.visit",
        "state=unconfirmed",
        "회의록을 보낸 지 사흘이 지났습니다. 기업에 전화해 맞는지 물으십시오.",
        lambda at, by: Visit.objects.visible_to(by).unconfirmed(at=at),
        needs="visits.change_visit",
    ),
    Queue(
        "쉬는 날이나 금지기간에 잡힌 방문",
        "visits.visit",
        "state=hit",
        "그날은 방문할 수 없게 되었습니다. 기업과 새 날을 정해 일정을 바꾸거나, 취소하고 알리십시오.",
        lambda at, by: Visit.objects.visible_to(by).hit(at=at),
        needs="visits.change_visit",
    ),
    Queue(
        "결정할 안건이 있는 회의",
        "meetings.meeting",
        "state=to-decide",
        "회의가 시작되었거나 끝났습니다. 안건마다 정한 것을 적으면 그 사건에서 바로 이루어집니다.",
        lambda at, by: Meeting.objects.visible_to(by).to_decide(at=at).order_by(),
        needs="meetings.change_meeting",
    ),
    Queue(
        "회의록을 쓸 회의",
        "meetings.meeting",
        "state=to-close",
        "끝났으나 적은 것이 없습니다. 온 사람과 회의록을 적고 마치십시오.",
        lambda at, by: Meeting.objects.visible_to(by).to_close(at=at).order_by(),
        needs="meetings.change_meeting",
    ),
    Queue(
        "확정할 회의록",
        "meetings.meeting",
        "state=to-confirm",
        "모든 안건을 정했습니다. 회의록을 읽고 확정하십시오. 그 뒤에는 고칠 수 없습니다.",
        lambda _at, by: Meeting.objects.visible_to(by).to_confirm().order_by(),
        needs="meetings.change_meeting",
    ),
    Queue(
        "보낼 사전조사",
        "visits.presurvey",
        "state=to-send",
        "묻는 글과 받을 기업을 보고 보내십시오. 저절로 가지 않습니다.",
        lambda at, _by: PreSurvey.objects.to_send(on=timezone.localdate(at)),
        needs="visits.change_presurvey",
    ),
    Queue(
        "살펴볼 조사 답",
        "visits.presurvey",
        "state=to-look-at",
        "기업이 답한 것을 방문 주제나 기업애로로 옮기십시오.",
        lambda _at, _by: PreSurvey.objects.to_look_at(),
        needs="visits.change_presurvey",
    ),
    Queue(
        "승인을 기다리는 기업",
        "companies.company",
        "state=pending",
        "공장등록현황에 없는 기업입니다. 사업자등록번호와 이름, 주소를 확인하고 승인하거나 반려하십시오.",
        lambda _at, _by: Company.objects.awaiting_approval(),
        needs="companies.change_company",
    ),
    Queue(
        "확인을 기다리는 홍보관",
        "companies.showcase",
        "state=waiting",
        "글과 사진을 보고 공개하거나, 고칠 곳을 알리고 되돌리십시오.",
        lambda _at, _by: Showcase.objects.waiting(),
    ),
    Queue(
        "넣기를 기다리는 공장등록현황",
        "companies.registryimport",
        "state=checked",
        "확인을 마쳤습니다. 바뀌는 것을 보고 넣거나 넣지 않기로 정하십시오.",
        lambda _at, _by: RegistryImport.objects.checked(),
    ),
    Queue(
        "전달하지 못한 알림",
        "notifications.message",
        "state=undelivered",
        "이메일이 없거나 하루 동안 보내지 못했습니다. 전화로 알리거나, 주소를 확인하고 다시 보내십시오.",
        lambda _at, _by: Message.objects.undelivered(),
    ),
    Queue(
        "2단계 인증을 등록하지 않은 사람",
        "accounts.user",
        "second_factor=lacking",
        "등록할 때까지 맡은 일을 볼 수 없습니다. 로그인하면 등록 화면이 나온다고 알려 주십시오.",
        lambda at, _by: User.objects.lacking_second_factor(at=at),
    ),
    Queue(
        "30일 안에 끝나는 역할",
        "accounts.rolegrant",
        "state=ending-soon",
        "이어서 맡는 사람은 지금 역할이 끝나기 전에 새로 부여하십시오.",
        lambda at, _by: RoleGrant.objects.ending_soon(at=at),
    ),
)
