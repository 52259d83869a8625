"""`verify draw` and `verify rights`: on what is stored, and on files that were taken along."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from spi_portal import keyring
from surveys import draw_file
from surveys.models.draws import DrawRecord
from surveys.models.groups import FrameEntry
from surveys.models.invitations import Invitation
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


def verify(*arguments: str) -> dict[str, object]:
    said = io.StringIO()
    call_command("verify", *arguments, "--json", stdout=said)
    return json.loads(said.getvalue())


@pytest.fixture
def drawn(ratna):
    return playing.drawn(ratna, offices=(180,))


@pytest.fixture
def opened(ratna):
    return playing.opened(ratna, offices=(40,))


class TestDraw:
    def test_the_stored_sample_is_what_the_draw_gives(self, drawn):
        found = verify("draw", drawn.slug)

        assert found["verified"] is True
        assert found["rows"] == 180
        assert found["sample"] == Invitation.objects.filter(state="sample").count()
        assert found["reserve"] == Invitation.objects.filter(state="reserve").count()

    def test_it_says_so_to_people_too(self, drawn, capsys):
        call_command("verify", "draw", drawn.slug)

        assert "The draw comes out the same" in capsys.readouterr().out

    def test_somebody_who_was_put_into_the_sample_is_found(self, drawn):
        entry = FrameEntry.objects.exclude(
            person__in=Invitation.objects.values("person_id")
        ).first()
        Invitation.objects.create(
            wave=drawn, person_id=entry.person_id, office_id=entry.office_id,
            group_id=entry.group_id, state="sample",
        )  # fmt: skip

        with pytest.raises(CommandError, match="draw-sample: 1"):
            verify("draw", drawn.slug)

    def test_somebody_of_the_sample_who_was_put_to_sleep_is_found(self, drawn):
        one = Invitation.objects.filter(state="sample").first()
        Invitation.objects.filter(pk=one.pk).update(state="reserve")

        with pytest.raises(CommandError, match="draw-sample: 1"):
            verify("draw", drawn.slug)

    def test_who_does_not_want_to_stays_one_of_the_drawn(self, drawn):
        one = Invitation.objects.filter(state="sample").first()
        Invitation.objects.filter(pk=one.pk).update(state="opted_out")

        assert verify("draw", drawn.slug)["verified"] is True

    def test_a_record_that_was_written_anew_is_found_by_the_ledger(self, drawn):
        record = DrawRecord.objects.get(wave=drawn)
        fields = json.loads(bytes(record.body))
        fields["nonce"], fields["commitment"] = "00" * 32, "11" * 32
        DrawRecord.objects.update(body=json.dumps(fields).encode())

        with pytest.raises(CommandError, match="draw-ledger: 1"):
            verify("draw", drawn.slug)

    def test_the_file_alone_is_enough(self, drawn, tmp_path):
        file = tmp_path / "undian.json"
        file.write_bytes(bytes(DrawRecord.objects.get(wave=drawn).body))

        assert verify("draw", "--file", str(file))["verified"] is True

    def test_so_is_the_auditors_whole_file(self, drawn, tmp_path):
        file = tmp_path / "berkas.zip"
        with zipfile.ZipFile(file, "w") as archive:
            body = bytes(DrawRecord.objects.get(wave=drawn).body)
            archive.writestr(f"berkas-pemeriksaan-2026/{draw_file.NAME}", body)

        assert verify("draw", "--file", str(file))["verified"] is True

    def test_nobody_is_in_the_file(self, drawn):
        body = bytes(DrawRecord.objects.get(wave=drawn).body).decode()

        for entry in FrameEntry.objects.filter(wave=drawn).select_related("person"):
            person = entry.person
            assert person.name not in body
            assert str(person.pk) not in body
            assert bytes(person.email_index or b"?").hex() not in body

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["draw"], "Name a wave"),
            (["draw", "1999"], "There is no wave 1999."),
            (["draw", "--file", "/nowhere"], "cannot be read"),
            (["rights", "--file", __file__], "not a file of rights"),
            (["draw", "--file", __file__], "not a draw"),
        ],
    )
    def test_what_cannot_be_checked_is_said_so(self, arguments, said):
        with pytest.raises(CommandError, match=said):
            verify(*arguments)

    def test_a_zip_without_a_draw_is_said_so(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            archive.writestr("a/06-gelombang.json", "{}")

        with pytest.raises(CommandError, match="There is no draw in this file"):
            verify("draw", "--file", str(tmp_path / "x.zip"))

    def test_before_the_draw_it_says_so(self, ratna):
        wave = playing.frozen(ratna)

        with pytest.raises(CommandError, match="Nothing was drawn yet"):
            verify("draw", wave.slug)


class TestRights:
    def test_those_in_the_box_are_those_that_were_signed(self, opened):
        found = verify("rights", opened.slug)

        assert found["verified"] is True
        assert found["rights"] == Invitation.objects.filter(wave=opened).count()

    def test_one_that_was_put_in_is_found(self, opened):
        group = opened.groups.get().pk
        with connections["box"].cursor() as cursor:
            cursor.execute(
                "INSERT INTO box_right VALUES (%s, %s, %s, 'o')", [bytes(32), opened.pk, group]
            )

        with pytest.raises(CommandError, match="rights-root: 1"):
            verify("rights", opened.slug)

    def test_the_file_can_be_checked_elsewhere(self, opened, tmp_path):
        file = tmp_path / "hak.json"
        verify("rights", opened.slug, "--write", str(file))
        key = keyring.load("wave-public").hex()

        assert verify("rights", "--file", str(file))["wave_key"] == key
        assert verify("rights", "--file", str(file), "--key", key)["verified"] is True

    def test_another_key_than_the_citys_is_found(self, opened, tmp_path):
        file = tmp_path / "hak.json"
        verify("rights", opened.slug, "--write", str(file))

        other = keyring.load("batch-public").hex()
        with pytest.raises(CommandError, match="manifest-forged"):
            verify("rights", "--file", str(file), "--key", other)

    def test_a_key_that_is_none_is_said_so(self, opened, tmp_path):
        file = tmp_path / "hak.json"
        verify("rights", opened.slug, "--write", str(file))

        with pytest.raises(CommandError, match="64 hex digits"):
            verify("rights", "--file", str(file), "--key", "zz")
