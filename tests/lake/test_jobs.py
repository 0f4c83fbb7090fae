"""Jobs asked in a file, run in the background or at once; a folder or a version gets the result."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from uuid import UUID, uuid4

import duckdb
import pytest
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from parvis.lake import actions, jobs, rows, work
from parvis.lake.engines.request import Misasked
from parvis.lake.engines.spark import Spark
from parvis.lake.models import Job, Version
from parvis.lake.refusals import Away, Unready
from tests.lake.makers import COUNT, lake, read, version

__all__ = ["lake", "read", "version"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


def told(*words):
    """What the command says, and its status."""
    out = io.StringIO()
    try:
        call_command("lake", "job", *map(str, words), "--json", stdout=out)
    except CommandError as refused:
        return json.loads(out.getvalue() or "null"), refused.returncode, str(refused)
    return json.loads(out.getvalue()), 0, ""


def asking(folder, **request):
    path = folder / "demande.json"
    path.write_text(json.dumps(request), "utf-8")
    return path


def test_a_job_asked_waits_for_the_worker_then_tells_its_result(version, data):
    path = asking(data, job="aggregate", of=version.name[:12], select="count(*) as n, max(hauteur)",
                  group_by="espece", format="csv")  # fmt: skip
    said, status, _ = told(path)
    assert (said["state"], said["file"], status) == ("waiting", None, 0)
    task = DBTaskResult.objects.get(task_path="parvis.lake.jobs.run_job")
    assert task.args_kwargs["args"] == [said["job"]]
    assert work.run(UUID(said["job"])).state == Job.State.DONE
    said, _, _ = told(said["job"])
    assert (said["state"], said["rows"], said["engine"]) == ("done", 4, "duckdb")
    lines = Path(said["file"]).read_text("utf-8").splitlines()
    assert lines[0] == "espece,n,max(hauteur)"
    assert lines[1].split(",")[:2] == ["chêne", str(COUNT // 4)]


def test_a_job_reads_under_the_policy_that_it_says(version, data):
    rule = {"columns": ["espece", "hauteur"], "where": "espece != 'if'"}
    asked = {"job": "profile", "of": version.name, "policy": rule, "format": "csv"}
    said, _, _ = told(asking(data, **asked), "--now")
    names = [line.split(",")[0] for line in Path(said["file"]).read_text("utf-8").splitlines()]
    assert names[1:] == ["espece", "hauteur"]
    grouped = {"columns": ["espece"], "least": COUNT // 4 + 1, "dimensions": ["espece"]}
    request = {"job": "aggregate", "of": version.name, "select": "count(*) as n", "policy": grouped}
    said, _, _ = told(asking(data, **request), "--now")
    (row,) = duckdb.sql(f"FROM read_parquet('{said['file']}')").fetchall()
    assert row == (0,)  # no species has that many
    for wrong in ({"rows": 3}, {"least": "3"}, {"least": 1}, [], {"columns": "espece"}):
        with pytest.raises(Misasked) as refused:
            work.ask({"job": "profile", "of": version.name, "policy": wrong})
        assert refused.value.params["field"] == "policy"
    job = work.ask({"job": "profile", "of": version.name, "policy": {"where": "espece ="}})
    assert work.run(job.key).state == Job.State.REFUSED


def test_run_twice_or_after_a_kill_it_gives_the_same(version, data):
    said, _, _ = told(asking(data, job="profile", of=version.name), "--now")
    first = Path(said["file"]).read_bytes()
    job = Job.objects.get(key=said["job"])
    assert work.run(job.key).ended == job.ended
    Job.objects.update(state=Job.State.WAITING)  # killed once the file was there
    left = work.place(job.key).with_suffix(".aside")
    left.mkdir()
    (left / "work.duckdb").write_bytes(b"half")
    assert work.run(job.key).state == Job.State.DONE
    assert Path(said["file"]).read_bytes() == first
    assert {path.name for path in (data / "jobs").iterdir()} == {str(job.key)}


def test_a_result_becomes_a_version_of_a_data_set(version, data):
    into = uuid4()
    path = asking(data, job="compact", of=[version.name], key=["cle"], into=str(into))
    said, _, _ = told(path, "--now")
    made = Version.objects.get(name=said["version"])
    assert (made.dataset, made.rows) == (into, COUNT)
    assert {each["name"]: each["type"] for each in made.columns}.items() >= {
        "espece": "VARCHAR", "hauteur": "BIGINT", "plante_le": "DATE", "shape": "GEOMETRY",
    }.items()  # fmt: skip
    assert rows.current(into) is None  # nobody reads it before it is published


def test_the_version_is_that_of_when_it_was_asked(version, data, tmp_path):
    actions.publish(version)
    job = work.ask({"job": "profile", "of": str(version.dataset)})
    assert job.request["of"] == version.name


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ([], "object"),
        ({"job": "explode"}, "value"),
        ({"job": "profile"}, "missing"),
        ({"job": "profile", "of": "VERSION", "where": "x"}, "field"),
        ({"job": "profile", "of": ["VERSION"]}, "value"),
        ({"job": "profile", "of": "VERSION", "format": "xlsx"}, "value"),
        ({"job": "aggregate", "of": "VERSION", "limit": -1}, "value"),
        ({"job": "profile", "of": "abc"}, "version"),
        ({"job": "profile", "of": str(uuid4())}, "version"),
        ({"job": "profile", "of": "VERSION", "into": "arbres"}, "dataset"),
        ({"job": "join", "of": "VERSION", "with": "VERSION", "on": {"a": 1}}, "value"),
    ],
)
def test_what_is_no_job_is_said(version, request_, code):
    given = json.loads(json.dumps(request_).replace("VERSION", version.name))
    with pytest.raises(Misasked) as raised:
        work.ask(given)
    assert raised.value.code == code
    assert raised.value.sentence()
    assert not Job.objects.exists()


def test_what_can_not_be_computed_is_refused_with_its_sentence(version, data):
    path = asking(data, job="aggregate", of=version.name, select="max(taille)")
    said, status, sentence = told(path, "--now")
    assert status == 1
    assert "taille" in sentence
    assert (said["state"], said["file"], said["errors"]) == ("refused", None, [sentence])
    assert list(work.place(Job.objects.get().key).glob("*")) == []
    assert told(data / "no such file")[1] == 1


def test_rows_that_the_store_lost_are_a_refusal(version, lake, data):
    lake.rows_path(version.sha256).unlink()
    said, status, sentence = told(asking(data, job="profile", of=version.name), "--now")
    assert (said["state"], status) == ("refused", 1)
    assert version.name in sentence


def test_spark_that_is_not_installed_is_said(settings, monkeypatch, version):
    settings.PARVIS_ENGINE = "spark"
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unready):
        work.engine()


@pytest.mark.spark
def test_the_setting_has_spark_run_jobs(settings):
    settings.PARVIS_ENGINE, settings.PARVIS_SPARK_MASTER = "spark", "spark://calcul:7077"
    assert work.engine() == Spark("spark://calcul:7077", settings.TIME_ZONE)


def test_a_job_waits_for_a_storage_that_does_not_answer_then_ends(version, data, monkeypatch):
    there = work._rows
    away = Away("unreachable", bucket="lac", place="http://stockage")

    def gone(_version):
        raise away

    monkeypatch.setattr(work, "_rows", gone)
    asked = asking(data, job="aggregate", of=version.name, select="count(*) as n")
    said, status, sentence = told(asked, "--now")
    assert (said["state"], said["errors"], status) == ("waiting", [away.sentence()], 1)
    assert sentence == away.sentence()
    monkeypatch.setattr(work, "_rows", there)
    jobs.run_held_up.call()
    said, status, _ = told(said["job"])
    assert (said["state"], said["errors"], said["rows"], status) == ("done", [], 1, 0)
    assert list(work.held_up()) == []


def test_a_job_is_refused_when_the_storage_stays_away_for_a_day(version, data, monkeypatch):
    def gone(_version):
        raise Away("unreachable", bucket="lac", place="http://stockage")

    monkeypatch.setattr(work, "_rows", gone)
    said, _, _ = told(asking(data, job="profile", of=version.name), "--now")
    Job.objects.update(created=Job.objects.get().created - work.PATIENCE - dt.timedelta(minutes=1))
    jobs.run_held_up.call()
    said, status, _ = told(said["job"])
    assert (said["state"], status) == ("refused", 1)
