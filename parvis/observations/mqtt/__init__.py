"""Observations by MQTT, as OGC SensorThings 1.1 has it (clause 14): devices publish to a broker
(Debian's mosquitto), which knows our keys; one process of the portal reads, and acknowledges what
is kept."""
