"""What records keep."""

from parvis.records.models.attachment import Attachment
from parvis.records.models.conflict import Conflict
from parvis.records.models.feedback import Feedback
from parvis.records.models.history import HistoryEntry
from parvis.records.models.letter import Letter
from parvis.records.models.published import Alias, Link, Published
from parvis.records.models.record import Record
from parvis.records.models.review import RoleReviewTask

__all__ = [
    "Alias",
    "Attachment",
    "Conflict",
    "Feedback",
    "HistoryEntry",
    "Letter",
    "Link",
    "Published",
    "Record",
    "RoleReviewTask",
]
