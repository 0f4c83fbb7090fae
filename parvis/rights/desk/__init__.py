"""The desk of requests: what officers do with them, what services are asked, what awaits whom."""
