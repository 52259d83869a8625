from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True, kw_only=True)
class Candidate:
    """A row of a file as the person it would make, with contacts in their right form.

    It lives in memory only: from here contacts go on sealed (staging.py).
    """

    row: int
    kind: str
    office_id: int
    name: str = ""
    category: str = ""
    position: str = ""
    level: str = ""
    unit: str = ""
    started_on: date | None = None
    in_unit_since: date | None = None
    main_task: bool | None = None
    service: str = ""
    served_on: date | None = None
    consent_on: date | None = None
    further: dict[str, str] = field(default_factory=dict)
    phone: str = ""
    email: str = ""
    nip: str = ""
