"""The shipped documents: frozen once released, and with a clause for whatever the rulebook finds."""

from __future__ import annotations

import pytest

from tachiai.guidelines.rules import DOCUMENTS, Clause, Place, clause_of_danger, document
from tachiai.guidelines.rules.library import NOTICE, read_library
from tachiai.kernel.texts import LANGUAGES
from tachiai.screening.engine import shipped

# Released versions and their digests. A line is never changed: another word is another version.
RELEASED = {
    ("terms", "2026-11"): "0dd1e86e772794afed56f04f8e998347dd1f99ad7a153cf0e9171878ead64ccb",
    ("job", "2026-11"): "bccbba9bacd9c4d483d28145ed3cf6ccd115423e0a139e05364eb7a10b7964bd",
    ("message", "2026-11"): "67edb50899090e83ad7ce2bce5bd501dea1f05be9ed59633c97671b45bc21e14",
}
SHIPPED = read_library()
EVERY = [version for versions in SHIPPED.versions.values() for version in versions]
CLAUSES = [clause for version in EVERY for clause in version.clauses]
# Where a rule looks, and what is reported that stands there.
STANDS_IN = {"request": {Place.CONTRACT}, "terms": {Place.CONTRACT}, "message": {Place.MESSAGE}}


def test_the_documents_are_these_three() -> None:
    assert tuple(SHIPPED.versions) == DOCUMENTS


@pytest.mark.parametrize("version", EVERY, ids=lambda version: f"{version.name}/{version.version}")
def test_a_released_version_does_not_change(version) -> None:
    assert RELEASED[version.name, version.version] == version.digest


def test_the_guideline_has_its_seven_sections() -> None:
    assert [section.name for section in document("job").sections] == list("ABCDEFG")


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_a_clause_of_prohibited_work_tells_it_from_allowed_work(clause: Clause) -> None:
    """And its explanation fits the fields of a statement of reasons (at most 2,000 characters, law.md 6.3)."""
    if clause.breach is None:
        assert clause.severity == 0 and not clause.dangers
        return
    for language in LANGUAGES:
        words = (clause.text, clause.distinguishes, clause.example, clause.explanation)
        assert len({each[language] for each in words}) == len(words)
        assert len(clause.explanation[language]) <= 2_000 and len(clause.title[language]) <= 80
    assert clause.places or not clause.dangers


def test_every_danger_of_the_rulebook_belongs_to_one_clause() -> None:
    dangers = {rule.danger for rule in shipped().rules}
    told = [danger for clause in SHIPPED.newest for danger in clause.dangers]
    assert sorted(told) == sorted(dangers)


@pytest.mark.parametrize("danger", sorted({rule.danger for rule in shipped().rules}))
def test_a_clause_holds_wherever_the_rules_of_its_dangers_look(danger: str) -> None:
    looked = {place for rule in shipped().rules if rule.danger == danger for place in rule.where}
    needed = set().union(*(STANDS_IN.get(place, {place}) for place in looked))
    assert needed <= clause_of_danger(danger).places


def test_the_terms_promise_the_notice_that_the_loader_demands() -> None:
    (promise,) = [clause for clause in document("terms").clauses if clause.id == "terms.9-1"]
    assert all(f"{NOTICE.days}" in promise.text[language] for language in LANGUAGES)
