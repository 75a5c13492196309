"""장애: what is told of one, when it ended, and what came on paper meanwhile."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from accounts.inputs import MomentInput
from grievances import wording
from grievances.forms.staff import OnBehalfForm, line
from grievances.models import Grievance, Outage
from grievances.workflow import Channel

TOLD = "모든 화면에서 읽습니다."


def _moment(label: str, help_text: str = "", *, required: bool = True) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, help_text=help_text, required=required, widget=MomentInput)


def _iso(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


class OutageForm(forms.Form):
    """장애 알리기, 고치기: fields as the action calls them."""

    what = line("쓸 수 없는 것", f"예: 신청과 파일 올리기. {TOLD}", limit=200)
    alternative = line("그동안 신청하실 곳", f"예: 전화 031-000-0000, 시청 3층 기업민원과 창구. {TOLD}", limit=200)
    began_at = _moment("시작한 때")
    ended_at = _moment("끝난 때", "아직 끝나지 않았으면 비워 둡니다.", required=False)

    def __init__(self, sent: QueryDict | None = None, *, at: datetime, outage: Outage | None = None) -> None:
        fields = ("what", "alternative", "began_at", "ended_at")
        known = {name: getattr(outage, name) for name in fields} if outage else {"began_at": at}
        super().__init__(sent, initial=known)
        for name in ("began_at", "ended_at"):
            self.fields[name].widget.attrs["max"] = _iso(at)


class EndForm(forms.Form):
    """끝내기."""

    ended_at = _moment("끝난 때", "다시 쓸 수 있게 된 때입니다.")

    def __init__(self, sent: QueryDict | None = None, *, at: datetime, outage: Outage) -> None:
        super().__init__(sent, initial={"ended_at": at})
        self.fields["ended_at"].widget.attrs |= {"min": _iso(outage.began_at), "max": _iso(at)}


class RetractForm(forms.Form):
    """지우기: nothing to fill in."""


class BackEntryForm(OnBehalfForm):
    """뒤늦게 적기 (시행령 §6의2③): what came during an outage, one after the other.

    The way it came and the time begin where the last one stood.
    """

    def __init__(self, *args: Any, outage: Outage, last: Grievance | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert outage.ended_at is not None
        self.outage = outage
        self.initial["channel"] = last.channel if last else Channel.WALK_IN
        self.initial["arrived_at"] = last.arrived_at if last else outage.began_at
        self.fields["arrived_at"].widget.attrs |= {"min": _iso(outage.began_at), "max": _iso(outage.ended_at)}

    def clean_arrived_at(self) -> datetime:
        """Within the outage, to the minute."""
        arrived_at: datetime = self.cleaned_data["arrived_at"]
        assert self.outage.ended_at is not None
        if not self.outage.began_at.replace(second=0, microsecond=0) <= arrived_at <= self.outage.ended_at:
            raise ValidationError(
                f"{wording.outage_words(self.outage)} 온 것만 여기에 적습니다. 그 밖의 것은 ‘대신 신청’에 적으십시오."
            )
        return arrived_at
