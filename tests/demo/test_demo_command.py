"""The demo keeps to its own: its settings, its database."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from stegvis.demo.municipality import build
from stegvis.registry.models import Principal
from tests.builders import a_principal


@pytest.mark.django_db
def test_the_demo_is_not_built_among_others_data_and_never_empties_it() -> None:
    stranger = a_principal()
    for take in (build.ensure, build.take_down):
        with pytest.raises(build.NotOnlyDemo, match="DATABASE_URL"):
            take(lambda line: None)
    assert Principal.objects.get() == stranger


def test_the_command_refuses_other_settings_than_the_demos() -> None:
    assert not settings.DEMO
    with pytest.raises(CommandError, match=r"settings\.demo"):
        call_command("demo", "--no-serve", stdout=StringIO())
