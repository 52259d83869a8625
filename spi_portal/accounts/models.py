"""People who sign in. Respondents never do."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from spi_portal.accounts.permissions import CITY_WIDE, GRANTS, Permission, Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, name: str, role: Role, password: str | None) -> User:
        """An account of one of the eight roles; without a password it cannot sign in yet.

        The address counts as verified: the Inspektorat set it, and its holder cannot change it.
        """
        user = self.model(email=email.strip().lower(), name=name, role=role)
        user.set_password(password)
        user.save(using=self._db)
        addresses = apps.get_model("account", "EmailAddress")
        addresses.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user


class User(AbstractBaseUser):
    """An account: one person in one role, known by e-mail address."""

    email = models.EmailField("surel", unique=True)
    name = models.CharField("nama", max_length=120)
    role = models.CharField("peran", max_length=20, choices=Role.choices)
    is_active = models.BooleanField(default=True)
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)

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
    def sees_every_office(self) -> bool:
        return Role(self.role) in CITY_WIDE

    def get_full_name(self) -> str:
        return self.name

    def clean_fields(self, exclude: Any = None) -> None:
        self.email = self.email.strip().lower()
        super().clean_fields(exclude=exclude)
