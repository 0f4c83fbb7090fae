"""A business application's database, described without copying what it holds.

Pure domain, nothing of Django: `connect` opens a session that cannot write, `inventory` reads the
schema in a few questions, `profile` counts and looks at shapes inside the database, `describe`
proposes data sets, `difference` says what changed since last time. What it keeps is made of frozen
dataclasses (`model`) that go to JSON and back.
"""
