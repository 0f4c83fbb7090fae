"""What the lake tells the lower floors."""

from parvis.lake.store import store
from parvis.records.hooks import implement
from parvis.records.kinds import KeptFolder


@implement
def kept_folders() -> list[KeptFolder]:
    """What is written aside has no name yet, what producers bring is not decided; the lock is of
    this place."""
    versions = store()
    return [
        KeptFolder(
            "lake", versions.root, versions.writing, excluded=("aside/", "deposits/", "lock")
        )
    ]
