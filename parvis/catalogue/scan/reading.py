"""The whole of a scan in one call: a session that cannot write, the schema, its profile."""

from __future__ import annotations

from collections.abc import Collection

from parvis.catalogue.scan.address import Account, Target
from parvis.catalogue.scan.limits import Limits
from parvis.catalogue.scan.model import Inventory


def read(
    target: Target,
    account: Account | None = None,
    *,
    allowed: Collection[str] = (),
    limits: Limits | None = None,
) -> Inventory:
    """What a database holds, profiled; arguments and ScanError as for `connect.connected`.

    SQLAlchemy is imported here, when one scans: no web worker carries it.
    """
    from parvis.catalogue.scan.connect import connected
    from parvis.catalogue.scan.inventory import inventory
    from parvis.catalogue.scan.profile import profiled

    with connected(target, account, allowed=allowed, limits=limits) as session:
        return profiled(session, inventory(session))
