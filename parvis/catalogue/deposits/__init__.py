"""Files that producers bring: kept aside, read, looked at, corrected, decided, published."""
