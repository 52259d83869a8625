"""The usual way: a resource of django-import-export over the columns of a person, dry run.

It checks far less than our import: types of columns, and nothing between rows.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import time
from pathlib import Path

import django
from django.conf import settings


def main(path: str, office_id: str) -> None:
    settings.DATABASES["default"]["NAME"] = os.environ["SPI_BENCH_DATABASE"]
    django.setup()
    from import_export import fields, resources
    from import_export.formats.base_formats import XLSX
    from import_export.widgets import DateWidget

    from respondents.models.people import Person

    day = DateWidget("%d-%m-%Y")

    class PersonResource(resources.ModelResource):
        name = fields.Field("name", "nama")
        category = fields.Field("category", "status")
        position = fields.Field("position", "jabatan")
        level = fields.Field("level", "jenjang")
        unit = fields.Field("unit", "unit_kerja")
        started_on = fields.Field("started_on", "tmt_instansi", widget=day)
        in_unit_since = fields.Field("in_unit_since", "tmt_unit", widget=day)

        class Meta:
            model = Person
            import_id_fields = ("name",)
            fields = (
                "name", "category", "position", "level", "unit", "started_on", "in_unit_since",
            )  # fmt: skip

        def before_save_instance(self, instance, row, **kwargs):
            instance.office_id = int(office_id)
            instance.kind = "internal"
            instance.set_contacts(
                phone=str(row["no_wa"] or ""), email=str(row["email"] or ""), nip=row["nip"] or ""
            )

    content = Path(path).read_bytes()
    begun = time.perf_counter()
    data = XLSX().create_dataset(io.BytesIO(content).getvalue())
    PersonResource().import_data(data, dry_run=True, raise_errors=False)
    spent = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"seconds": spent, "megabytes": peak}))


main(*sys.argv[1:])
