"""What can be wrong with a device: one function a rule, and what they read.

Pure. `content` is the projection, what is published of a device: dates as ISO 8601. Each function
gives what fills the rule's sentence, or None where all is well.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from parvis.public_space import dtpr, places
from parvis.records.consistency import Content, Params, day, when

HORIZON_YEARS = 5  # a later end is no end: registers abroad hold dates of 2100
ORDER_YEARS = 5  # CSI, L.252-4
IMAGES_DAYS = 30  # CSI, L.252-5: one month at most
SOON_DAYS = 92  # an authorisation is asked for again some three months before
SILENT_DAYS = 7
ADDRESSES = ("legal_url", "notice_url", "dpia_url", "objection_url", "order_url")
VIDEO = ("video", "camera", "image")  # in the ids of DTPR's technologies
# elements of DTPR: a program reads pictures; a program reads whatever the device takes in
READS_IMAGES = frozenset({"process__computer_vision", "tech__facial_characterization"})
READS = frozenset({"process__ai_system", "tech__biometrics", "tech__person_detection"})


@dataclass(frozen=True)
class Known:
    """What is known of a device beside its own record.

    `silent_since`: day of the last value of a device that measures, None where it measures nothing
    or is heard. `dead`: those of its addresses that no longer answer. `opens`: titles of the data
    sets it feeds that are open to all. `treated`: whether a processing of data is tied to it.
    `explained`: whether a public algorithm is tied to it, to what it feeds or to such a processing.
    `leaks`: whether its measures tell the exact place that its page hides. `announced`: whether a
    sign of it is posted, None where nobody looked. `outdated`: one that is posted says what is no
    longer so.
    """

    today: dt.date
    silent_since: dt.date | None = None
    dead: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    treated: bool = False
    explained: bool = False
    leaks: bool = False
    announced: bool | None = None
    outdated: bool = False


def later(start: dt.date, years: int) -> dt.date:
    """The same day so many years on; 1 March for a 29 February."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, month=3, day=1)


def in_service(content: Content) -> bool:
    return content.get("status") == "in_service"


def is_camera(content: Content) -> bool:
    return content.get("kind") == "camera"


def films(content: Content) -> bool:
    """Whether one of its technologies is an image or video sensor."""
    return any(word in one for one in content.get("technologies", ()) for word in VIDEO)


def recognises(content: Content) -> bool:
    return content.get("recognition") == "identifiable"


def analyses_images(content: Content) -> bool:
    """Whether a program draws something from the pictures it takes, as its record says."""
    said = {*(content.get("technologies") or ()), *(content.get("processing") or ())}
    return bool(said & READS_IMAGES) or (
        (is_camera(content) or films(content)) and bool(said & READS)
    )


def about_people(content: Content) -> bool:
    return bool(content.get("personal_data"))


def order_ends(content: Content) -> dt.date | None:
    """The last day of the prefect's order: as said, and never beyond what the law allows."""
    given, ends = day(content, "order_date"), day(content, "order_expires")
    lawful = later(given, ORDER_YEARS) if given else None
    return min((one for one in (ends, lawful) if one), default=None)


def order_missing(content: Content, known: Known) -> Params | None:
    said = content.get("order_number") and content.get("order_date")
    return when(is_camera(content) and in_service(content) and not said)


def order_past(content: Content, known: Known) -> Params | None:
    ends = order_ends(content) if is_camera(content) and in_service(content) else None
    return when(ends < known.today, date=ends.isoformat()) if ends else None


def order_soon_past(content: Content, known: Known) -> Params | None:
    ends = order_ends(content) if is_camera(content) and in_service(content) else None
    if ends is None or not 0 <= (ends - known.today).days <= SOON_DAYS:
        return None
    return {"date": ends.isoformat()}


def order_too_long(content: Content, known: Known) -> Params | None:
    given, ends = day(content, "order_date"), day(content, "order_expires")
    return when(bool(given and ends and ends > later(given, ORDER_YEARS)))


def images_kept_too_long(content: Content, known: Known) -> Params | None:
    days = content.get("retention_days")
    return when(is_camera(content) and days is not None and days > IMAGES_DAYS, days=days or 0)


def no_end(content: Content, known: Known) -> Params | None:
    return when(not content.get("ends_on"))


def end_too_far(content: Content, known: Known) -> Params | None:
    ends = day(content, "ends_on")
    return when(ends > later(known.today, HORIZON_YEARS), date=ends.isoformat()) if ends else None


def outlived(content: Content, known: Known) -> Params | None:
    ends = day(content, "ends_on")
    past = ends is not None and ends < known.today and in_service(content)
    return {"date": ends.isoformat()} if ends and past else None


def review_past(content: Content, known: Known) -> Params | None:
    due = day(content, "review_on")
    return when(due < known.today, date=due.isoformat()) if due else None


def silent(content: Content, known: Known) -> Params | None:
    since = known.silent_since
    if since is None or not in_service(content) or (known.today - since).days <= SILENT_DAYS:
        return None
    return {"date": since.isoformat(), "days": (known.today - since).days}


def dead_link(content: Content, known: Known) -> Params | None:
    return {"address": known.dead[0]} if known.dead else None


def masked_without_reason(content: Content, known: Known) -> Params | None:
    said = content.get("position_why") and content.get("zone_name")
    return when(content.get("position_shown") == "zone" and not said)


def area_without_name(content: Content, known: Known) -> Params | None:
    return when(content.get("position_shown") == "area" and not content.get("zone_name"))


def place_unsaid(content: Content, known: Known) -> Params | None:
    exact = content.get("position_shown", "point") == "point"
    return when(exact and not (content.get("place") and places.point(content)))


def place_leaks(content: Content, known: Known) -> Params | None:
    return when(known.leaks)


def homes_unsaid(content: Content, known: Known) -> Params | None:
    return when(is_camera(content) and content.get("masks_homes") is not True)


def hold_unsaid(content: Content, known: Known) -> Params | None:
    contact = content.get("hold_phone") or content.get("hold_email")
    return when(is_camera(content) and not contact)


def recognised_yet_not_personal(content: Content, known: Known) -> Params | None:
    return when(recognises(content) and not about_people(content))


def recognition_without_reason(content: Content, known: Known) -> Params | None:
    """Said otherwise than the technologies tell."""
    said, technologies = content.get("recognition"), content.get("technologies") or ()
    otherwise = bool(said and technologies) and said != dtpr.recognition(technologies)
    return when(otherwise and not content.get("recognition_why"))


def opens_personal_data(content: Content, known: Known) -> Params | None:
    return {"title": known.opens[0]} if recognises(content) and known.opens else None


def counts_by_image(content: Content, known: Known) -> Params | None:
    return when(content.get("kind") == "counter" and films(content) and not known.treated)


def algorithm_unregistered(content: Content, known: Known) -> Params | None:
    return when(analyses_images(content) and not known.explained)


def sign_missing(content: Content, known: Known) -> Params | None:
    return when(known.announced is False and in_service(content))


def sign_old(content: Content, known: Known) -> Params | None:
    return when(known.outdated)


def assessed(content: Content) -> bool:
    """Systematic monitoring of a public area: RGPD, article 35(3)(c)."""
    return recognises(content) and (is_camera(content) or films(content))


def excused(content: Content) -> bool:
    return content.get("objection") == "set_aside"


def always(content: Content) -> bool:
    return True
