"""The reason for an off-site contact request."""

from __future__ import annotations

from django import forms

from tachiai.conversations.safety import LONGEST_REASON
from tachiai.web.reading import later


class OffSiteForm(forms.Form):
    reason = forms.CharField(
        label=later("safe_talk.off_site.reason"),
        help_text=later("safe_talk.off_site.reason_hint"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
