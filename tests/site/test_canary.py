"""A secret is planted in every field of records that a visitor may not see, then looked for at
every public door: every address of the portal is walked."""

import re

import pytest
from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver

from parvis.catalogue.models import Dataset, Distribution, TableColumn
from parvis.records import erasure, publishing
from parvis.records.kinds import Circle
from parvis.records.models import Attachment, Feedback, Published
from tests import makers
from tests.site import makers as made

pytestmark = pytest.mark.django_db

SECRET = "zibeline"
OUTSIDE = ("espace-agents/", "compte/", "static/", "media/", "documents/")
LIST_QUERIES = ("", "?q=zibeline", "?q=zibelin", "?sort=updated", "?format=csv", "?page=1")


def planted(slug, **values):
    """A data set whose every text holds the secret."""
    texts = {
        field.name: [f"{SECRET} {field.name}"] if field.get_internal_type() == "JSONField" else
        f"{SECRET} {field.name}"[: field.max_length or 99]
        for field in Dataset._meta.concrete_fields
        if (field.name in Dataset.public_fields or field.name in {"summary", "plain_summary"})
        and field.get_internal_type() != "BooleanField"
    }  # fmt: skip
    texts |= {"more": {"note": SECRET}, "contacts": [{"name": SECRET}]}
    texts |= {"original_themes": [{"labels": {"fr": SECRET}}]}
    texts |= {"spatial": [], "temporal": [], "issued": "", "modified": "", "landing_page": ""}
    translations = {"en": {"title": f"{SECRET} en", "summary": f"{SECRET} en"}}
    own = {"title": f"{SECRET} titre", "translations": translations}
    return Dataset(slug=slug, live=True, **(texts | own | values))


def publish(record, ties=()):
    record.save()
    if not record.distributions.exists():
        Distribution.objects.create(
            dataset=record, title=SECRET, access_url=f"https://{SECRET}.example/"
        )
        TableColumn.objects.create(dataset=record, name=SECRET, title=SECRET, meaning=SECRET)
    made.tie(record, ties)
    publishing.publish_many([record])
    return record


@pytest.fixture
def hidden_things(follow):
    """One visible data set, and around it everything a visitor may not see."""
    owner = makers.organisation(slug="service", title="Service visible")
    quiet = makers.organisation(slug="cabinet", title=f"{SECRET} cabinet", circle=Circle.AGENTS)
    draft = planted("brouillon", organisation=owner)
    draft.live = False
    draft.save()
    for name, circle in (("partenaires", 1), ("agents", 2), ("interne", 3)):
        publish(planted(name, organisation=owner, circle=circle))
    withdrawn = publish(planted("retiree", organisation=owner))
    publishing.withdraw_many([withdrawn], why="Doublon")
    erased = publish(planted("effacee", organisation=owner))
    erasure.erase(erased, by=None)
    switched = planted("masquee", organisation=quiet, title="Titre visible", translations={})
    switched.hidden_fields = list(Dataset.switchable())
    publish(switched)
    others = Dataset.objects.filter(slug__in=("agents", "interne", "retiree"))
    seen = made.dataset(owner, slug="visible", title="Jeu visible")
    made.tie(seen, [("derived_from", other) for other in others])
    publishing.publish_many([seen])
    narrowed(owner)
    letters(seen)
    follow()
    return seen


def narrowed(owner):
    """A record that was for agents first: its past stays theirs."""
    publish(planted("ouverte", organisation=owner, circle=Circle.AGENTS))
    Distribution.objects.filter(dataset__slug="ouverte").delete()
    TableColumn.objects.filter(dataset__slug="ouverte").delete()
    record = Dataset.objects.get(slug="ouverte")
    for name in (*Dataset.public_fields, "summary", "plain_summary"):
        if name not in {"distributions", "dictionary"}:
            setattr(record, name, type(getattr(record, name))())
    record.title, record.translations, record.circle = "Ouverte", {}, Circle.PUBLIC
    record.save()
    publishing.publish_many([record])


def letters(seen):
    row = Published.objects.get(pk=seen.uuid)
    Feedback.objects.create(record=row, text=f"{SECRET} en attente", email=f"{SECRET}@a.example")
    Feedback.objects.create(record=row, text=SECRET, answer=SECRET, state="refused")
    for circle, record in ((2, seen.uuid), (0, Dataset.objects.get(slug="agents").uuid)):
        Attachment.objects.create(
            record=record, title=SECRET, media_type="text/plain", sha256="0" * 64, circle=circle,
            file=ContentFile(SECRET.encode(), name=f"{SECRET}.txt"),
        )  # fmt: skip


def doors(resolver=None, prefix=""):
    """Every address pattern of the portal that is not behind a sign-in."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if route.startswith(OUTSIDE):
            continue
        if isinstance(entry, URLResolver):
            yield from doors(entry, route)
        elif isinstance(entry, URLPattern):
            yield route


def addresses():
    """The patterns with every value that could lead to what is hidden."""
    rows = list(Published.objects.values_list("type", "slug"))
    rows.append(("dataset", "brouillon"))
    folders = {"dataset": "donnees", "organisation": "organisations"}
    files = list(Attachment.objects.values_list("uuid", "file"))
    letters = list(Feedback.objects.values_list("uuid", flat=True))
    for route in doors():
        path = "/" + re.sub(r"[\^$]|\\Z", "", route).replace("\\.", ".")
        path = re.sub(r"\(\?P<number>.*?\)", "0", path)
        if "<" not in path:
            yield path
        elif "name>" in path:
            yield from (fill(path, uuid=u, name=f.rpartition("/")[2]) for u, f in files)
        else:
            for kind, slug in rows:
                for letter in letters if "uuid" in path else [""]:
                    yield fill(path, kind=kind, path=folders[kind], slug=slug, uuid=letter)


def fill(route, **values):
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values.get(found[1], "x")), route)


def said(response):
    """Everything an answer says: body, and headers but the address that was asked."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    return content.decode("utf-8", "replace") + headers


def asked_aloud(text):
    """What was asked is repeated in the search field, the page's title and its own address."""
    text = re.sub(r'value="zibelin?e?"|« zibelin?e? »|q(=|%3D)zibelin?e?\b', "", text)
    return re.sub(r"<title>.*?</title>", "", text, flags=re.S)


def test_no_door_tells_a_secret(client, hidden_things):
    leaks, walked, shown = [], 0, 0
    for path in sorted(set(addresses())):
        for query in LIST_QUERIES if path.endswith(("/", "recherche", "records", "csv")) else [""]:
            for accept in ("text/html", "application/json", "text/turtle"):
                if accept != "text/html" and "/id/" not in path:
                    continue
                response = client.get(path + query, headers={"Accept": accept})
                assert response.status_code < 500, path + query
                walked += 1
                text = asked_aloud(said(response).replace(path, ""))
                shown += "Jeu visible" in text
                if SECRET in text.lower():
                    at = text.lower().index(SECRET)
                    leaks.append((path + query, text[max(0, at - 60) : at + 60]))
    assert not leaks, "\n".join(f"{where}: …{text}…" for where, text in leaks[:30])
    assert walked > 200
    assert shown > 20  # the walk does see what is public


def test_an_agent_sees_what_is_for_agents(client, hidden_things):
    steward = makers.member(makers.organisation(kind="metropolis"), "steward")
    client.force_login(steward)
    response = client.get("/donnees/agents/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert client.get("/donnees/interne/").status_code == 404
