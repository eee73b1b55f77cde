"""`tachiai screen`: what another program gets for what it hands in."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from tachiai.config.cli import main
from tachiai.screening.engine import LONGEST_TEXT, shipped

DEMAND = "違約金として3万円をお支払いください。"


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, capfdbinary):
    """Runs the command on some lines (objects become JSON); exit code, answers, complaints."""
    monkeypatch.setenv("TACHIAI_LANG", "en")

    def screened(*lines: object) -> tuple[int, list[dict[str, Any]], list[str]]:
        given = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        out = io.BytesIO()
        monkeypatch.setattr("sys.stdout", io.TextIOWrapper(out, write_through=True))
        code = main(["screen"])
        said = capfdbinary.readouterr().err.decode()
        return code, [json.loads(line) for line in out.getvalue().splitlines()], said.splitlines()

    return screened


def asked(text: object, **more: object) -> dict[str, object]:
    return {"id": "a", "where": "request", "lang": "en", "text": text} | more


def test_a_text_is_judged_with_rule_place_and_reason(screen) -> None:
    code, (answer,), complaints = screen(asked(f"😀 {DEMAND}"))
    (hit,) = answer["hits"]
    assert (code, complaints) == (0, [])
    assert (answer["id"], answer["verdict"], answer["digest"]) == ("a", "note", shipped().digest)
    assert (hit["rule"], hit["danger"]) == ("penalty", "outside_money")
    assert f"😀 {DEMAND}"[hit["start"] : hit["end"]] == "違約金として3万"
    assert hit["why"].startswith("A penalty")


def test_a_harmless_text_is_allowed_and_says_so(screen) -> None:
    assert screen(asked("Thank you.", id=7))[1] == [
        {"id": 7, "verdict": "allow", "hits": [], "digest": shipped().digest}
    ]


def test_the_reason_comes_in_the_language_asked_for(screen) -> None:
    whys = [answer["hits"][0]["why"] for answer in screen(asked(DEMAND, lang="ja"), asked(DEMAND, lang=None))[1]]
    assert whys[0].endswith("。") and whys[1].startswith("A penalty")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "no JSON"),
        (b"\xff", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (["a"], "no JSON object"),
        ({"where": "request", "text": "x"}, "needs an id and a text"),
        (asked(3), "needs an id and a text"),
        (asked("x", where="pigeon"), "where must be one of: message"),
        (asked("x", lang="fr"), "lang must be one of: ja, en"),
        (asked("x" * (LONGEST_TEXT + 1)), f"at most {LONGEST_TEXT:,} characters"),
        (asked("x" * 10_000_000), f"at most {LONGEST_TEXT:,} characters"),
    ],
    ids=range(10),
)
def test_a_bad_line_is_named_and_the_others_are_judged(screen, line: object, said: str) -> None:
    code, answers, complaints = screen(asked("x", id=1), line, b"", asked("x", id=2))
    assert code == 2
    assert [answer["id"] for answer in answers] == [1, 2]
    (complaint,) = complaints
    assert complaint.startswith("tachiai: line 2: ") and said in complaint


def test_a_half_of_a_pair_passes_through(screen) -> None:
    code, (answer,), _ = screen(rb'{"id": "\ud800", "where": "request", "text": "\ud800 \udc00"}')
    assert (code, answer["id"], answer["verdict"]) == (0, "\ud800", "allow")
