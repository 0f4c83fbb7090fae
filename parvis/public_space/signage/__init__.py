"""Signs of devices: what each says, where it is printed, what becomes of it."""
