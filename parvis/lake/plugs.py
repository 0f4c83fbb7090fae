"""What the lake tells the lower floors."""

from parvis.lake.store import remote, store
from parvis.records.hooks import implement
from parvis.records.kinds import KeptFolder


@implement
def kept_folders() -> list[KeptFolder]:
    """What is written aside has no name yet, what producers bring is not decided; the lock is of
    this place. A bucket is kept by its own means (docs/en/lake.md)."""
    if remote():
        return []
    versions = store()
    return [
        KeptFolder(
            "lake", versions.root, versions.writing, excluded=("aside/", "deposits/", "lock")
        )
    ]


@implement
def scheduled() -> list[tuple[str, str, int]]:
    return [("run_held_up_jobs", "parvis.lake.jobs.run_held_up", 600)]
