"""Who signs in. Alone in its app, so that its first migration depends on nothing of ours."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person with an account: an agent, an elected member, a partner, later an inhabitant."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("adresse e-mail"), unique=True)
    # made by `parvis demo`: such an account is inactive as soon as it is read outside demo mode,
    # so that no door (password, OpenID Connect, session already open) lets it in
    demonstration = models.BooleanField(_("compte de démonstration"), default=False, editable=False)

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any
    ) -> Self:
        user = super().from_db(db, field_names, values, **options)
        if "demonstration" in field_names and user.demonstration and not settings.PARVIS_DEMO:
            user.is_active = False
        return user
