"""People who sign in. Respondents never do."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from spi_portal.accounts.permissions import (
    CITY_WIDE,
    GRANTED_BY_TWO,
    GRANTS,
    Permission,
    Role,
)


class State(models.TextChoices):
    """Where an account stands. Not a column: it follows from the others and from the day."""

    AWAITING = "awaiting", "Belum disetujui"
    INVITED = "invited", "Diundang"
    ACTIVE = "active", "Aktif"
    ENDED = "ended", "Berakhir"


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, name: str, role: Role, password: str | None) -> User:
        """An account of one of the eight roles; without a password it cannot sign in yet.

        The address counts as verified: the Inspektorat set it, and its holder cannot change it.
        """
        user = self.model(email=email.strip().lower(), name=name, role=role)
        user.set_password(password)
        user.save(using=self._db)
        user.keep_address(verified=True)
        return user

    def invite_user(
        self,
        *,
        email: str,
        name: str,
        role: Role,
        decree: str,
        decree_on: date,
        valid_until: date | None,
    ) -> User:
        """An account without a password; the link in its letter verifies the address."""
        user = self.model(
            email=email.strip().lower(),
            name=name,
            role=role,
            decree=decree,
            decree_on=decree_on,
            valid_until=valid_until,
            awaits_grant=role in GRANTED_BY_TWO,
            is_active=role not in GRANTED_BY_TWO,
        )
        user.set_unusable_password()
        user.save(using=self._db)
        user.keep_address(verified=False)
        return user

    def in_state(self, state: State) -> models.QuerySet[User]:
        """As `User.state` says, asked of the database."""
        ended = models.Q(is_active=False) | models.Q(valid_until__lt=timezone.localdate())
        entered = models.Q(last_login__isnull=False) | ~models.Q(
            password__startswith=UNUSABLE_PASSWORD_PREFIX
        )
        return {
            State.AWAITING: self.filter(awaits_grant=True),
            State.INVITED: self.filter(awaits_grant=False).exclude(ended).exclude(entered),
            State.ACTIVE: self.filter(entered, awaits_grant=False).exclude(ended),
            State.ENDED: self.filter(ended, awaits_grant=False),
        }[state]


class User(AbstractBaseUser):
    """An account: one person in one role, known by e-mail address."""

    email = models.EmailField("surel", unique=True)
    name = models.CharField("nama", max_length=120)
    role = models.CharField("peran", max_length=20, choices=Role.choices)
    is_active = models.BooleanField(default=True)
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    decree = models.CharField("nomor SK", max_length=80, blank=True)
    decree_on = models.DateField("tanggal SK", null=True, blank=True)
    awaits_grant = models.BooleanField(default=False)  # a second person has yet to agree
    link_sent_at = models.DateTimeField(null=True, blank=True)  # the last one-time link

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_role_is_known", condition=models.Q(role__in=Role.values)
            ),
            models.CheckConstraint(
                name="user_email_is_lower", condition=models.Q(email=Lower("email"))
            ),
            models.CheckConstraint(
                name="user_awaiting_a_grant_is_closed",
                condition=models.Q(awaits_grant=False) | models.Q(is_active=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def may(self, permission: Permission) -> bool:
        return self.is_current and permission in GRANTS[Role(self.role)]

    @property
    def is_current(self) -> bool:
        """Active, and not past the last day of its mandate."""
        within = self.valid_until is None or self.valid_until >= timezone.localdate()
        return self.is_active and within

    @property
    def state(self) -> State:
        if self.awaits_grant:
            return State.AWAITING
        if not self.is_current:
            return State.ENDED
        return State.ACTIVE if self.has_usable_password() or self.last_login else State.INVITED

    def keep_address(self, *, verified: bool) -> None:
        """What allauth knows of the address. The holder cannot change it."""
        addresses = apps.get_model("account", "EmailAddress")
        addresses.objects.update_or_create(
            user=self, email=self.email, defaults={"verified": verified, "primary": True}
        )

    @property
    def reference(self) -> str:
        """What the ledger calls this account: an address is one person's, a name may be two's."""
        return f"accounts.user {self.email}"[:120]

    @property
    def sees_every_office(self) -> bool:
        return Role(self.role) in CITY_WIDE

    def get_full_name(self) -> str:
        return self.name

    def clean_fields(self, exclude: Any = None) -> None:
        self.email = self.email.strip().lower()
        super().clean_fields(exclude=exclude)
