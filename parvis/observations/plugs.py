"""What the room of observations tells the lower floors."""

from __future__ import annotations
