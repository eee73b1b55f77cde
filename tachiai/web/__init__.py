"""Everything HTTP: the site, the staff desk, components, styles, errors.

A page stands in `site/<place>/`: `urls.py` (joined by one line in `web/urls.py`), `pages.py`, `forms.py`, `*.html`. Its
template begins `{% extends "base.html" %}` and fills the blocks `title`, `main`, and `width` (empty, `narrow` for short
forms, `reading` for prose). Children of `main` keep even distance by themselves; `flow`, `row`, `beside`, `prose`,
`soft`, `note` and `plain-list` are the classes for the rest, and CSS of one page is `site/<place>/<place>.css`.

Words come from `texts/*.toml` with `{% t "key" %}`; amounts and moments through `|yen`, `|moment`, `|day` and
`|days_left` (see `templatetags/reading.py`). Components are `<c-clock-bar turn="you" :due_at="contract.due_at" />`:
`name="words"` passes text, `name="{{ value }}"` text with gaps, `:name="value"` the value itself. A component sees only
what it is given. `/preview/` shows them all with their parameters. In views `request.reader` says who reads and
`request.now` is the moment to hand to the domain.
"""
