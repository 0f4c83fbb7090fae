"""What officers read of a request's clock and state."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.design.spoken import in_words
from parvis.rights import clock
from parvis.rights.desk.acts import Situation
from parvis.rights.words import state_words


def state_of(now: Situation) -> str:
    """The state of the file, and what the clock does."""
    row = now.request
    if row.reopened and now.is_open:
        return _("rouverte le %(day)s") % {"day": in_words(row.reopened)}
    if not now.is_open:
        return str(row.get_stage_display())
    state = clock.state(now.course, now.today, now.place)
    if state in (clock.State.LATE, clock.State.SILENT):
        return _("en retard")
    if state is clock.State.SUSPENDED:
        return _("suspendue : on attend de savoir qui c’est")
    return state_words(state)


def delay_of(awaited: dt.date | None, today: dt.date) -> str:
    """How long is left before an answer is due; "" once there is one."""
    if awaited is None:
        return ""
    left = (awaited - today).days
    if left < 0:
        said = ngettext("en retard de %(n)s jour", "en retard de %(n)s jours", -left)
        return said % {"n": -left}
    if left == 0:
        return _("dernier jour")
    return ngettext("il reste %(n)s jour", "il reste %(n)s jours", left) % {"n": left}


def latest_extension(now: Situation) -> dt.date | None:
    """Until when an extension may still be told; None when it may not."""
    if not clock.may_extend(now.course, now.today, now.place):
        return None
    return clock.first_due(now.course, now.today, now.place)
