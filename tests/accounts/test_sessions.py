"""How long a sign-in lasts, what ends it, and that nothing typed is lost when its time is out."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from stegvis.accounts.models import Ending, SignIn
from stegvis.accounts.models.sign_ins import device_of
from stegvis.core.actor import Role
from tests import builders
from tests.accounts.time_passing import began_earlier, nobody_touches, sign_ins_of

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
NEWER_FIREFOX = FIREFOX.replace("128.0", "129.0")
CURL = "curl/8.5.0"
ADDRESS = "/anvandare/ny/"
NEW_ROLE = {"email": "ny@example.org", "first_name": "Ny", "last_name": "Testsson", "role": "analyst"}


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def administrator():
    return builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())


@pytest.fixture
def resident():
    principal = builders.a_principal()
    return builders.a_seat(Role.RESIDENT, principal, person=builders.a_person(principal))


def signed_in(user, **headers) -> Client:
    client = Client(headers=headers)
    client.force_login(user)
    client.get("/")
    return client


def is_signed_in(client) -> bool:
    return bool(client.get("/mina-inloggningar/").status_code == 200)


def login_page_after(client, address="/") -> str:
    return client.get(address, follow=True).content.decode()


def test_staff_rest_for_less_than_half_an_hour(administrator):
    client = signed_in(administrator.user)
    nobody_touches(sign_ins_of(administrator.user), minutes=29)
    assert is_signed_in(client)
    nobody_touches(sign_ins_of(administrator.user), minutes=31)
    assert "inte gjort något på 30 minuter" in login_page_after(client)
    assert sign_ins_of(administrator.user).get().ending == Ending.IDLE


def test_a_resident_rests_for_twenty_minutes_and_stays_for_two_hours(resident):
    client = signed_in(resident.user)
    nobody_touches(sign_ins_of(resident.user), minutes=21)
    assert "inte gjort något på 20 minuter" in login_page_after(client)
    client = signed_in(resident.user)
    began_earlier(sign_ins_of(resident.user).open(), minutes=121)
    assert "inloggad i 2 timmar" in login_page_after(client)


def test_a_sign_in_lasts_a_working_day_however_busy(administrator):
    client = signed_in(administrator.user)
    began_earlier(sign_ins_of(administrator.user), minutes=8 * 60 - 1)
    assert is_signed_in(client)
    began_earlier(sign_ins_of(administrator.user), minutes=2)
    assert "inloggad i 8 timmar" in login_page_after(client)


def test_the_way_leads_back_to_the_page(administrator):
    client = signed_in(administrator.user)
    nobody_touches(sign_ins_of(administrator.user), minutes=31)
    assert client.get("/anvandare/?q=anna").headers["Location"] == "/konto/login/?next=/anvandare/%3Fq%3Danna"


def test_what_was_sent_after_the_time_was_out_is_offered_again_after_signing_in(administrator):
    client = signed_in(administrator.user)
    nobody_touches(sign_ins_of(administrator.user), minutes=31)
    answer = client.post(ADDRESS, NEW_ROLE)
    assert answer.headers["Location"] == "/konto/login/?next=%2Ffortsatt%2F"
    assert "ny@example.org" not in client.get(answer.headers["Location"]).content.decode()
    client.post("/konto/login/", {"login": administrator.user.email, "password": builders.PASSWORD})
    assert "ny@example.org" in client.get("/fortsatt/").content.decode()


def test_what_somebody_else_typed_is_never_offered(administrator):
    client = signed_in(administrator.user)
    nobody_touches(sign_ins_of(administrator.user), minutes=31)
    client.post(ADDRESS, NEW_ROLE)
    client.force_login(builders.a_seat(Role.ADMINISTRATOR, administrator.membership.principal).user)
    assert "ny@example.org" not in client.get("/fortsatt/").content.decode()


def test_use_is_noted_once_a_minute(administrator, django_assert_num_queries):
    client = signed_in(administrator.user)
    before = sign_ins_of(administrator.user).get().last_used_at
    client.get("/mina-inloggningar/")
    assert sign_ins_of(administrator.user).get().last_used_at == before
    nobody_touches(sign_ins_of(administrator.user), minutes=2)
    client.get("/mina-inloggningar/")
    assert sign_ins_of(administrator.user).get().last_used_at >= before


def test_a_session_without_a_sign_in_ends(administrator):
    client = signed_in(administrator.user)
    sign_ins_of(administrator.user).delete()
    assert not is_signed_in(client)


def test_signing_out_closes_the_sign_in(administrator):
    client = signed_in(administrator.user)
    client.post("/konto/logout/")
    assert sign_ins_of(administrator.user).get().ending == Ending.SIGNED_OUT


def test_a_cookie_taken_to_another_browser_ends_the_sign_in(administrator):
    owner = signed_in(administrator.user, user_agent=FIREFOX)
    thief = Client(headers={"user_agent": CURL})
    thief.cookies = owner.cookies
    assert not is_signed_in(thief)
    assert sign_ins_of(administrator.user).get().ending == Ending.OTHER_DEVICE
    assert not is_signed_in(owner)


def test_a_browser_that_is_updated_goes_on(administrator):
    client = signed_in(administrator.user, user_agent=FIREFOX)
    assert client.get("/mina-inloggningar/", headers={"user_agent": NEWER_FIREFOX}).status_code == 200


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox på Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS like Mac OS X) Safari/604.1",
            "Safari på iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/126.0 Safari/537.36 Edg/126.0", "Edge på Windows"),
        (CURL, "Annat program"),
        ("", ""),
    ],
)
def test_a_device_is_told_in_words(rf, said, words):
    assert device_of(rf.get("/", headers={"user_agent": said})) == words


def test_one_sees_ones_own_sign_ins_and_nobody_elses(administrator):
    client = signed_in(administrator.user, user_agent=FIREFOX)
    signed_in(builders.a_seat(Role.ANALYST, administrator.membership.principal).user, user_agent=CURL)
    page = client.get("/mina-inloggningar/").content.decode()
    assert "Firefox på Windows" in page
    assert "Den här" in page
    assert "Annat program" not in page


def test_one_sign_in_is_ended_from_another(administrator):
    here, there = signed_in(administrator.user), signed_in(administrator.user)
    key = sign_ins_of(administrator.user).order_by("started_at").last().pk
    here.post("/mina-inloggningar/", {"sign_in": key})
    assert is_signed_in(here)
    assert "loggat ut den här inloggningen från en annan" in login_page_after(there)


def test_nobody_ends_a_strangers_sign_in(administrator):
    stranger = builders.a_seat(Role.ADMINISTRATOR, administrator.membership.principal)
    theirs = signed_in(stranger.user)
    client = signed_in(administrator.user)
    client.post("/mina-inloggningar/", {"sign_in": sign_ins_of(stranger.user).get().pk})
    client.post("/mina-inloggningar/", {"sign_in": "inte en nyckel"})
    assert is_signed_in(theirs)


def test_signing_out_everywhere_means_here_too(administrator):
    here, there = signed_in(administrator.user), signed_in(administrator.user)
    here.post("/mina-inloggningar/", {"everywhere": "1"})
    assert not is_signed_in(here)
    assert not is_signed_in(there)


def test_a_new_password_ends_the_other_sign_ins(administrator):
    here, there = signed_in(administrator.user), signed_in(administrator.user)
    new = "fyra-ord-utan-samband"
    sent = {"oldpassword": builders.PASSWORD, "password1": new, "password2": new}
    assert here.post("/konto/password/change/", sent).status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert SignIn.objects.filter(ending=Ending.PASSWORD_CHANGED).count() == 1


def test_a_form_sent_from_a_sign_in_that_was_ended_on_purpose_is_not_kept(administrator):
    here, there = signed_in(administrator.user), signed_in(administrator.user)
    here.post("/mina-inloggningar/", {"everywhere": "1"})
    assert there.post(ADDRESS, NEW_ROLE).headers["Location"] == "/konto/login/"


def test_a_session_on_a_factor_that_was_taken_away_meanwhile_never_opens(rf, administrator):
    from stegvis.accounts.registering import _stands_on_a_lost_factor

    factor = Authenticator.objects.create(user=administrator.user, type="totp", data={})
    request = rf.get("/")
    request.session = {
        "account_authentication_methods": [{"method": "mfa", "id": factor.pk, "type": "totp"}],
        "account_authentication_methods_user": str(administrator.user.pk),
    }
    assert not _stands_on_a_lost_factor(request, administrator.user)
    factor.delete()
    assert _stands_on_a_lost_factor(request, administrator.user)
