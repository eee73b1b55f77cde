from __future__ import annotations

from django import forms

from tachiai.screening.rules import LONGEST_SOURCE
from tachiai.web.reading import later

# What every rule says, with its words left out.
BEGUN = """\
danger = "off_platform_contact"
name.ja = ""
name.en = ""
instead = "off_site_request"
help = "contact"
where = ["message", "proposal", "listing", "profile"]
verdict = "warn"
mode = "observe"

[[rule]]
id = ""
why.ja = ""
why.en = ""
patterns = ['''''']
hits = ["", ""]
misses = ["", ""]
"""


class RuleForm(forms.Form):
    """One rule, written like a file of the rulebook; as it was typed, so that its lines keep their numbers."""

    source = forms.CharField(
        label=later("desk.rules.source"),
        help_text=later("desk.rules.source_hint"),
        max_length=LONGEST_SOURCE,
        initial=BEGUN,
        strip=False,
        widget=forms.Textarea({"rows": 18, "spellcheck": "false", "autocomplete": "off"}),
    )
