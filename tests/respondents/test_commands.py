from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from respondents import lists, tasks
from respondents.models.lists import Upload
from respondents.models.offices import Office
from respondents.models.people import Person
from tests import make
from tests.respondents import sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office(code="DINKES")


@pytest.fixture
def file(tmp_path):
    def write(content, name="daftar.xlsx"):
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return write


def run(*args):
    out = io.StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def import_list(path, *options, office="DINKES", group="internal"):
    return run("import_list", path, "--office", office, "--group", group, *options)


class TestImportList:
    def test_checks_and_changes_nobody(self, file, office):
        told = import_list(file(sheets.xlsx([sheets.employee(), sheets.employee(no_wa="0812")])))

        assert "1 dari 2 baris siap." in told
        assert "Baris 3, no_wa: Nomor ini hanya 4 angka." in told
        assert not Person.objects.exists()
        assert Upload.objects.get().state == Upload.State.CHECKED

    def test_json_has_every_fault_with_its_place(self, file, office):
        path = file(sheets.xlsx([sheets.employee(), sheets.employee(no_wa=81234567890)]))

        document = json.loads(import_list(path, "--json"))

        assert document == {
            "rows": 2,
            "clean": 1,
            "faults": [
                {
                    "row": 3,
                    "column": "no_wa",
                    "code": "wa_nol",
                    "severity": "repairable",
                    "message": document["faults"][0]["message"],
                    "proposal": "081234567890",
                }
            ],
        }

    def test_commit_takes_the_ready_rows_over(self, file, office):
        path = file(sheets.xlsx([sheets.employee(), sheets.employee(no_wa="0812")]))

        assert "1 baru, 0 berubah, 0 tetap." in import_list(path, "--commit")
        assert Person.objects.get().office == office

    def test_a_worker_that_comes_between_leaves_the_file_alone(self, file, office, monkeypatch):
        check = lists.check

        def a_worker_first(upload, **given):
            assert tasks.work() == 0
            return check(upload, **given)

        monkeypatch.setattr(lists, "check", a_worker_first)

        assert "1 baru" in import_list(file(sheets.xlsx([sheets.employee()])), "--commit")

    def test_commit_with_repairs_takes_the_repaired_ones_too(self, file, office):
        path = file(sheets.xlsx([sheets.employee(no_wa=81234567890)]))

        import_list(path, "--commit", "--with-repairs")

        assert Person.objects.count() == 1

    def test_commit_without_a_ready_row_fails(self, file, office):
        with pytest.raises(CommandError, match="No row is ready"):
            import_list(file(sheets.xlsx([sheets.employee(no_wa="0812")])), "--commit")

    def test_json_with_commit_is_one_document(self, file, office):
        told = import_list(file(sheets.xlsx([sheets.employee()])), "--commit", "--json")

        assert json.loads(told)["clean"] == 1
        assert Person.objects.count() == 1

    def test_an_unreadable_file_ends_with_status_2(self, file, office, capsys):
        out = io.StringIO()
        with pytest.raises(SystemExit) as end:
            call_command(
                "import_list", file(b"%PDF-1.7"), "--office", "DINKES", "--group", "internal",
                "--json", stdout=out,
            )  # fmt: skip

        assert end.value.code == 2
        assert json.loads(out.getvalue())["error"]["code"] == "jenis"

    def test_without_json_it_is_one_sentence_and_status_2(self, file, office):
        with pytest.raises(CommandError, match="dokumen PDF") as end:
            import_list(file(b"%PDF-1.7"))

        assert end.value.returncode == 2

    def test_an_unknown_office_is_told(self, file):
        with pytest.raises(CommandError, match="Office DINKES is unknown"):
            import_list(file(sheets.xlsx([sheets.employee()])))
        assert not Upload.objects.exists()

    def test_a_file_that_is_not_there_is_told(self, office):
        with pytest.raises(CommandError, match="Cannot open /tidak/ada"):
            import_list("/tidak/ada.xlsx")

    def test_experts_belong_to_the_city(self, file, office):
        path = file(sheets.xlsx([sheets.expert()]))
        with pytest.raises(CommandError, match="experts belong to the city"):
            import_list(path, group="expert")

        import_list(path, "--commit", office="KOTA", group="expert")
        assert Person.objects.get().office.code == "KOTA"


class TestImportOffices:
    TABLE = "code,name,short_name,kind,parent_code,services\nKOTA,Kota,Kota,pemda,,\n"

    def test_tells_what_it_did(self, file):
        told = run("import_offices", file(self.TABLE.encode(), "a.csv"))

        assert told.strip() == "Offices: 1 added, 0 changed, 0 unchanged."
        assert Office.objects.get().code == "KOTA"

    def test_json(self, file):
        told = run("import_offices", file(self.TABLE.encode(), "a.csv"), "--json")

        assert json.loads(told) == {"added": 1, "changed": 0, "unchanged": 0}

    def test_organisers(self, file):
        run("import_offices", file(self.TABLE.encode(), "a.csv"), "--organisers", "KOTA")

        assert Office.objects.get().is_organiser

    def test_a_wrong_table_changes_nothing(self, file):
        wrong = self.TABLE + "X,Xx,Xx,kantor,KOTA,\n"

        with pytest.raises(CommandError, match=r"Tidak ada yang diubah\.\nBaris 3: jenis “kantor”"):
            run("import_offices", file(wrong.encode(), "a.csv"))
        assert not Office.objects.exists()
