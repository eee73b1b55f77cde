"""Files from elsewhere: good rows become drafts, each bad one is named with line, field and reason."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tachiai.jobs.importing import Table, import_rows, known_maps, load_map
from tachiai.jobs.importing.tables import BadRow
from tachiai.jobs.models import Listing
from tachiai.jobs.queries import draft_of
from tachiai.kernel.refused import Refusal
from tests.jobs.market import refusal_of
from tests.terms.samples import AT

HEAD = "external_id,title,scope,acceptance_items,due_on,rounds,rights,budget_min,budget_max\n"
REAL = Path(__file__).parents[3] / "shared" / "data" / "emscad_head500" / "fake_job_postings_first500.csv"


@pytest.fixture
def write(tmp_path):
    """Writes a file and answers its path."""

    def written(content: str | bytes, name: str = "jobs.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return written


def outcomes(path: Path, cast, *, using: str = "default"):
    return list(import_rows(Table(path).rows(), using=load_map(using), client_id=cast.aoi.pk, at=AT))


def refused(path: Path, cast, **more):
    """(line, field, reason) of every problem of a refused row."""
    return [
        (outcome.line, field, reason.key.rpartition(".")[2])
        for outcome in outcomes(path, cast, **more)
        if outcome.is_refused
        for field, reason in outcome.problems
    ]


class TestARow:
    def test_becomes_a_draft_with_everything_it_says(self, write, cast):
        path = write(HEAD + 'a1,ロゴ作成,3案,"読める|透過",2026/11/30,２,assigned,"20,000",\\40000\n')
        (outcome,) = outcomes(path, cast)
        draft = draft_of(Listing.objects.get(pk=outcome.listing_id))
        assert (draft.title, draft.terms.scope, draft.terms.acceptance_items) == ("ロゴ作成", "3案", ("読める", "透過"))
        assert (draft.terms.due_on, draft.terms.rounds, draft.terms.rights) == (date(2026, 11, 30), 2, "assigned")
        assert (draft.budget_min, draft.budget_max) == (20_000, 40_000)

    def test_that_lacks_points_says_which(self, write, cast):
        (outcome,) = outcomes(write("external_id,title\na1,ロゴ作成\n"), cast)
        assert "terms.field.acceptance_items.label" in outcome.missing
        assert "jobs.point.title.label" not in outcome.missing

    def test_that_is_due_beyond_all_reason_says_so(self, write, cast):
        (outcome,) = outcomes(write(HEAD + "a1,ロゴ作成,3案,,9999/12/31,,,,\n"), cast)
        assert [(name, refused.key) for name, refused in outcome.problems] == [("due_on", "terms.refused.date_far")]

    def test_is_kept_once_however_often_it_comes(self, write, cast):
        path = write(HEAD + "a1,ロゴ,,,,,,,\n")
        assert [outcomes(path, cast)[0].stored for _ in range(3)] == ["created", "unchanged", "unchanged"]
        assert Listing.objects.count() == 1

    def test_of_the_same_number_belongs_to_each_client_on_their_own(self, write, cast):
        path = write(HEAD + "a1,ロゴ,,,,,,,\n")
        outcomes(path, cast)
        rows = import_rows(Table(path).rows(), using=load_map("default"), client_id=cast.ren.pk, at=AT)
        assert next(rows).stored == "created"

    @pytest.mark.parametrize(
        ("row", "problem"),
        [
            ("a1,,,,,,,,", ("title", "no_title")),
            (",ロゴ,,,,,,,", ("external_id", "no_id")),
            ("a1,ロゴ,,,来月,,,,", ("due_on", "no_date")),
            ("a1,ロゴ,,,2026-02-30,,,,", ("due_on", "no_date")),
            ("a1,ロゴ,,,,たくさん,,,", ("rounds", "no_number")),
            ("a1,ロゴ,,,,,sold,,", ("rights", "no_choice")),
            ("a1,ロゴ,,,,,,30-50,", ("budget_min", "no_yen")),
            ("a1," + "あ" * 121 + ",,,,,,,", ("title", "too_long")),
            ("a1,ロゴ", ("", "ragged")),
            ("a1,ロゴ,,,,,,,,,,", ("", "ragged")),
            ("a1,ロ\x00ゴ,,,,,,,", ("title", "not_text")),
            ("x" * 121 + ",ロゴ,,,,,,,", ("external_id", "too_long")),
            ("a1,ロゴ," + "あ" * 100_001 + ",,,,,,", ("scope", "cell_too_long")),
        ],
    )
    def test_that_is_bad_is_named_and_the_others_are_kept(self, write, cast, row, problem):
        path = write(f"{HEAD}b1,前の行,,,,,,,\n{row}\nb2,後の行,,,,,,,\n")
        assert refused(path, cast) == [(3, *problem)]
        assert set(Listing.objects.values_list("title", flat=True)) == {"前の行", "後の行"}

    def test_that_comes_twice_in_one_file_is_refused_the_second_time(self, write, cast):
        assert refused(write(HEAD + "a1,ロゴ,,,,,,,\n\na1,別の題,,,,,,,\n"), cast) == [(4, "external_id", "id_twice")]

    def test_is_named_by_the_line_on_which_it_begins(self, write, cast):
        path = write(HEAD + 'a1,ロゴ,"三\n行の\n範囲",,,,,,\na2,,,,,,,,\n')
        assert refused(path, cast) == [(5, "title", "no_title")]

    def test_of_ten_megabytes_is_named_like_any_other(self, write, cast):
        path = write(HEAD + "a1,ロゴ," + "x" * 10_000_000 + ",,,,,,\na2,後の行,,,,,,,\n")
        assert refused(path, cast) == [(2, "scope", "cell_too_long")]
        assert Listing.objects.get().title == "後の行"


class TestAFile:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
    def test_is_read_in_the_encoding_it_has(self, write, cast, encoding):
        path = write(HEAD + "a1,焼き菓子店のロゴ,,,,,,,\n", encoding=encoding)
        assert refused(path, cast) == []
        assert Listing.objects.get().title == "焼き菓子店のロゴ"

    def test_with_bytes_of_no_encoding_loses_only_those_rows(self, write, cast):
        first, last = f"{HEAD}a1,ロゴ,,,,,,,\n".encode(), "a3,翻訳,,,,,,,\n".encode()
        content = first + b"a2,\xff\xfe\x80,,,,,,,\n" + last
        assert refused(write(content), cast) == [(3, "title", "not_text")]
        assert Listing.objects.count() == 2

    def test_with_an_open_quote_is_named_where_it_opens(self, write, cast):
        path = write(HEAD + 'a1,ロゴ,,,,,,,\na2,"翻訳,,,,,,,\na3,記事,,,,,,,\n')
        assert refused(path, cast) == [(3, "", "open_quote")]
        assert Listing.objects.get().title == "ロゴ"

    def test_with_a_quote_inside_a_value_is_told_how_it_is_written(self, write, cast):
        path = write(HEAD + 'a1,"小さな"ロゴ,,,,,,,\n')
        assert refused(path, cast) == [(2, "", "after_quote")]

    def test_of_json_lines_is_read_too(self, write, cast):
        lines = [
            json.dumps({"external_id": 7, "title": "ロゴ", "acceptance_items": ["読める", "透過"], "rounds": 2}),
            "",
            "{not json",
            "[1, 2]",
            '{"external_id": "8", "title": {"ja": "ロゴ"}}',
            "[" * 100_000,
            '{"external_id": "9"}',
        ]
        assert refused(write("\n".join(lines), "jobs.jsonl"), cast) == [
            (3, "", "not_json"),
            (4, "", "not_an_object"),
            (5, "title", "nested"),
            (6, "", "not_json"),
            (7, "title", "no_title"),
        ]
        draft = draft_of(Listing.objects.get())
        assert (draft.terms.acceptance_items, draft.terms.rounds) == (("読める", "透過"), 2)

    @pytest.mark.parametrize(
        ("content", "key"),
        [("", "no_header"), ("\n", "no_header"), ("title,title\n1,2\n", "column_twice"), ('"title\n', "open_quote")],
    )
    def test_without_a_proper_heading_is_refused_whole(self, write, content, key):
        path = write(content)
        assert refusal_of(lambda: list(Table(path).rows())) == [f"jobs.import.refused.{key}"]

    def test_that_is_not_there_is_refused(self, tmp_path):
        assert refusal_of(Table, tmp_path / "none.csv") == ["jobs.import.refused.no_file"]

    def test_of_garbage_names_every_line_and_keeps_nothing(self, write, cast):
        path = write(bytes(range(256)) * 40, "garbage.jsonl")
        rows = list(Table(path).rows())
        assert rows
        assert all(isinstance(row, BadRow) for row in rows)


class TestAMap:
    def test_comes_with_the_program(self):
        assert {"default", "emscad"} <= set(known_maps())
        assert all(load_map(name).rules for name in known_maps())

    def test_of_ones_own_joins_translates_and_notes(self, write, cast):
        path = write(
            'source = "old"\nexternal_id = "no"\nhtml = true\n'
            '[[field]]\nto = "title"\nfrom = ["name"]\n'
            '[[field]]\nto = "description"\nfrom = ["about", "place"]\nheadings = ["概要", "場所"]\n'
            '[[field]]\nto = "rights"\nfrom = ["copyright"]\nvalues = { "譲渡" = "assigned" }\n'
            '[notes]\npay = "jobs.import.note.currency_unknown"\n',
            "own.toml",
        )
        table = write("no,name,about,place,copyright,pay\n1,A &amp; B,良い店,,譲渡,100\n2,C,,東京,不明,\n")
        first, second = outcomes(table, cast, using=str(path))
        drafts = [draft_of(Listing.objects.get(pk=one.listing_id)) for one in (first, second)]
        assert (drafts[0].title, drafts[0].description, drafts[0].terms.rights) == ("A & B", "概要\n良い店", "assigned")
        assert (drafts[1].description, drafts[1].terms.rights) == ("場所\n東京", "")
        assert first.notes == (("pay", "jobs.import.note.currency_unknown"),)
        assert second.notes == ()

    @pytest.mark.parametrize(
        "content",
        [
            "not toml at all",
            'source = "x"',
            'source = "x"\nexternal_id = "id"\n[[field]]\nto = "colour"\nfrom = ["c"]',
            'source = "x"\nexternal_id = "id"\n[[field]]\nto = "title"\nfrom = ["a", "b"]\nheadings = ["A"]',
            'source = "x"\nexternal_id = "id"\n[[field]]\nto = "milestones"\nfrom = ["parts"]',
        ],
    )
    def test_that_is_wrong_says_so(self, write, content):
        assert refusal_of(load_map, str(write(content, "own.toml"))) == ["jobs.import.refused.bad_map"]

    def test_that_nobody_knows_says_which_are_known(self):
        with pytest.raises(Refusal) as caught:
            load_map("nowhere")
        assert "emscad" in caught.value.reasons[0].params["known"]


@pytest.mark.skipif(not REAL.exists(), reason="the real ads lie beside the project, in shared/data")
def test_five_hundred_real_ads_become_drafts_once(cast):
    first = outcomes(REAL, cast, using="emscad")
    assert [outcome.stored for outcome in first] == ["created"] * 500
    assert sum(bool(outcome.notes) for outcome in first) == 82
    assert Listing.objects.filter(budget_max__isnull=False).count() == 0
    assert all("terms.field.acceptance_items.label" in outcome.missing for outcome in first)
    assert not any("terms.field.scope.label" in outcome.missing for outcome in first)
    again = outcomes(REAL, cast, using="emscad")
    assert [outcome.stored for outcome in again] == ["unchanged"] * 500
    assert Listing.objects.count() == 500
