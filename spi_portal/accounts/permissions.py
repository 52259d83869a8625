"""Who may do what: every permission and every role of the portal, on one page."""

from __future__ import annotations

from enum import StrEnum, auto

from django.db.models import TextChoices


class Permission(StrEnum):
    START_VIEW = auto()  # one's own first page
    REGISTRY_VIEW = auto()  # people on the lists of the offices in scope
    REGISTRY_IMPORT = auto()  # upload and take over a list
    RECEIPT_VIEW = auto()  # the receipt of a head's signature on the lists of one's offices
    FORECAST_VIEW = auto()  # which groups of one's offices the lists of today would give
    WAVE_VIEW = auto()  # where a wave stands; totals, never people
    LETTERS_PRINT = auto()  # order and take letters on paper, which carry links and names
    WAVE_RUN = auto()  # take a step of a wave, or ask for one that needs a second person
    APPROVALS_VIEW = auto()  # requests for a second person; one's own can be taken back
    APPROVE = auto()  # be the second person
    RESULTS_REVIEW = auto()  # figures before they are published
    EVIDENCE_VIEW = auto()  # cases with their documents, signals, and what two people made of both
    RESULTS_VIEW_CITY = auto()  # published figures of all offices
    RESULTS_VIEW_OFFICE = auto()  # published figures of one's own office
    CITY_SETTINGS = auto()  # what is true of the whole city, and whether the portal is ready
    ACCOUNTS_MANAGE = auto()  # invite people, hand offices over, end accounts
    AUDIT_VIEW = auto()  # who did what
    AUDIT_FILE = auto()  # take the file of evidence about a wave along
    DESK = auto()  # answer the help telephone: find one person, mend, note an objection
    GALLERY_VIEW = auto()  # the components of the interface


class Role(TextChoices):
    OPERATOR = "operator", "Operator Inspektorat"
    HEAD = "head", "Inspektur"
    OPD_ADMIN = "opd_admin", "Admin OPD"
    OPD_HEAD = "opd_head", "Kepala OPD"
    SEKDA = "sekda", "Sekretaris Daerah"
    SEKDA_DELEGATE = "sekda_delegate", "Staf Sekretaris Daerah (hanya melihat)"
    AUDITOR = "auditor", "Pemeriksa"
    SYSTEM = "system", "Administrator sistem"


_ALL = frozenset({Permission.START_VIEW})
_CITY_RESULTS = frozenset({Permission.RESULTS_VIEW_CITY, Permission.RESULTS_VIEW_OFFICE})
_SECOND_PERSON = frozenset(
    {Permission.APPROVALS_VIEW, Permission.APPROVE, Permission.EVIDENCE_VIEW}
)
_INSPECTORATE = (
    _ALL
    | _CITY_RESULTS
    | {
        Permission.REGISTRY_VIEW,
        Permission.REGISTRY_IMPORT,
        Permission.RECEIPT_VIEW,
        Permission.FORECAST_VIEW,
        Permission.WAVE_VIEW,
        Permission.WAVE_RUN,
        Permission.APPROVALS_VIEW,
        Permission.RESULTS_REVIEW,
        Permission.EVIDENCE_VIEW,
        Permission.CITY_SETTINGS,
        Permission.ACCOUNTS_MANAGE,
        Permission.AUDIT_VIEW,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR: _INSPECTORATE | {Permission.DESK},
    Role.HEAD: _INSPECTORATE | _SECOND_PERSON | {Permission.LETTERS_PRINT},
    Role.OPD_ADMIN: _ALL
    | {
        Permission.REGISTRY_VIEW,
        Permission.REGISTRY_IMPORT,
        Permission.RECEIPT_VIEW,
        Permission.FORECAST_VIEW,
        Permission.RESULTS_VIEW_OFFICE,
    },
    Role.OPD_HEAD: _ALL
    | {Permission.RECEIPT_VIEW, Permission.FORECAST_VIEW, Permission.RESULTS_VIEW_OFFICE},
    Role.SEKDA: _ALL | _CITY_RESULTS | {Permission.WAVE_VIEW} | _SECOND_PERSON,
    Role.SEKDA_DELEGATE: _ALL | _CITY_RESULTS | {Permission.WAVE_VIEW},
    Role.AUDITOR: _ALL
    | _CITY_RESULTS
    | _SECOND_PERSON
    | {Permission.WAVE_VIEW, Permission.AUDIT_VIEW, Permission.AUDIT_FILE},
    Role.SYSTEM: _ALL | {Permission.GALLERY_VIEW},
}

CITY_WIDE = frozenset({Role.OPERATOR, Role.HEAD})  # see every office's people

OF_AN_OFFICE = frozenset({Role.OPD_ADMIN, Role.OPD_HEAD})  # mean nothing without one
GRANTED_BY_TWO = frozenset({Role.OPERATOR, Role.HEAD, Role.SEKDA, Role.AUDITOR, Role.SYSTEM})
WITH_SECOND_FACTOR = frozenset({Role.OPERATOR, Role.HEAD, Role.AUDITOR, Role.SYSTEM})
