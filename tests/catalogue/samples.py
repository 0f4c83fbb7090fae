"""One small catalogue in three forms, with what real portals do: literals for addresses, words
for terms, several languages, pages, a series, a service, things badly said."""

from __future__ import annotations

TURTLE = """
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcatap: <http://data.europa.eu/r5r/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix locn: <http://www.w3.org/ns/locn#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://ville.example/> a dcat:Catalog ;
    dct:title "Données de la ville"@fr , "City data"@en ;
    dct:description "Tout ce que la ville publie." ;
    dct:publisher <https://ville.example/org/1> ;
    dct:language "fr" ;
    dcat:dataset <https://ville.example/d/arbres> , <https://ville.example/d/bus> ;
    dcat:service <https://ville.example/api> .

<https://ville.example/?page=1> a hydra:PartialCollectionView ;
    hydra:next <https://ville.example/?page=2> .

<https://ville.example/org/1> a foaf:Organization ; foaf:name "Ville d’Exemple" .

<https://ville.example/d/arbres> a dcat:Dataset ;
    dct:identifier "arbres" ;
    adms:identifier [ a adms:Identifier ; skos:notation "urn:arbres:1" ] ;
    dct:title "Arbres" , "Trees"@en ;
    dct:description "<p>Les arbres <script>alert(1)</script> de la ville.</p>" ;
    dcat:keyword "nature" , "arbre" , "tree"@en ;
    dcat:theme <https://ville.example/t/env> , "Mobilité" ,
        <http://publications.europa.eu/resource/authority/data-theme/REGI> ,
        <http://data.europa.eu/bna/c_dd313021> ;
    dct:publisher <https://ville.example/org/1> , "Un autre" ;
    dcat:contactPoint [ a vcard:Organization ; vcard:fn "Espaces verts" ;
        vcard:hasEmail <mailto:vert@ville.example> ;
        vcard:hasTelephone [ vcard:hasValue <tel:+33299000000> ] ] ;
    dcat:landingPage "https://ville.example/arbres" ;
    dct:issued "2019" ; dct:modified "03/05/2024" ;
    dct:accrualPeriodicity "Quotidienne" ;
    dct:spatial "Rennes" , "-1.75,48.07,-1.62,48.15" ,
        "POLYGON((-1.7 48.1,-1.6 48.1,-1.6 48.2,-1.7 48.1))"^^geo:wktLiteral ,
        <https://www.geonames.org/2983990> ,
        [ a dct:Location ; dcat:bbox
            "<http://www.opengis.net/def/crs/EPSG/0/4326> POLYGON((48 -2,48 -1,49 -1,48 -2))" ;
          dcat:centroid "POINT(-1.68 48.11)" ; locn:geometry
            "{\\"type\\":\\"Point\\",\\"coordinates\\":[-1.68,48.11]}" , "POINT(-1.68 48.11)" ] ;
    dct:temporal "2010-01-01/2020-12-31" ,
        [ a dct:PeriodOfTime ; dcat:startDate "2021"^^xsd:gYear ] ;
    dct:license "Licence Ouverte Version 2.0" ;
    dct:accessRights "open" ;
    dct:provenance [ a dct:ProvenanceStatement ; rdfs:label "Relevé à pied." ] ;
    dct:conformsTo <https://schema.data.gouv.fr/arbres> ;
    dct:source <https://ville.example/d/bus> , <https://ailleurs.example/d> ;
    dcat:inSeries <https://ville.example/s> ;
    dcatap:applicableLegislation <http://data.europa.eu/eli/reg_impl/2023/138/oj> ;
    <https://ville.example/vocab#colour> "green" ;
    dcat:distribution <https://ville.example/d/arbres/csv> , [ a dcat:Distribution ;
        dct:title "Fichier.fgb" ; dcat:downloadURL <https://ville.example/arbres.fgb> ;
        dcat:mediaType "application/octet-stream" ; dcat:byteSize "1024.0"^^xsd:decimal ;
        spdx:checksum [ spdx:algorithm "SHA-256" ; spdx:checksumValue "AB12" ] ] ,
        [ a dcat:Distribution ; dct:title "Sans adresse" ] .

<https://ville.example/d/arbres/csv> a dcat:Distribution ;
    dct:title "CSV" ; dct:format "csv" ; dcat:accessURL <https://ville.example/arbres.csv> ;
    dcatap:availability "stable" ;
    dct:rights "License Not Specified" ;
    dcat:byteSize "beaucoup" .

<https://ville.example/t/env> a skos:Concept ; skos:prefLabel "Cadre de vie, environnement" .

<https://ville.example/d/bus> a dcat:Dataset ; dct:title "Bus" ; dct:modified "bientôt" .
<https://ville.example/d/sans-titre> a dcat:Dataset ; dct:identifier "sans-titre" .
<https://ville.example/d/vide> a dcat:Dataset ; dct:title "Vide" ; dct:identifier "A REMPLIR" .
<https://ville.example/d/double> a dcat:Dataset ; dct:title "Double" ; dct:identifier "arbres" .
<https://ailleurs.example/d> a dcat:Dataset ; dct:title "Ailleurs" .

<https://ville.example/s> a dcat:DatasetSeries , dcat:Dataset ; dct:title "Série" .

<https://ville.example/api> a dcat:DataService ; dct:title "API" ;
    dcat:endpointURL <https://ville.example/api/v1> ;
    dcat:servesDataset <https://ville.example/d/arbres> .
""".encode()

RDF_XML = """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/">
  <dcat:Catalog rdf:about="https://ville.example/">
    <dct:title xml:lang="fr">Données de la ville</dct:title>
    <dcat:dataset><dcat:Dataset rdf:about="https://ville.example/d/arbres">
      <dct:identifier>arbres</dct:identifier>
      <dct:title>Arbres &amp; été</dct:title>
      <dct:description><![CDATA[<p>Les arbres <!DOCTYPE x></p>]]></dct:description>
      <dct:spatial rdf:resource="Rennes"/>
      <dcat:theme rdf:resource="https://ville.example/t/env">Environnement</dcat:theme>
      <dcat:distribution><dcat:Distribution rdf:about="https://ville.example/d/arbres/csv">
        <dcat:accessURL rdf:resource="https://ville.example/les arbres.csv"/>
      </dcat:Distribution></dcat:distribution>
    </dcat:Dataset></dcat:dataset>
  </dcat:Catalog>
</rdf:RDF>
""".encode()

JSONLD = """{
  "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
  "@type": "dcat:Catalog",
  "dataset": [{
    "@type": "dcat:Dataset",
    "identifier": "arbres",
    "title": "Arbres",
    "keyword": ["nature"],
    "accessLevel": "public",
    "license": "<p>Soumis à la licence : http://opendatacommons.org/licenses/odbl/ </p>",
    "publisher": {"name": "Ville d’Exemple"},
    "contactPoint": {"@type": "vcard:Contact", "fn": "Espaces verts", "hasEmail": "mailto:v@e.fr"},
    "distribution": [{
      "@type": "dcat:Distribution", "format": "GeoJSON", "mediaType": "application/vnd.geo+json",
      "accessURL": "https://ville.example/arbres?f=geojson"
    }]
  }]
}""".encode()
