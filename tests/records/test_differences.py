"""Differences in plain words: fields, lists, lists of things that have a name."""

from parvis.records.differences import Difference, differences


def label(name):
    return {"title": "Titre", "keywords": "Mots-clés", "files": "Fichiers"}.get(name, name)


def words(_name, value):
    if isinstance(value, dict):
        return value.get("title", "")
    return "" if value is None else str(value)


def told(before, after):
    return differences(before, after, label, words)


def test_a_field_that_changed_is_said_before_and_after():
    assert told({"title": "Arbre"}, {"title": "Arbres"}) == [Difference("Titre", "Arbre", "Arbres")]


def test_items_are_added_and_removed_one_by_one():
    found = told({"keywords": ["eau", "bruit"]}, {"keywords": ["air", "eau"]})
    assert found == [Difference("Mots-clés", "bruit", ""), Difference("Mots-clés", "", "air")]


def test_an_order_that_changed_is_no_difference():
    assert told({"keywords": ["a", "b"]}, {"keywords": ["b", "a"]}) == []


def test_an_item_that_kept_its_name_is_told_field_by_field():
    before = {"files": [{"short": "1", "title": "CSV", "size": 3}]}
    after = {"files": [{"short": "1", "title": "CSV", "size": 5}]}
    assert told(before, after) == [Difference("Fichiers « CSV » › size", "3", "5")]


def test_equal_items_are_counted():
    found = told({"keywords": ["a", "a"]}, {"keywords": ["a"]})
    assert found == [Difference("Mots-clés", "a", "")]


def test_what_is_technical_is_not_told():
    assert told({"uuid": "1", "circle": 2}, {"uuid": "2", "circle": 0}) == []


def test_texts_inside_texts_say_where():
    before = {"translations": {"en": {"title": "Tree"}}}
    found = told(before, {"translations": {"en": {"title": "Trees"}}})
    assert found == [Difference("translations › en › Titre", "Tree", "Trees")]
