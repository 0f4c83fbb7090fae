"""Geographic catalogues: CSW servers and the ISO 19139 records they hold."""
