"""Parvis: the open-source data commons of a territory."""

__version__ = "0.1.0"
