"""Exports of software that no scan reaches, brought at the desk and kept as scans are."""
