"""What the room adds to Wagtail's desk beside the device's own screens."""

from __future__ import annotations

from parvis.public_space.signage.desk import SignDesk
from parvis.records.desk.viewset import register

register(SignDesk)
