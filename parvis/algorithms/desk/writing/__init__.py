"""Rules written as a form: no JSON, and nothing kept before they are published."""
