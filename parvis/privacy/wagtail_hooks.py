"""What the room adds to Wagtail's desk beside the register's own screens."""

from __future__ import annotations

from parvis.privacy.notices.desk import PointDesk
from parvis.privacy.policy.desk import ProtectionDesk
from parvis.records.desk.viewset import register

register(PointDesk)
register(ProtectionDesk)
