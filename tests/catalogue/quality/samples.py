"""Projections of data sets, as `Dataset.projected` gives them."""

FILE = "http://publications.europa.eu/resource/authority/file-type/"
MEDIA = "https://www.iana.org/assignments/media-types/"
EVERY_DAY = "http://publications.europa.eu/resource/authority/frequency/DAILY"

FULL = {
    "title": "Arbres de la ville",
    "summary": "Chaque arbre planté par la ville : son espèce, sa taille, l’année. " * 3,
    "keywords": ["arbre"],
    "themes": ["http://publications.europa.eu/resource/authority/data-theme/ENVI"],
    "spatial": [{"name": {"fr": "Rennes"}}],
    "temporal": [{"start": "2020"}],
    "contacts": [{"email": "vert@ville.example"}],
    "licence": "http://publications.europa.eu/resource/authority/licence/ODC_BL",
    "access_rights": "http://publications.europa.eu/resource/authority/access-right/PUBLIC",
    "frequency": EVERY_DAY,
    "issued": "2020-01-01",
    "modified": "2026-01-09",
    "distributions": [
        {
            "access_url": "https://ville.example/arbres",
            "download_url": "https://ville.example/arbres.csv",
            "format": FILE + "CSV",
            "media_type": MEDIA + "text/csv",
            "description": "Une ligne par arbre.",
            "byte_size": 1200,
            "more": {"rights": {"labels": {"fr": "Libre"}}},
        }
    ],
}
ANSWERS = {"https://ville.example/arbres": True, "https://ville.example/arbres.csv": True}
