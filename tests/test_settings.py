"""Settings as a town gives them: by the environment, checked by Django's own deployment checks."""

import os
import subprocess
import sys

import pytest


def parvis(tmp_path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PARVIS_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "parvis", *words],
        env={**clean, "DJANGO_SETTINGS_MODULE": "parvis.settings", "PARVIS_DATA": str(tmp_path)}
        | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_django_finds_nothing_to_say_about_a_portal_in_https(tmp_path):
    made = parvis(
        tmp_path,
        *("admin", "check", "--deploy", "--fail-level", "WARNING"),
        PARVIS_BASE_URL="https://donnees.ville.example",
    )
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "keys" / "PARVIS_SECRET_KEY").stat().st_mode & 0o777 == 0o600


def test_an_unknown_way_to_send_mail_is_named(tmp_path):
    made = parvis(tmp_path, "admin", "check", PARVIS_EMAIL_URL="pigeon://tower")
    assert made.returncode == 1
    assert "PARVIS_EMAIL_URL: pigeon:// is unknown" in made.stderr


@pytest.mark.parametrize("words", [["nothing"], ["audit"], ["audit", "maybe"], ["backup"]])
def test_wrong_use_is_status_2(tmp_path, words):
    assert parvis(tmp_path, *words).returncode == 2


def test_the_demonstration_before_migrate_says_what_to_do_first(tmp_path):
    made = parvis(tmp_path, "demo")
    assert made.returncode == 1
    assert "parvis migrate" in made.stderr
    assert "Traceback" not in made.stderr


def test_help_names_each_verb(tmp_path):
    made = parvis(tmp_path, "--help")
    assert made.returncode == 0
    for verb in ("serve", "worker", "migrate", "backup", "restore", "audit", "admin"):
        assert verb in made.stdout
