"""OGC API Records: catalogues that give their records as GeoJSON."""
