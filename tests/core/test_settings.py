"""Production starts only in a safe environment, and the commands say what is wrong with it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError

from stegvis.core import serving
from stegvis.core.secret import kept_secret
from stegvis.settings import requirements

SAFE = {
    "SECRET_KEY": "kX8v-2mQzR7tYw4nLp9sBd3fGh6jVc1aEu5oNi0rTbWxZyMqAK",
    "ALLOWED_HOSTS": "stegvis.kommunen.se",
    "DATABASE_URL": "postgresql://stegvis:p@db.kommunen.se/stegvis",
}


def test_a_safe_environment_is_accepted() -> None:
    requirements.check(SAFE)


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("SECRET_KEY", "", "SECRET_KEY saknas"),
        ("SECRET_KEY", "short", "SECRET_KEY är för kort"),
        ("SECRET_KEY", "a" * 60, "för enkel"),
        ("SECRET_KEY", "django-insecure-" + SAFE["SECRET_KEY"], "ser ut som ett exempel"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS saknas"),
        ("ALLOWED_HOSTS", " , ", "ALLOWED_HOSTS saknas"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS får inte innehålla"),
        ("ALLOWED_HOSTS", "a.se,*.b.se", "ALLOWED_HOSTS får inte innehålla"),
        ("DEBUG", "1", "DEBUG får inte vara på"),
        ("DEBUG", "True", "DEBUG får inte vara på"),
        ("DATABASE_URL", "", "DATABASE_URL saknas"),
        ("DATABASE_URL", "sqlite:///x", "DATABASE_URL ska se ut"),
    ],
)
def test_an_unsafe_environment_is_refused_in_plain_words(variable: str, value: str, told: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=told):
        requirements.check({**SAFE, variable: value})


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        requirements.check({})
    for variable in SAFE:
        assert variable in str(refused.value)


def stegvis(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "DATABASE_URL") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "stegvis", *words],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_production_does_not_start_in_an_unsafe_environment() -> None:
    done = stegvis("check", DJANGO_SETTINGS_MODULE="stegvis.settings.production", DEBUG="1")
    assert done.returncode != 0
    assert "SECRET_KEY saknas" in done.stderr
    assert "DEBUG får inte vara på" in done.stderr


def test_production_passes_djangos_and_our_deployment_checks() -> None:
    code = (
        "import django; django.setup();"
        "from django.core.checks import run_checks;"
        "print([m for m in run_checks(include_deployment_checks=True) if m.level >= 30])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            **SAFE,
            "SECURITY_CONTACT": "mailto:sakerhet@kommunen.se",
            "DJANGO_SETTINGS_MODULE": "stegvis.settings.production",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr


@pytest.mark.django_db
def test_the_deployment_check_refuses_the_tests_own_settings(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="brister"):
        call_command("check_deploy")
    assert "SECURE_SSL_REDIRECT" in capsys.readouterr().err


def test_hyphens_in_a_commands_name_are_understood() -> None:
    assert "Kontrollerar att installationen" in stegvis("check-deploy", "--help", SECRET_KEY="x").stdout
    assert "Kontrollerar att installationen" in stegvis("help", "check-deploy", SECRET_KEY="x").stdout


def test_a_taken_port_is_told_before_anything_starts() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(serving.PortTaken, match=f"PORT={port + 1}"):
            serving.require_free("127.0.0.1", port)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "åtta", "８０"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(CommandError, match="PORT ska vara ett heltal"):
        call_command("serve", port=port)


def test_a_kept_secret_is_long_private_and_the_same_next_time(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "secret"
    secret = kept_secret(file)
    assert len(secret) >= requirements.SHORTEST_SECRET
    assert kept_secret(file) == secret
    assert file.stat().st_mode & 0o777 == 0o600
    assert [left.name for left in file.parent.iterdir()] == ["secret"]
