"""What the lake refuses, in one sentence that names the place, the cause and the mend."""

from __future__ import annotations

from parvis.records.problems import Problem, gettext_noop


class Unreadable(Problem):
    """A file that can't become rows."""

    sentences = {
        "absent": gettext_noop(
            "Le fichier %(name)s n’existe pas ou n’est pas un fichier ordinaire."
        ),
        "empty": gettext_noop(
            "Le fichier %(name)s est vide : envoyez un fichier qui a des lignes."
        ),
        "unknown_format": gettext_noop(
            "Le contenu de %(name)s n’est d’aucun format lu ici : enregistrez-le en CSV."
        ),
        "tar": gettext_noop(
            "%(name)s est une archive tar, qui n’est pas lue ici : envoyez les mêmes fichiers dans "
            "une archive zip."
        ),
        "nul": gettext_noop(
            "Ligne %(line)s : un caractère nul ; le fichier est abîmé ou n’est pas du texte, "
            "exportez-le de nouveau."
        ),
        "bomb": gettext_noop(
            "Le fichier décompressé dépasse %(limit)s octets ou %(ratio)s fois sa taille : "
            "envoyez-le en plusieurs fichiers."
        ),
        "damaged": gettext_noop(
            "L’archive ou le fichier %(name)s est incomplet ou abîmé : envoyez-le de nouveau."
        ),
        "curves": gettext_noop(
            "%(name)s contient des arcs ou des surfaces en relief, que nous ne lisons pas : "
            "enregistrez la couche avec des segments droits (dans QGIS, « Segmentiser »)."
        ),
        "parts": gettext_noop(
            "Il manque à %(name)s une partie du Shapefile : envoyez ensemble, dans une archive "
            "zip, les fichiers .shp, .shx, .dbf et .prj de même nom."
        ),
        "ended": gettext_noop(
            "La lecture de %(name)s s’est arrêtée brutalement : le fichier est abîmé ou demande "
            "trop de mémoire, exportez-le de nouveau ou en plusieurs fichiers."
        ),
        "memory": gettext_noop(
            "La lecture de %(name)s demande plus de mémoire que permis : envoyez le fichier en "
            "plusieurs, de moins de lignes ou de moins de colonnes, ou dans un format plus simple "
            "comme CSV."
        ),
        "failed": gettext_noop(
            "La lecture de %(name)s a échoué : réessayez, puis prévenez l’équipe du portail si "
            "cela se répète."
        ),
        "too_long": gettext_noop(
            "La lecture de %(name)s prend plus de %(seconds)s secondes : envoyez le fichier en "
            "plusieurs."
        ),
        "archive_choice": gettext_noop(
            "L’archive contient plusieurs fichiers (%(names)s) : choisissez celui à lire."
        ),
        "archive_unsafe": gettext_noop(
            "L’archive contient un lien ou un chemin qui sort d’elle (%(member)s) : "
            "refaites-la avec de simples fichiers."
        ),
        "encrypted": gettext_noop(
            "L’archive demande un mot de passe pour %(member)s : refaites-la sans mot de passe."
        ),
        "too_many_columns": gettext_noop(
            "%(count)s colonnes : la limite est de %(limit)s, vérifiez le séparateur."
        ),
        "ragged": gettext_noop(
            "Ligne %(line)s : le nombre de colonnes n’est pas %(expected)s comme ailleurs, "
            "vérifiez les séparateurs et les guillemets."
        ),
        "huge_field": gettext_noop(
            "Ligne %(line)s : plus de %(limit)s octets sur une seule ligne, un guillemet n’est "
            "sans doute pas fermé."
        ),
        "malformed": gettext_noop(
            "Ligne %(line)s : le contenu ne peut être lu (%(detail)s), corrigez cette ligne."
        ),
        "not_rows": gettext_noop(
            "Le contenu de %(name)s n’est pas une liste d’objets : une ligne par objet est "
            "attendue."
        ),
        "undecodable": gettext_noop(
            "Ligne %(line)s : un octet n’a pas de sens en %(encoding)s ; "
            "exportez le fichier en UTF-8."
        ),
        "mixed_encoding": gettext_noop(
            "Ligne %(line)s : un caractère n’est pas en UTF-8 comme le reste du fichier ; "
            "corrigez-le ou exportez de nouveau en UTF-8."
        ),
        "sheet": gettext_noop("La feuille « %(sheet)s » n’existe pas ; il y a : %(names)s."),
        "retype": gettext_noop(
            "Colonne %(column)s, ligne %(line)s : « %(value)s » n’est pas du type %(type)s ; "
            "corrigez la valeur ou gardez le texte."
        ),
        "no_column": gettext_noop("La colonne %(column)s n’existe pas dans ce fichier."),
        "blur": gettext_noop(
            "La colonne %(column)s est du type %(type)s : elle ne peut être rendue moins précise "
            "ainsi (%(blur)s). Choisissez une autre mesure, ou retirez-la."
        ),
        "few": gettext_noop(
            "Une fois comptées, aucune ligne n’est assez nombreuse (au moins %(least)s) : retirez "
            "des colonnes, ou rendez-les moins précises."
        ),
        "nothing_left": gettext_noop(
            "Toutes les colonnes du fichier sont retirées : gardez-en au moins une."
        ),
        "unknown_type": gettext_noop("Le type %(type)s n’existe pas."),
        "encoding": gettext_noop("L’encodage %(encoding)s n’est pas de ceux lus ici."),
        "separator": gettext_noop("Le séparateur « %(separator)s » n’est pas de ceux lus ici."),
    }


class Damaged(Problem):
    """The store is not whole."""

    sentences = {
        "manifest": gettext_noop(
            "Le manifeste de la version %(version)s est abîmé : rétablissez-le d’une sauvegarde du "
            "magasin, puis recommencez."
        ),
        "missing": gettext_noop(
            "Les lignes de la version %(version)s ne sont plus dans le magasin : chargez de "
            "nouveau le fichier."
        ),
    }


class Away(Problem, OSError):
    """The storage in which the store is did not give what was asked."""

    sentences = {
        "other": gettext_noop(
            "Le magasin %(place)s est celui du portail %(owner)s : rien n’y est effacé d’ici. "
            "Donnez à chaque portail un préfixe à lui dans PARVIS_LAKE ; si l’adresse du portail a "
            "changé, effacez l’objet « owner »."
        ),
        "refused": gettext_noop(
            "Le stockage refuse la clé donnée pour le compartiment %(bucket)s : vérifiez "
            "PARVIS_S3_KEY, PARVIS_S3_SECRET et les droits de cette clé."
        ),
        "no_bucket": gettext_noop(
            "Le compartiment %(bucket)s n’existe pas : créez-le, ou corrigez PARVIS_LAKE."
        ),
        "unreachable": gettext_noop(
            "Le stockage %(place)s ne répond pas pour le compartiment %(bucket)s : vérifiez "
            "PARVIS_S3_ENDPOINT et le réseau, puis recommencez."
        ),
        "damaged": gettext_noop(
            "Le fichier %(name)s du compartiment %(bucket)s est abîmé : rétablissez-le d’une "
            "sauvegarde du magasin, puis recommencez."
        ),
    }


class Unready(Problem):
    """What a setting asks for is not installed."""

    sentences = {
        "spark": gettext_noop(
            "PARVIS_ENGINE=spark demande Java et pyspark : tapez « make spark », ou revenez à "
            "duckdb."
        ),
    }
