"""What operation tells the lower floors."""

from parvis.records.hooks import implement


@implement
def scheduled() -> list[tuple[str, str, int]]:
    return [
        ("publish_due", "parvis.operation.jobs.publish_due", 60),
        ("forget_sessions", "parvis.operation.jobs.forget_sessions", 86_400),
        ("forget_counts", "parvis.operation.jobs.forget_counts", 86_400),
        ("deliver_letters", "parvis.records.mail.deliver_due", 30),
        ("forget_letters", "parvis.records.mail.forget_letters", 86_400),
        ("forget_results", "parvis.operation.jobs.forget_results", 86_400),
    ]
