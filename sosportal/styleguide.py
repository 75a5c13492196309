"""What the style guide shows: invented words, one sample for each state a component can be in."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest

from accounts.inputs import DayInput
from grievances.clock import Calendar, Period, Stop, Unit
from grievances.days_off import day_off
from grievances.ledgers import Picture, Run, picture

SEOUL = ZoneInfo("Asia/Seoul")
CALENDAR = Calendar(day_off)
WEEK = Period(7, Unit.DAYS)


def moment(text: str) -> datetime:
    """In the time of the city."""
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


RECEIVED = moment("2026-04-27T14:10")
ASKED = Stop(moment("2026-04-29T11:40"), moment("2026-04-30T10:05"), "보완")
INVESTIGATED = Stop(moment("2026-05-06T09:00"), moment("2026-05-08T18:00"), "현장조사")
FAILED = Stop(moment("2026-05-11T10:00"), moment("2026-05-11T15:00"), "장애")
CATEGORIES = [
    ("funding", "자금·금융"),
    ("roads", "기반시설"),
    ("buses", "교통·버스"),
    ("safety", "환경·안전"),
    ("other", "기타"),
]


class SampleForm(forms.Form):
    """One field of each kind the renderer knows."""

    title = forms.CharField(label="제목", max_length=60, help_text="한 문장이면 됩니다.")
    body = forms.CharField(label="내용", widget=forms.Textarea(attrs={"rows": 3}))
    email = forms.EmailField(label="이메일", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        label="비밀번호", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), required=False
    )
    category = forms.ChoiceField(label="분야", choices=CATEGORIES, widget=forms.RadioSelect({"class": "chips"}))
    seen_by = forms.ChoiceField(
        label="누가 볼 수 있습니까?",
        choices=[("all", "우리 회사 회원 모두"), ("owner", "나와 대표 계정만")],
        widget=forms.RadioSelect,
        help_text="나중에 바꿀 수 있습니다.",
    )
    channels = forms.MultipleChoiceField(
        label="알림 받을 방법",
        choices=[("mail", "이메일"), ("inbox", "알림함")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    complex = forms.ChoiceField(
        label="산업단지", choices=[("", "고르십시오"), ("a", "예시산업단지"), ("b", "단지 밖")], required=False
    )
    day = forms.DateField(label="바라는 날", widget=DayInput, required=False)
    photo = forms.FileField(label="사진·파일", required=False, help_text="사진, PDF, 한글, 엑셀. 하나에 20MB까지.")
    agreed = forms.BooleanField(label="이용약관에 동의합니다")
    fixed = forms.CharField(label="회사", initial="예시정밀㈜", disabled=True, required=False)


def ledgers_of_each_state() -> list[tuple[str, Picture]]:
    """법정기한 원장: a name and a picture each."""
    runs = {
        "법정기한 원장: ledger": (Run(WEEK, RECEIVED, (ASKED,)), "2026-05-06T09:00"),
        "보완을 기다릴 때": (Run(WEEK, RECEIVED, (Stop(ASKED.begin, None, "보완"),)), "2026-05-04T09:00"),
        "현장조사하고, 장애가 있고, 연장했을 때": (
            Run(WEEK, RECEIVED, (ASKED, INVESTIGATED, FAILED, 5)),
            "2026-05-07T09:00",
        ),
        "쉬는 날이 늘어 법정기한이 뒤로 갔을 때": (
            Run(WEEK, RECEIVED, promised_at=moment("2026-05-06T23:59:59")),
            "2026-04-30T09:00",
        ),
        "지났을 때": (Run(WEEK, RECEIVED), "2026-05-12T09:00"),
        "근무시간으로 셀 때": (Run(Period(24, Unit.HOURS), RECEIVED), "2026-04-28T11:00"),
        "개월로 셀 때": (Run(Period(3, Unit.MONTHS), RECEIVED), "2026-05-29T09:00"),
    }
    return [(name, picture(run, CALENDAR, at=moment(at))) for name, (run, at) in runs.items()]


def samples(request: HttpRequest) -> dict[str, Any]:
    """Everything the page needs; the wrong form is bound to what people really send by mistake."""
    wrong = {"wrong-email": "우리회사", "wrong-body": "출입문 앞에 구멍이 있습니다."}
    return {
        "outage": None,  # nor does this page ask the database whether there is one
        "sample_outage": {
            "what": "신청과 파일 올리기",
            "alternative": "전화 031-000-0000, 시청 3층 기업민원과 창구",
            "began_at": moment("2026-11-20T10:05"),
        },
        "blank_form": SampleForm(prefix="blank", initial={"category": "roads", "seen_by": "all"}),
        "wrong_form": SampleForm(wrong, prefix="wrong"),
        "statuses": [
            ("OPEN", "접수 대기"),
            ("IN_PROGRESS", "처리 중"),
            ("ASKED", "보완 요청"),
            ("RESOLVED", "완료"),
            ("INFEASIBLE", "처리 불가"),
            ("CLOSED", "종결"),
        ],
        "kinds": [
            ("info", "다음 주 월요일은 쉽니다."),
            ("success", "신청을 보냈습니다."),
            ("warning", "자료를 8일까지 보내 주십시오."),
            ("danger", "보내지 못했습니다. 쓰신 글은 그대로 있습니다."),
        ],
        "marks": [
            "gone",
            "left",
            "due",
            "paused",
            "off",
            "info",
            "success",
            "warning",
            "danger",
            "yes",
            "part",
            "no",
            "box",
        ],
        "page": Paginator(range(1, 96), 10).get_page(request.GET.get("page", "4")),
        "only_page": Paginator(range(1, 6), 10).get_page(1),
        "steps": ["약관 동의", "기업 확인", "담당자", "이메일 확인"],
        "running": ["gone"] * 4 + ["left"] * 2 + ["due"],
        "stopped": ["gone"] * 3 + ["paused"] + ["left"] * 3 + ["due"],
        "ledgers": ledgers_of_each_state(),
        "documents": [
            {
                "get_absolute_url": "#documents",
                "get_kind_display": "민원 처리기간 연장 통지서",
                "issued_at": moment("2026-05-06T10:20"),
                "code": "7KQM-2F4X-9RTD",
            }
        ],
        "pairs": [("접수번호", "2026-00398"), ("담당부서", "도로관리과"), ("처리기한", "5월 11일(월)")],
        "entries": [
            {
                "by": "city",
                "at": datetime(2026, 5, 4, 16, 20, tzinfo=SEOUL),
                "what": "도로관리과가 현장을 확인했습니다",
                "said": "구멍의 깊이가 30cm입니다. 이번 주에 임시로 메웁니다.",
                "facts": [("처리기한", "5월 11일(월)")],
                "files": [
                    {
                        "name": "현장 확인.pdf",
                        "size": 402_000,
                        "get_kind_display": "PDF",
                        "get_absolute_url": "#story",
                    }
                ],
            },
            {
                "by": "company",
                "at": datetime(2026, 4, 27, 9, 32, tzinfo=SEOUL),
                "what": "생산관리부에서 신청했습니다",
                "said": "",
            },
        ],
        "tabs": [("tab-story", "있었던 일"), ("tab-files", "붙임"), ("tab-people", "맡은 사람")],
        "notices": [Message(messages.SUCCESS, "저장했습니다."), Message(messages.ERROR, "보내지 못했습니다.")],
        "idle": {"seconds_left": 1800, "warn_before": 120, "extend_url": ""},
        "codes": [400, 403, 404, 500, 503],
    }
