"""The small town of the access matrix: one account a role, two offices, three waves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from reports import cases
from reports.models.briefings import Briefing
from reports.models.cases import RecordedCase
from reports.models.signals import SignalDecision
from reports.models.weights import WeightSet
from respondents import signatures
from respondents.models.city_files import CityFile, CityShare, RosterEntry
from respondents.models.duties import Duty
from respondents.models.lists import Fault, Upload
from respondents.models.objections import Objection
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.models.service_points import ServicePoint
from respondents.models.signatures import Signature
from respondents.models.staged import Removal, Repair, StagedRow
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.deputies import Deputy
from surveys.models.groups import AnonymityGroup, FrameEntry
from surveys.models.instruments import InstrumentVersion
from surveys.models.invitations import Invitation
from surveys.models.kpk import KpkContact
from surveys.models.letter_batches import LetterBatch
from surveys.models.messages import Message
from surveys.models.rights import LinkOrder, ReserveCall
from surveys.models.undelivered import Undelivered
from surveys.models.waves import Wave
from tests import make
from tests.reports import scenes

OWN, FOREIGN = "OPD-1", "OPD-2"
PUBLISHED, UNPUBLISHED = "2026", "2027"
OF_OFFICES = (Role.OPD_ADMIN, Role.OPD_HEAD)  # they hold OPD-1


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    users: dict[Role, User]
    uploads: dict[str, Upload]  # by office code
    approvals: dict[str, Approval]  # by who asked: a role, or "other"
    deputies: dict[str, Deputy]  # by who named: a role, or "other"
    duty: Duty  # the OPD admin's
    briefing: Briefing  # printed
    city_file: CityFile  # shared with two offices
    kpk_row: KpkContact  # of the published wave
    reserve_call: ReserveCall  # of the published wave
    version: InstrumentVersion
    weight_set: WeightSet  # published
    case: RecordedCase  # of the unpublished wave, with a document
    signal: SignalDecision  # likewise, proposed
    sheets: dict[str, Signature]  # on paper, by office code
    people: dict[str, Person]  # by office code
    points: dict[str, ServicePoint]  # by office code


def build() -> World:
    make.city()
    weight_set = scenes.weight_set()
    offices = [make.office(code=code, short_name=code) for code in (OWN, FOREIGN, "OPD-3")]
    other, second = make.user("Orang Lain", Role.OPERATOR), make.user("Orang Kedua", Role.HEAD)
    answers = dict.fromkeys(offices, scenes.ENOUGH)
    scenes.published(scenes.counted(offices=answers), by=other, second=second)
    scenes.counted(year=int(UNPUBLISHED), offices=answers, seed=2)
    users = {
        role: make.user(role.label, role, of=offices[0] if role in OF_OFFICES else None)
        for role in Role
    }
    askers = {"other": other} | users
    city_file = CityFile.objects.create(
        purpose="share", file_name="bkpsdm.xlsx", file_hash=b"", state="placed", uploaded_by=other
    )
    for number, office in enumerate(offices[:2]):
        CityShare.objects.create(file=city_file, office=office)
        RosterEntry.objects.create(office=office, name="A", nip_index=bytes([number]))
    LetterBatch.objects.create(
        wave=Wave.objects.get(slug=PUBLISHED), number=1, asked_by=second, state="dropped",
        asked_at=timezone.now(), due_at=timezone.now(), lock=b"", signature=b"",
    )  # fmt: skip
    return World(
        city_file=city_file,
        users=users,
        uploads={office.code: _people_of(office, other) for office in offices[:2]},
        approvals={
            name: Approval.objects.create(verb="draw", subject=f"x{n}", reason="-", asked_by=who)
            for n, (name, who) in enumerate(askers.items())
        },
        deputies={name: _deputy(of=who) for name, who in askers.items()},
        duty=Duty.objects.get(user=users[Role.OPD_ADMIN]),
        briefing=Briefing.objects.create(
            facts={"day": "-"},
            asked_by=other,
            due_at=timezone.now(),
            state="ready",
            content=b"%PDF",
            sha256="0",
        ),
        kpk_row=KpkContact.objects.create(
            wave=Wave.objects.get(slug=PUBLISHED), name="A", post="B", task="C", recorded_by=other
        ),
        reserve_call=_reserve_call(other),
        version=scenes.versions()["expert"],
        weight_set=weight_set,
        case=_case_at(offices[0], other),
        signal=SignalDecision.objects.create(
            wave=Wave.objects.get(slug=UNPUBLISHED),
            office=offices[0],
            sign="uniform",
            strength="4.0",
            outcome="talk",
            reason="-",
            proposed_by=other,
        ),
        sheets={office.code: _signed_by_hand(office) for office in offices[:2]},
        people={office.code: make.person(office=office) for office in offices[:2]},
        points={office.code: _point_of(office, other) for office in offices[:2]},
    )


def _reserve_call(by: User) -> ReserveCall:
    wave = Wave.objects.get(slug=PUBLISHED)
    return ReserveCall.objects.create(
        wave=wave,
        group=AnonymityGroup.objects.filter(wave=wave).first(),
        wanted=1,
        why="kurang",
        reason="Kelompok ini kurang",
        ordered_by=by,
        ordered_on=timezone.localdate(),
    )


def _signed_by_hand(office: Office) -> Signature:
    listed = signatures.state(office, "internal").listed
    assert listed is not None
    code = signatures.code_of(office, "internal", listed)
    made = signatures.sign_on_paper(
        office, "internal", signer="Kepala", code=code, scan=b"%PDF-", by="matrix"
    )
    make.person(office=office)  # so that the list is to be signed again
    return made


def _case_at(office: Office, by: User) -> RecordedCase:
    document = cases.Document(number="1/2026", on=timezone.localdate(), about="-", content=b"%PDF-")
    wave = Wave.objects.get(slug=UNPUBLISHED)
    return cases.record(wave, office=office, stage="complaint", document=document, by=by)


def _point_of(office: Office, by: User) -> ServicePoint:
    point = make.service_point(office=office, made_by=by)
    make.volunteer(point=point)
    return point


def _deputy(*, of: User) -> Deputy:
    today = timezone.localdate()
    deputy = make.user("Plh", Role.AUDITOR)  # decides nothing that another could not
    return Deputy.objects.create(
        principal=of, deputy=deputy, kind="plh", begins_on=today, ends_on=today
    )


def _people_of(office: Office, by: User) -> Upload:
    """One row in every table of people."""
    wave = Wave.objects.get(slug=PUBLISHED)
    group = AnonymityGroup.objects.filter(wave=wave, opd=office, kind="internal").get()
    person = make.person(office=office)
    Objection.objects.create(
        person=person,
        office=office,
        channel="telepon",
        recorded_by=by,
        recorded_on=timezone.localdate(),
    )
    FrameEntry.objects.create(
        wave=wave, person=person, office=office, group=group, row_hash=bytes(32)
    )
    LinkOrder.objects.create(
        wave=wave, person=person, office=office, ordered_on=timezone.localdate()
    )
    invitation = Invitation.objects.create(
        wave=wave, person=person, office=office, group=group, state=Invitation.State.SAMPLE
    )
    Message.objects.create(
        invitation=invitation,
        office=office,
        round=Message.Round.INVITATION,
        channel=Message.Channel.EMAIL,
        due_at=timezone.now() + timedelta(days=1),
    )
    Undelivered.objects.create(wave=wave, office=office, kind="internal", email_index=b"0")
    upload = Upload.objects.create(
        office=office, kind="internal", file_name="daftar.xlsx", file_hash=b"", state="checked"
    )
    Fault.objects.create(
        upload=upload, office=office, row=2, column="nip", code="x", severity="warns", message="-"
    )
    StagedRow.objects.create(upload=upload, office=office, kind="internal", row=2, use=0)
    Repair.objects.create(upload=upload, office=office, row=2, how="skipped")
    Removal.objects.create(upload=upload, office=office, person=person, why="salah")
    return upload
