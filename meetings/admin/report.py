"""보고서: what a meeting saw and decided, given out for a reason that is kept."""

from io import BytesIO
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from accounts.access import Asked, ReasonForm, ask_for
from accounts.actions import note_access
from accounts.addresses import client_address
from accounts.admin import official
from accounts.models import AccessLog
from companies.tables import workbook
from meetings import agenda_sheet, minutes_pdf
from meetings.admin.desk import as_subject, page_of
from meetings.admin.together import TogetherDesk
from meetings.models import Meeting

FILES = [("pdf", "PDF"), ("xlsx", "엑셀(XLSX)"), ("minutes", "회의록(PDF)")]


class ReportForm(ReasonForm):
    """As a sheet to print, as a table to count with, or the minutes where they are written."""

    kind = forms.ChoiceField(
        label="파일",
        choices=FILES,
        initial="pdf",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, has_minutes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_minutes:
            self.fields["kind"].choices = FILES[:-1]  # type: ignore[attr-defined]


class ReportDesk(TogetherDesk):
    """The report of one meeting."""

    def get_urls(self) -> list[URLPattern]:
        """Beside its page."""
        door = self.admin_site.admin_view(self.report_view)
        return [path("<int:pk>/report/", door, name="meetings_meeting_report"), *super().get_urls()]

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """내보내기. The reason is kept before the file leaves."""
        meeting = self.meeting(request, pk)
        asked = Asked(
            title="보고서 내보내기" if meeting.is_review else "안건표 내보내기",
            about=str(meeting),
            says=("회의가 본 모습과 정한 것을 내보냅니다.", "볼 수 없는 사건은 안건 이름만 들어갑니다."),
            verb="내보내기",
            back=page_of(meeting),
            gives_a_file=True,
        )
        sent = request.POST if request.method == "POST" else None
        form = ReportForm(sent, has_minutes=bool(meeting.minutes))
        return self._file(request, meeting, form) if form.is_valid() else ask_for(self, request, asked, form)

    def _file(self, request: HttpRequest, meeting: Meeting, form: ReportForm) -> HttpResponseBase:
        me = official(request)
        lines = agenda_sheet.lines_of(meeting, me)
        note_access(
            AccessLog.What.EXPORT,
            as_subject(meeting),
            by=me,
            address=client_address(request),
            reason=form.cleaned_data["reason"],
            rows=agenda_sheet.laid_open(lines),
        )
        if form.cleaned_data["kind"] == "xlsx":
            book = workbook(agenda_sheet.table(lines), title="안건")
            return FileResponse(book, as_attachment=True, filename=f"{meeting.meeting_no}.xlsx")
        if form.cleaned_data["kind"] == "minutes":
            name = f"{meeting.meeting_no} 회의록.pdf"
            return FileResponse(BytesIO(minutes_pdf.for_office(meeting, me)), as_attachment=True, filename=name)
        sheet = BytesIO(agenda_sheet.pdf(meeting, lines))
        return FileResponse(sheet, as_attachment=True, filename=f"{meeting.meeting_no}.pdf")
