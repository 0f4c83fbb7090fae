"""At the desk: what people brought, read, answered, mended, passed on."""
