"""What the style guide shows: invented words, one sample for each state a component can be in."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest

from accounts.inputs import DayInput
from grievances.clock import Calendar, Period, Stop, Unit, ledger
from grievances.days_off import day_off
from grievances.ledgers import picture

SEOUL = ZoneInfo("Asia/Seoul")
CALENDAR = Calendar(day_off)
FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=SEOUL)
RECEIVED = datetime(2026, 4, 27, 14, 10, tzinfo=SEOUL)
ASKED = Stop(datetime(2026, 4, 29, 11, 40, tzinfo=SEOUL), datetime(2026, 4, 30, 10, 5, tzinfo=SEOUL), "보완")
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


def samples(request: HttpRequest) -> dict[str, Any]:
    """Everything the page needs; the wrong form is bound to what people really send by mistake."""
    wrong = {"wrong-email": "우리회사", "wrong-body": "출입문 앞에 구멍이 있습니다."}
    return {
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
        "ledger": picture(
            ledger(Period(7, Unit.DAYS), RECEIVED, CALENDAR, [ASKED]),
            CALENDAR,
            today=date(2026, 5, 6),
            plain=date(2026, 5, 7),
        ),
        "hours": picture(ledger(Period(3, Unit.HOURS), FRIDAY, CALENDAR), CALENDAR, today=FRIDAY.date()),
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
