"""Opendatasoft (Huwise), by its Explore API v2.1."""
