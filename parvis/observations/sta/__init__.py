"""The OGC SensorThings 1.1 door, `/sta/v1.1/`: paths and options read here without Django, answered
from the rows of the room (OGC 18-088)."""
