"""What the standard requires, and the test that shows it kept, or why it is not.

The identifiers are those that FROST-Server's own tests name; the page of the documentation is made
of this table (`python -m tests.observations.sta.requirements` writes it).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SENSING = "http://www.opengis.net/spec/iot_sensing/1.1/req/"
TASKING = "http://www.opengis.net/spec/iot_tasking/1.0/req/"
FROST = "https://fraunhoferiosb.github.io/FROST-Server/extensions/"
CSV = (
    "https://github.com/INSIDE-information-systems/SensorThingsAPI/blob/master/"
    "CSV-ResultFormat/CSV-ResultFormat.md"
)
MODEL, READ = "test_model.py::test_", "test_read.py::test_"
WRITE, ENGINES = "test_write.py::test_", "test_engines.py::test_"
KINDS = ("thing", "location", "historical-location", "datastream", "sensor", "observed-property",
         "observation", "feature-of-interest")  # fmt: skip
TASKS = {
    "fr": "Les commandes ne sont pas ouvertes : ce portail montre, il ne pilote pas.",
    "en": "Tasking is out: this portal shows, it does not steer.",
}
REFUSED: Mapping[str, Mapping[str, str]] = {
    **{
        f"{TASKING}{name}": TASKS
        for name in (
            "tasking-capability/properties", "tasking-capability/relations", "task/properties",
            "task/relations", "actuator/properties", "actuator/relations",
            "create-tasks/task-creation", "create-tasks-via-mqtt/task-creation",
            "receive-updates-via-mqtt/receive-updated",
        )
    },
    f"{FROST}ResponseMetadata.html": {
        "fr": "Les métadonnées sont toujours entières ; $select les retire.",
        "en": "Control information is always whole; $select takes it away.",
    },
    f"{FROST}SelectDistinct.html": {
        "fr": "$select=distinct: n’est pas lu.", "en": "$select=distinct: is not read.",
    },
}  # fmt: skip
KEPT: Mapping[str, str] = {
    f"{SENSING}datamodel/entity-control-information/common-control-information":
        f"{READ}a_thing_in_the_shape_of_the_standard",
    **{f"{SENSING}datamodel/{kind}/properties":
       f"{MODEL}each_entity_has_the_properties_of_the_standard" for kind in KINDS},
    **{f"{SENSING}datamodel/{kind}/relations": f"{MODEL}each_relation_leads_both_ways"
       for kind in KINDS},
    f"{SENSING}resource-path/resource-path-to-entities": f"{MODEL}every_kind_of_path_is_answered",
    f"{SENSING}request-data/status-code": f"{MODEL}every_kind_of_path_is_answered",
    f"{SENSING}request-data/query-status-code": f"{MODEL}a_wrong_option_is_refused",
    f"{SENSING}request-data/order": f"{MODEL}options_apply_in_the_order_of_the_standard",
    f"{SENSING}request-data/expand": f"{READ}the_latest_of_everything",
    f"{SENSING}request-data/select": f"{MODEL}what_is_selected_is_all_that_is_told",
    f"{SENSING}request-data/orderby": f"{MODEL}every_property_gives_an_order",
    f"{SENSING}request-data/top": f"{MODEL}nothing_asked_for_has_no_page_after",
    f"{SENSING}request-data/skip": f"{MODEL}options_apply_in_the_order_of_the_standard",
    f"{SENSING}request-data/count": f"{READ}pages",
    f"{SENSING}request-data/filter": f"{READ}filters",
    f"{SENSING}request-data/built-in-filter-operations": f"{ENGINES}what_each_condition_keeps",
    f"{SENSING}request-data/built-in-query-functions": f"{MODEL}functions_on_places",
    f"{SENSING}request-data/pagination": f"{READ}pages",
    f"{SENSING}create-update-delete/create-entity": f"{WRITE}what_is_wrong_is_named",
    f"{SENSING}create-update-delete/link-to-existing-entities":
        f"{WRITE}a_place_noted_by_hand_is_where_it_is_when_it_is_the_last",
    f"{SENSING}create-update-delete/deep-insert":
        f"{WRITE}a_thing_comes_with_all_that_is_nested_in_it",
    f"{SENSING}create-update-delete/deep-insert-status-code":
        f"{WRITE}a_refused_part_undoes_the_whole",
    f"{SENSING}create-update-delete/update-entity": f"{WRITE}a_patch_merges_and_a_put_replaces",
    f"{SENSING}create-update-delete/update-entity-put": f"{WRITE}a_patch_merges_and_a_put_replaces",
    f"{SENSING}create-update-delete/update-entity-jsonpatch":
        f"{WRITE}a_patch_merges_and_a_put_replaces",
    f"{SENSING}create-update-delete/delete-entity":
        f"{WRITE}what_cannot_be_without_it_goes_with_it",
    f"{SENSING}create-update-delete/historical-location-auto-creation":
        f"{WRITE}where_it_was_is_remembered",
    f"{SENSING}create-update-delete/historical-location-manual-creation":
        f"{WRITE}a_place_noted_by_hand_is_where_it_is_when_it_is_the_last",
    f"{SENSING}batch-request/batch-request":
        "test_batch.py::test_a_batch_in_parts_as_the_standard_writes_it",
    f"{SENSING}data-array/data-array": f"{WRITE}many_observations_at_once",
    f"{SENSING}multi-datastream/properties":
        f"{MODEL}each_entity_has_the_properties_of_the_standard",
    f"{SENSING}multi-datastream/relations": f"{MODEL}each_relation_leads_both_ways",
    f"{SENSING}multi-datastream/constraints":
        "test_multi.py::test_types_units_and_properties_agree",
    f"{SENSING}create-observations-via-mqtt/observations-creation":
        "../mqtt/test_mqtt.py::test_what_a_device_says_is_kept_once_however_often",
    f"{SENSING}receive-updates-via-mqtt/receive-updates":
        "../mqtt/test_updates.py::test_who_subscribes_is_told_what_is_made_and_changed",
    f"{FROST}JsonBatchRequest.html": f"{WRITE}calls_that_go_together",
    f"{FROST}DeepSelect.html": f"{MODEL}what_is_selected_is_all_that_is_told",
    f"{FROST}GeoJSON-ResultFormat.html": f"{MODEL}other_formats",
    CSV: f"{MODEL}other_formats",
}  # fmt: skip
WORDS = {
    "fr": ("exigence", "tenue", "essai, ou pourquoi non", "oui", "non"),
    "en": ("requirement", "kept", "test, or why not", "yes", "no"),
}


def short(identifier: str) -> str:
    return identifier.removeprefix("http://www.opengis.net/spec/").replace(FROST, "FROST ").replace(
        CSV, "INSIDE CSV-ResultFormat"
    ).removesuffix(".html")  # fmt: skip


def table(language: str) -> str:
    first, kept, why, yes, no = WORDS[language]
    lines = [f"| {first} | {kept} | {why} |", "|---|---|---|"]
    lines += [f"| `{short(one)}` | {yes} | `{test}` |" for one, test in KEPT.items()]
    lines += [f"| `{short(one)}` | {no} | {said[language]} |" for one, said in REFUSED.items()]
    return "\n".join(lines)


def page(language: str) -> Path:
    return ROOT / "docs" / language / "sensorthings.md"


def parted(text: str) -> tuple[str, str]:
    """A page before its table, which ends it; and the table."""
    before, mark, found = text.partition("\n| ex" if "\n| ex" in text else "\n| requirement")
    return before, (mark + found).strip()


if __name__ == "__main__":
    for language in WORDS:
        before, _old = parted(page(language).read_text(encoding="utf-8"))
        page(language).write_text(f"{before.rstrip()}\n\n{table(language)}\n", encoding="utf-8")
