from __future__ import annotations

from typing import Any

from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget

from respondents.models.offices import Office


class OfficeResource(resources.ModelResource):  # type: ignore[misc]
    """The tree of offices, with the headings that `import_offices` reads."""

    parent_code = fields.Field(
        attribute="parent", column_name="parent_code", widget=ForeignKeyWidget(Office, "code")
    )
    services = fields.Field(column_name="services")
    organiser = fields.Field(column_name="organiser")

    class Meta:
        model = Office
        fields = ("code", "name", "short_name", "kind", "parent_code", "services", "organiser")
        export_order = fields

    def get_export_queryset(self, queryset: Any = None, **kwargs: Any) -> Any:
        return super().get_queryset() if queryset is None else queryset

    def dehydrate_services(self, office: Office) -> str:
        return "; ".join(office.services)

    def dehydrate_organiser(self, office: Office) -> str:
        return "ya" if office.is_organiser else "tidak"
