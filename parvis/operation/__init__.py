"""What keeps a portal running: processes, the schedule, backups."""
