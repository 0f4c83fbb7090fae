"""Projections of processings for the pure tests: one in order, with every field that rules read."""

from __future__ import annotations

import datetime as dt
from typing import Any

TODAY = dt.date(2026, 11, 30)
PURPOSE = {
    "title": "Inscrire",
    "basis": "public_task",
    "why": "code de l’éducation",
    "text_url": "",
}
RETENTION = {
    "what": "dossiers", "number": 2, "unit": "years", "start": "", "archived": "",
    "fate": "destroy",
}  # fmt: skip
PROCESSOR = {
    "part": "processor", "name": "Repas du Sud", "organisation": None, "task": "",
    "contact": "", "clauses": True, "verified_on": "2026-01-01", "keeps_register": True,
    "sends_abroad": False, "dpo": "", "dpo_contact": "",
}  # fmt: skip
PRINCIPAL = PROCESSOR | {"part": "principal", "name": "Bruz", "contact": "mairie@bruz.example"}
TRANSFER = {
    "country": "Canada", "recipient": "", "mechanism": "adequacy", "guarantees": "", "url": "",
}  # fmt: skip
SAFEGUARD = {"measure": "access", "done": True, "words": ""}
CANTEEN: dict[str, Any] = {
    "type": "processing", "role": "controller", "status": "in_force", "purposes": [PURPOSE],
    "operations": ["collect", "store"],
    "people": ["parent"], "data": ["identity"], "methods": ["web_form"],
    "retentions": [RETENTION], "recipients": [{"name": "écoles", "reach": "internal", "why": ""}],
    "parts": [PROCESSOR], "partner_measures": [{"name": "Repas du Sud", "words": "chiffré"}],
    "transfers": [TRANSFER], "safeguards": [SAFEGUARD], "used": [],
    "automation": "none", "logic": "", "criteria_said": [], "exemption": "",
    "officer": {"name": "Délégué", "email": "dpd@ville.example"}, "review_on": "2027-01-01",
    "assessment": None, "hidden": [],
}  # fmt: skip
