"""“I saw a device that is not here”: what people signal, read by someone, answered in public."""
