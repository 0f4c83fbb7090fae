"""Every kind of public page, found by walking the portal: a new kind joins by itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
from django.urls import Resolver404, URLPattern, get_resolver, resolve
from django.urls.resolvers import LocalePrefixPattern

from parvis.demo import source

# Long by nature: they may be a little heavier.
LONG = {
    *(
        "list",
        "search",
        "site_map",
        "ties",
        "history",
        "device_rules",
        "decision_rules",
        "device_changes",
    ),
    *("algorithm_rules", "algorithm_trips", "whole"),
    *("rows", "rows_chart", "rows_map", "version", "version_chart", "version_map", "ogc_items"),
}
# A form that signs someone in needs a cookie; no visitor meets it.
WITH_COOKIE = {"account_login", "account_reset_password"}
# Addresses of people that this walk cannot open, and who opens them.
ELSEWHERE = {
    "feed": "Atom, for machines",
    "list_feed": "Atom, for machines",
    "record_feed": "Atom, for machines",
    "quality_csv": "a table, for machines",
    "receipt": "test_citizen, after sending the form",
    "reuse_receipt": "after sending the form",
    "request_receipt": "after sending the form",
    "stop_letters": "through a letter",
    "stop_follows": "through a letter",
    "follows": "for who is signed in",
    "confirm_follow": "through a letter",
    "open_follows": "through a letter",
    "zone_map": "a picture",
    "cameras": "leads to a list",
    "around": "test_passer_by: a script measures",
    "device_places": "places, for the script of what is around",
    "device_changes_feed": "Atom, for machines",
    "seen_receipt": "after sending the form",
    "seen_photo": "a picture",
    "right_follow": "through the private link of a request",
    "right_piece": "through the private link of a request",
    "right_kit": "through the private link of a request",
    "right_figures_data": "numbers, for machines",
    "rows_tile": "a tile, for the map that moves",
    "version_tile": "a tile, for the map that moves",
    "rows_moving_map": "test_moving_map: a script draws it",
    "version_moving_map": "test_moving_map: a script draws it",
    "account_logout": "for who is signed in",
    "account_inactive": "for an account that was closed",
    "account_change_password": "for who is signed in",
    "account_set_password": "for who is signed in",
    "account_reset_password_done": "after sending the form",
    "account_reset_password_from_key": "through a letter",
    "account_reset_password_from_key_done": "through a letter",
    "invitation": "through a letter",
    "notice_fragment": "a part of a page, for pages of other sites",
    "roles": "for who is signed in",
    "teams": "for who is signed in",
    "team": "for who is signed in",
}


@dataclass(frozen=True)
class PublicPage:
    """One page to measure: its route, its French path, the answer it must give."""

    route: str
    path: str
    status: int = 200

    @property
    def least_ecoindex(self) -> float:
        return 80.001 if self.route in LONG else 85

    def address(self, portal: str, language: str) -> str:
        """A door of machines says its language by `lang`."""
        if self.path.startswith("/ogc/"):
            return f"{portal}{self.path}&lang={language}"
        return f"{portal}{'' if language == 'fr' else '/' + language}{self.path}"


def every_page(portal: str) -> list[PublicPage]:
    with httpx.Client(base_url=portal, timeout=60) as client:
        lists = paths(client, "/sitemap-listes.xml")
        known = records(client)
        return [
            *[page(path) for path in lists],
            *[page(path) for found in known.values() for path in extremes(client, found)],
            *parts(client, known),
            *fixed(known),
        ]


def page(path: str, status: int = 200) -> PublicPage:
    try:
        route = resolve(urlsplit(path).path).url_name
    except Resolver404:
        route = None
    return PublicPage(route or "", path, status)


def records(client: httpx.Client) -> dict[str, list[str]]:
    """Paths of records by what comes before their slug ("/donnees", "" for editorial pages)."""
    found: dict[str, list[str]] = defaultdict(list)
    for part in paths(client, "/sitemap.xml"):
        if re.fullmatch(r"/sitemap-\d+\.xml", part):
            for path in paths(client, part):
                found[path.rstrip("/").rpartition("/")[0]].append(path)
    return found


def paths(client: httpx.Client, sitemap: str) -> list[str]:
    answer = client.get(sitemap).raise_for_status()
    return [urlsplit(place).path for place in re.findall("<loc>([^<]+)</loc>", answer.text)]


def extremes(client: httpx.Client, found: list[str]) -> list[str]:
    """The fullest page and the emptiest; all of them where they are few and all different."""
    by_size = sorted(found, key=lambda path: len(client.get(path).content))
    return list(dict.fromkeys([by_size[-1], by_size[0]]))


def parts(client: httpx.Client, known: dict[str, list[str]]) -> Iterator[PublicPage]:
    """The pages beside a record that has the most to say in each."""
    for folder in ("/donnees", "/organisations"):
        for part in ("historique", "liens"):
            paths = [f"{path}{part}/" for path in known[folder]]
            yield page(extremes(client, paths)[0])
    yield page(f"{known['/donnees'][0]}signaler/")
    addresses = [f"{path}adresses/" for path in known["/donnees"]]
    yield page(extremes(client, addresses)[0])
    yield from rows(client)
    yield from ogc(client)
    yield from devices()
    yield from processings()
    yield from algorithms()
    yield from notices()


def processings() -> Iterator[PublicPage]:
    for part in ("?concerned=pupil", "?basis=consent&sensitive=no", "regles/", "non-publie/",
                 "en-trois-minutes/", "videoprotection/", "restauration-scolaire/",
                 "restauration-scolaire/fiche/"):  # fmt: skip
        yield page(f"/traitements/{part}")


def algorithms() -> Iterator[PublicPage]:
    """Algorithms, the decisions that they take part in, the letter of one and what explains it."""
    for part in ("regles/", "allers-retours/", "quotient-familial-de-la-cantine/fiche/",
                 "quotient-familial-de-la-cantine/regles/"):  # fmt: skip
        yield page(f"/algorithmes/{part}")
    for part in ("expliquer/", "tarif-de-cantine/fiche/", "tarif-de-cantine/mention/",
                 "tarif-de-cantine/lettre/"):  # fmt: skip
        yield page(f"/decisions/{part}")


def notices() -> Iterator[PublicPage]:
    """The notice of a processing in each of its forms, and the rules beside."""
    for form in ("", "?forme=facile", "?forme=courte", "?forme=affiche", "?forme=mention"):
        yield page(f"/traitements/restauration-scolaire/notice/{form}")
    yield page("/traitements/restauration-scolaire/notice/?forme=rien", 400)
    yield page("/notices/regles/")
    yield page("/politique-de-protection/regles/")


def devices() -> Iterator[PublicPage]:
    """What a sign leads to, on both levels, known and unknown; the pages beside the register."""
    for path in (
        "demcam2",
        "demtmp2",
        "demtmp5",
        "demcam2/facile",
        "demtmp2/facile",
        "demcam2/avis",
        "demwth2",
        "demsgn2",
    ):
        yield page(f"/q/{path}")
    yield page("/q/zzzzzzz", 404)
    for part in ("?device_kind=camera", "regles/", "changements/",
                 "changements/?depuis=2026-01-01&nature=camera", "signaler/", "signaler/reponses/",
                 "thermometre-place-des-tilleuls/valeurs/",
                 "thermometre-place-des-tilleuls/valeurs/?periode=annee",
                 "station-meteo-de-la-place-des-tilleuls/valeurs/",
                 "camera-du-depot-de-vehicules/"):  # fmt: skip
        yield page(f"/capteurs/{part}")
    yield page("/capteurs/changements/?depuis=hier", 400)
    yield page("/capteurs/thermometre-place-des-tilleuls/valeurs/?periode=siecle", 400)
    yield page("/capteurs/camera-du-depot-de-vehicules/signaler/?nature=complaint")


def ogc(client: httpx.Client) -> Iterator[PublicPage]:
    """Pages of the OGC API, one of each, and what it refuses."""
    items = "/ogc/collections/arbres-urbains/items"
    answer = client.get(f"{items}?limit=1").raise_for_status()
    for path in ("/ogc/", "/ogc/conformance", "/ogc/api", "/ogc/collections",
                 "/ogc/collections/arbres-urbains", items,
                 "/ogc/collections/arbres-urbains/tiles", "/ogc/tileMatrixSets",
                 "/ogc/collections/arbres-urbains/tiles/WebMercatorQuad",
                 "/ogc/tileMatrixSets/WebMercatorQuad",
                 f"{items}/{answer.json()['features'][0]['id']}"):  # fmt: skip
        yield page(f"{path}?f=html")
    yield page("/ogc/collections/rien?f=html", 404)
    yield page(f"{items}?f=html&limit=rien", 400)


def rows(client: httpx.Client) -> Iterator[PublicPage]:
    """The rows of a data set: its pages, a choice on each, one of its versions, what is wrong."""
    trees = "/donnees/arbres-urbains/donnees/"
    answer = client.get(f"{trees}versions/").raise_for_status()
    version = re.findall(f'href="({trees}versions/[0-9a-f]+/)"', answer.text)[-1]
    for root in (trees, version):
        yield from (page(f"{root}{part}") for part in ("", "graphique/", "carte/", "colonnes/"))
    yield page(f"{trees}versions/")
    yield page(f"{trees}?q=chene&refine=sante:bonne&min.hauteur_m=5&sort=-hauteur_m&columns=all")
    yield page(f"{trees}?q=zzzzqqq")
    yield page(f"{trees}graphique/?by=annee_plantation&calc=avg&of=hauteur_m")
    yield page(f"{trees}carte/?refine=sante:bonne")
    yield page("/donnees/comptage-velo/donnees/graphique/?by=heure&calc=sum&of=velos")
    yield page("/donnees/communes/donnees/carte/")
    yield page(f"{trees}?sort=rien", 400)
    yield page(f"{trees}versions/000000000000/", 404)


def fixed(known: dict[str, list[str]]) -> Iterator[PublicPage]:
    yield page("/plan-du-site/")
    yield page("/donnees/qualite/")
    yield page("/reutilisations/nouvelle/?donnees=comptage-velo")
    yield page("/demandes/nouvelle/")
    yield page("/droits/chiffres/")
    images = "?droit=images-de-videoprotection&equipement=camera-de-la-place-des-tilleuls"
    for query in ("", "?droit=acces", "?droit=acces&q=camera", "?droit=acces&objet=autre", images):
        yield page(f"/droits/demande/{query}")
    yield page("/droits/demande/?droit=rien", 400)
    yield page("/mes-suivis/nouveau/?liste=donnees")
    yield page("/mes-suivis/envoye/")
    yield page("/zone/?liste=donnees")
    yield page("/zone/?liste=donnees&coin=-1.68,48.11")
    yield page("/donnees/?filters=all")
    yield page("/recherche")
    for words in ("arbre", "tempèrature", "cylcable", "zzzzqqq"):
        yield page(f"/recherche?q={words}")
    yield page("/donnees/?q=arbre&sort=updated")
    yield page("/donnees/?q=zzzzqqq")
    yield page("/donnees/?page=0", 400)
    yield page(f"/donnees/{withdrawn()}/", 410)
    yield page("/donnees/cette-fiche-n-existe-pas/", 404)
    yield page("/ce/chemin/ne/mene/nulle/part", 404)
    yield page("/connexion/")
    yield page("/connexion/mot-de-passe-oublie/")


def withdrawn() -> str:
    """The data set of the demonstration that its service took back."""
    return next(r["slug"] for r in source.rows("dataset") if r.get("state") == "withdrawn")


def routes_of_people() -> set[str]:
    """Names of the routes that have a language: pages that people read."""
    return {
        name
        for resolver in get_resolver().url_patterns
        if isinstance(resolver.pattern, LocalePrefixPattern)
        for name in names(resolver.url_patterns)
    }


def names(patterns: list[object]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        else:
            yield from names(pattern.url_patterns)  # type: ignore[attr-defined]
