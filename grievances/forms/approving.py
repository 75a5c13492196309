"""What a head says when they send an answer back."""

from django import forms

from grievances.forms.staff import text


class SendBackForm(forms.Form):
    """돌려보내기."""

    reason = text("돌려보내는 까닭", "올린 사람이 읽습니다. 무엇을 어떻게 고치면 되는지 적습니다.", rows=3)
