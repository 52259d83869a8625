from __future__ import annotations

import io
import re

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from spi_portal.audit import ledger
from spi_portal.audit.models.entries import Entry
from spi_portal.demo import city as demo
from spi_portal.management.commands import start_city
from spi_portal.post.models import OfficialLetter
from surveys.city import founding
from surveys.models.cities import City
from tests import make

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://\S+")
GIVEN = {
    "name": "Kota Sumber Jaya",
    "operator_name": "Ratna Wulandari",
    "operator_email": "ratna@sumberjaya.go.id",
    "head_name": "Hadi Pranoto",
    "head_email": "hadi@sumberjaya.go.id",
}


def begin(**changes: str) -> str:
    """Run the command with options and return what it printed."""
    printed = io.StringIO()
    call_command("start_city", no_input=True, stdout=printed, **(GIVEN | changes))
    return printed.getvalue()


def path_of(link: str) -> str:
    return link.removeprefix(settings.STAFF_URL)


class TestBeginning:
    def test_what_is_not_said_is_filled_in(self):
        begin()

        city = City.objects.get()
        assert not city.is_demo
        assert city.organiser == "Inspektorat Kota Sumber Jaya"
        assert city.public_address == "spi.sumberjayakota.go.id"
        assert city.sender_address == "survei@spi.sumberjayakota.go.id"
        assert (city.help_phone, city.time_zone) == ("", "Asia/Makassar")

    def test_two_accounts_without_a_password(self):
        begin()

        roles = dict(User.objects.values_list("email", "role"))
        assert roles == {
            "ratna@sumberjaya.go.id": Role.OPERATOR,
            "hadi@sumberjaya.go.id": Role.HEAD,
        }
        assert not any(user.has_usable_password() for user in User.objects.all())

    def test_the_links_are_printed_and_sent(self):
        printed = LINK.findall(begin())

        letters = OfficialLetter.objects.order_by("pk")
        assert [LINK.findall(letter.text) for letter in letters] == [[link] for link in printed]
        assert [letter.to for letter in letters] == [GIVEN["operator_email"], GIVEN["head_email"]]

    def test_every_deed_is_in_the_ledger(self):
        begin()

        deeds = [(entry.actor, entry.verb) for entry in Entry.objects.order_by("pk")]
        assert deeds == [("start_city", "city.founded"), *[("start_city", "account.created")] * 2]


OWN = "sumur jernih lembayung"


class TestLink:
    @pytest.fixture
    def link(self) -> str:
        return path_of(LINK.findall(begin())[0])

    def set_password(self, client, link: str, password: str = OWN):
        form = client.get(link, follow=True)
        given = {"password1": password, "password2": password}
        return client.post(form.request["PATH_INFO"], given, follow=True)

    def test_it_sets_a_password_with_which_one_signs_in(self, client, link):
        self.set_password(client, link)

        given = {"login": GIVEN["operator_email"], "password": OWN}
        answer = client.post(reverse("account_login"), given, follow=True)
        assert answer.context["user"].email == GIVEN["operator_email"]

    def test_it_is_good_once(self, client, link):
        self.set_password(client, link)

        assert "tidak berlaku lagi" in self.set_password(client, link, "yang-lain-2026").text
        assert User.objects.get(role=Role.OPERATOR).check_password(OWN)

    def test_it_opens_no_other_account(self, client, link):
        head = user_pk_to_url_str(User.objects.get(role=Role.HEAD))
        theirs = re.sub(r"/key/\w+-", f"/key/{head}-", link, count=1)
        assert theirs != link

        assert "tidak berlaku lagi" in client.get(theirs, follow=True).text

    def test_it_ends(self, client, link, settings):
        settings.PASSWORD_RESET_TIMEOUT = -1

        assert "tidak berlaku lagi" in client.get(link, follow=True).text

    def test_a_process_with_another_secret_knows_it(self, client, link, settings):
        settings.SECRET_KEY = "of process staff"

        assert "Buat kata sandi baru" in client.get(link, follow=True).text

    def test_a_lost_one_is_replaced_by_asking(self, client, link, mailoutbox):
        client.post(reverse("account_reset_password"), {"email": GIVEN["operator_email"]})

        asked = path_of(LINK.findall(mailoutbox[0].body)[0])
        assert "Buat kata sandi baru" in client.get(asked, follow=True).text


class TestRefusals:
    def test_a_city_that_is_there(self):
        begin()

        with pytest.raises(CommandError, match="sudah milik Kota Sumber Jaya"):
            begin(operator_email="lain@sumberjaya.go.id")
        assert User.objects.count() == 2

    def test_a_demo(self):
        make.city(is_demo=True)

        with pytest.raises(CommandError, match="data contoh"):
            begin()
        assert City.objects.get().is_demo

    def test_accounts_without_a_city(self, ratna):
        with pytest.raises(CommandError, match="sudah berisi akun"):
            begin()

    @pytest.mark.parametrize("is_there", ["a city", "an account"])
    def test_whoever_was_quicker_while_we_asked(self, is_there):
        if is_there == "a city":
            make.city(is_demo=False)
        else:
            make.user("Ratna Wulandari", Role.OPERATOR)

        with pytest.raises(founding.CannotBegin, match="sudah"):
            founding.found(
                {"name": "Kota Lain"},
                operator=founding.Person(name="Ratna", email="r@lain.go.id"),
                head=founding.Person(name="Hadi", email="h@lain.go.id"),
                by="start_city",
            )

    def test_all_or_nothing(self, monkeypatch):
        def fail(**given: object) -> None:
            raise RuntimeError("the disk is full")

        monkeypatch.setattr(founding.letters, "queue", fail)
        with pytest.raises(RuntimeError):
            begin()

        assert not City.objects.exists()
        assert not User.objects.exists()
        assert not Entry.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"name": ""}, "--name"),
            ({"operator_email": "ratna"}, "--operator-email"),
            ({"head_email": "Ratna@sumberjaya.go.id"}, "dua orang"),
            ({"time_zone": "Asia/Tokyo"}, "--time-zone"),
            ({"public_address": "bukan domain"}, "Alamat halaman responden"),
            ({"help_phone": "0" * 41}, "--help-phone"),
        ],
    )
    def test_what_cannot_be_taken_is_named(self, changes, told):
        with pytest.raises(CommandError, match=told):
            begin(**changes)
        assert not City.objects.exists()


class TestDemo:
    @pytest.fixture
    def size(self):
        return demo.Size(seed=1, staff=1, users=1, answer_rate=1.0, opds=1)

    def refused(self, size) -> str:
        with pytest.raises(demo.CityIsThere) as refusal:
            demo.build(size, today=None, say=print)
        return str(refusal.value)

    def test_never_in_a_real_city(self, size):
        begin()

        assert "tidak boleh bercampur" in self.refused(size)
        with pytest.raises(CommandError, match="bercampur"):
            call_command("demo")

    def test_never_beside_offices_or_accounts_that_came_first(self, size):
        make.office()

        assert "sudah berisi" in self.refused(size)

    def test_a_loading_that_was_stopped_is_no_demo(self, size):
        make.city(is_demo=True)

        with pytest.raises(CommandError, match="tengah jalan") as end:
            call_command("demo", "--if-empty")
        assert end.value.returncode == 3

    def test_a_second_time_it_says_so(self, size):
        ledger.record("city.built", make.city(is_demo=True), by="demo")

        assert "sudah ada" in self.refused(size)

    def test_if_empty_is_silent_where_anything_is(self, capsys):
        begin()
        call_command("demo", "--if-empty")

        assert capsys.readouterr().out == ""
        assert not City.objects.get().is_demo


class TestAsking:
    """As at a terminal."""

    @pytest.fixture
    def terminal(self, monkeypatch):
        def answering(*answers: str) -> str:
            queue, printed = list(answers), io.StringIO()
            monkeypatch.setattr(start_city.sys.stdin, "isatty", lambda: True, raising=False)
            monkeypatch.setattr("builtins.input", lambda prompt: queue.pop(0))
            call_command("start_city", stdout=printed)
            return printed.getvalue()

        return answering

    def test_enter_takes_the_default_and_a_wrong_answer_is_asked_again(self, terminal):
        printed = terminal(
            *("Kota Baru", "", "", "", "", "", ""),
            *("Ratna", "ratna", "ratna@kotabaru.go.id", "Hadi", "hadi@kotabaru.go.id"),
        )

        assert City.objects.get().public_address == "spi.barukota.go.id"
        assert "Surel operator (--operator-email): " in printed
        assert all(question.why in printed for question in start_city.QUESTIONS)
