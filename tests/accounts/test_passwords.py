"""Which passwords are taken."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password",
    ["Stegvis-2026!", "SommarSommar26", "Välkommen1234", "Kommunen2026!!", "Lösenord12345", "elva tecken"],
)
def test_what_is_short_or_made_of_the_words_of_the_house_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["häst tavla grön moln", "kommunen har en blå giraff", "xK7#q9vTzz!2p", "å" * 200]
)
def test_other_words_are_taken_whatever_signs_they_have_and_however_long_they_are(password):
    validate_password(password)
