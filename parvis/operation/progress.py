"""A bar for long work, on a terminal only."""

from __future__ import annotations

from tqdm import tqdm


def bar(name: str, total: int) -> tqdm[None]:
    """Call the result's `update(bytes)`; shown on a terminal, silent elsewhere."""
    return tqdm(desc=name, total=total or None, unit="o", unit_scale=True, disable=None)
