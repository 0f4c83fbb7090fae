"""What becomes of each element of capabilities: the tables of `fields.py` say the truth."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from parvis.catalogue.dcat.model import DatasetDoc
from parvis.catalogue.dcat.plain import to_plain
from parvis.catalogue.harvest.geo.ows.capabilities import read
from parvis.catalogue.harvest.geo.ows.documents import Door, dataset, service
from parvis.catalogue.harvest.geo.ows.fields import LEFT, READ
from parvis.catalogue.harvest.geo.xml import local
from tests.catalogue.geo.test_ows import BOX, LINK

ADDRESS = "https://a.example/ows"
COMMON = """<Name>arbres</Name><Title>Arbres</Title><Abstract>Tous</Abstract>"""
ENDS = """<MinScaleDenominator>1</MinScaleDenominator><MaxScaleDenominator>2</MaxScaleDenominator>
<ScaleHint min="0"/>"""
WMS = f"""<WMS_Capabilities version="1.3.0"><Service><Title>Cartes</Title><Abstract>A</Abstract>
<KeywordList><Keyword>carte</Keyword></KeywordList><ContactInformation><ContactPersonPrimary>
<ContactOrganization>Ville</ContactOrganization></ContactPersonPrimary></ContactInformation>
<Fees>Licence Ouverte version 2.0</Fees><AccessConstraints>Citer</AccessConstraints></Service>
<Capability><ResponseLanguage><Language>eng</Language></ResponseLanguage><Layer>{COMMON}{BOX}
<KeywordList><Keyword>arbre</Keyword></KeywordList><Identifier>1</Identifier><CRS>EPSG:1</CRS>
<SRS>EPSG:1</SRS><BoundingBox/><Dimension name="time">2020</Dimension>
<MetadataURL><OnlineResource {LINK}="https://a.example/m"/></MetadataURL>
<DataURL><OnlineResource {LINK}="https://a.example/d"/></DataURL><AuthorityURL/>
<Attribution><Title>Ville</Title></Attribution><Style/><FeatureListURL/>{ENDS}</Layer></Capability>
</WMS_Capabilities>"""
OLD = f"""<WMT_MS_Capabilities version="1.1.1"><Service/><Capability><Layer>{COMMON}
<LatLonBoundingBox minx="-2" miny="48" maxx="-1" maxy="49"/><Extent name="time">2020</Extent>
</Layer></Capability></WMT_MS_Capabilities>"""
WFS = f"""<WFS_Capabilities version="2.0.0"><ServiceIdentification><Title>Objets</Title>
<Keywords><Keyword>objet</Keyword></Keywords></ServiceIdentification><ServiceProvider>
<ProviderName>Ville</ProviderName></ServiceProvider><OperationsMetadata>
<Operation name="GetFeature"><Parameter name="outputFormat"><Value>application/json</Value>
</Parameter></Operation></OperationsMetadata><FeatureTypeList><FeatureType>{COMMON}
<Keywords><Keyword>arbre</Keyword></Keywords><DefaultCRS>EPSG:2154</DefaultCRS>
<OtherCRS>EPSG:1</OtherCRS><OtherSRS>EPSG:1</OtherSRS><NoCRS/><Operations/>
<WGS84BoundingBox><LowerCorner>-2 48</LowerCorner><UpperCorner>-1 49</UpperCorner>
</WGS84BoundingBox></FeatureType></FeatureTypeList></WFS_Capabilities>"""
WFS_OLD = f"""<WFS_Capabilities version="1.0.0"><Service/><FeatureTypeList><FeatureType>{COMMON}
<DefaultSRS>EPSG:2154</DefaultSRS><LatLongBoundingBox minx="-2" miny="48" maxx="-1" maxy="49"/>
<OutputFormats><Format>csv</Format></OutputFormats></FeatureType></FeatureTypeList>
</WFS_Capabilities>"""
ALL = (WMS, OLD, WFS, WFS_OLD)


def made(root: Element) -> str:
    said = read(ElementTree.tostring(root))
    door = Door(ADDRESS, f"{ADDRESS}?request=GetCapabilities", said)
    docs: list[Any] = [dataset(ADDRESS, one, [door]) for one in said.layers]
    docs.append(service(ADDRESS, [one.name for one in said.layers], door))
    return json.dumps([to_plain(one) for one in docs], sort_keys=True)


def parents(root: Element, key: str) -> list[tuple[Element, Element]]:
    """(parent, element) of what a key names: below a layer, or anywhere in the rest."""
    place, _slash, name = key.partition("/")
    found = []
    for parent in root.iter():
        layer = local(parent) in {"Layer", "FeatureType"}
        for one in parent:
            named = local(one) == name or one.get("name") == name
            if named and layer == (place == "layer"):
                found.append((parent, one))
    return found


def shapes(key: str) -> bool:
    """Whether taking the element out of one of the capabilities changes what is made of it."""
    met, changed = False, False
    for content in ALL:
        root = ElementTree.fromstring(content)
        whole = made(root)
        for parent, one in parents(root, key):
            met = True
            parent.remove(one)
        changed = changed or made(root) != whole
    assert met, f"no capabilities have {key}"
    return changed


@pytest.mark.parametrize("key", [*READ, *LEFT])
def test_an_element_that_is_said_to_be_read_is_read_and_no_other(key: str) -> None:
    assert shapes(key) == (key in READ)


def test_each_element_goes_where_a_document_has_a_place() -> None:
    known = {*DatasetDoc.__dataclass_fields__, "services"}
    assert {where for where in READ.values() if where.partition(".")[0] not in known} == set()
