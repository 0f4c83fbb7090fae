"""Uplinks of LoRaWAN devices, as The Things Stack v3 and ChirpStack v4 send them: by HTTP
(`door.py`) or MQTT, decoded as the model of the device declares."""
