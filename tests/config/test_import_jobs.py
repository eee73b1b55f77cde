"""`tachiai import jobs` as an operator meets it."""

from __future__ import annotations

import json

import pytest

from tachiai.config import import_jobs
from tachiai.config.cli import parser
from tachiai.config.commands import COMMANDS
from tachiai.jobs.models import Listing
from tachiai.kernel.refused import Refusal

COMMAND = next(command for command in COMMANDS if command.words == "import jobs")


@pytest.fixture
def run(cast, tmp_path, monkeypatch):
    """Runs the command on some text; answers exit code and report."""
    monkeypatch.setenv("TACHIAI_LANG", "ja")
    assert cast.aoi.pk

    def ran(text: str, *, client: str = "aoi@example.com", report: str = "report.jsonl"):
        file = tmp_path / "jobs.csv"
        file.write_text(text, "utf-8")
        given = [str(file), "--client", client, "--report", str(tmp_path / report)]
        code = import_jobs.command(parser(COMMAND).parse_args(given))
        return code, [json.loads(line) for line in (tmp_path / report).read_text("utf-8").splitlines()]

    return ran


class TestImportJobs:
    def test_keeps_rows_and_says_what_they_lack(self, run, capsys):
        code, report = run("external_id,title\n1,ロゴ\n2,翻訳\n")
        said = capsys.readouterr()
        assert code == 0
        assert [row["outcome"] for row in report] == ["created", "created"]
        assert "検収で確かめる項目" in report[0]["missing"]
        assert "新しい下書き: 2件" in said.out
        assert "report.jsonl" in said.out

    def test_names_bad_rows_with_line_field_and_reason(self, run, capsys):
        code, report = run("external_id,title\n1,ロゴ\n2,\n1,翻訳\n")
        said = capsys.readouterr()
        assert code == 1
        assert report[1]["line"] == 3
        assert report[1]["problems"] == [{"field": "title", "reason": "タイトルがありません。"}]
        assert "3行目 title: タイトルがありません。" in said.err
        assert "4行目 external_id: 識別番号「1」は2行目と重複しています。" in said.err
        assert Listing.objects.count() == 1

    def test_a_second_time_changes_nothing_and_says_so(self, run, capsys):
        run("external_id,title\n1,ロゴ\n")
        capsys.readouterr()
        code, report = run("external_id,title\n1,ロゴ\n")
        assert (code, report[0]["outcome"]) == (0, "unchanged")
        assert "何も変更していません" in capsys.readouterr().out

    def test_needs_a_client_who_is_there(self, run):
        with pytest.raises(Refusal) as caught:
            run("external_id,title\n1,ロゴ\n", client="nobody@example.com")
        assert caught.value.reasons[0].key == "jobs.import.refused.no_client"

    def test_of_a_file_that_the_map_does_not_fit_keeps_nothing(self, run):
        with pytest.raises(Refusal) as caught:
            run("job_id,name\n1,ロゴ\n")
        assert caught.value.reasons[0].params["column"] == "external_id"
        assert not Listing.objects.exists()

    def test_puts_the_report_below_var_unless_told(self, run, settings, tmp_path):
        settings.VAR = tmp_path / "var"
        file = tmp_path / "jobs.csv"
        file.write_text("external_id,title\n1,ロゴ\n", "utf-8")
        import_jobs.command(parser(COMMAND).parse_args([str(file), "--client", "aoi@example.com"]))
        (report,) = (tmp_path / "var" / "imports").glob("jobs-*.jsonl")
        assert json.loads(report.read_text("utf-8"))["outcome"] == "created"
