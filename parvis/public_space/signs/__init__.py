"""The sign of a device: what it says, its layout, its drawing, its print. Nothing of Django."""
