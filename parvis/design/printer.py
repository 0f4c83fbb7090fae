"""`python -m parvis.design.printer`: HTML comes in, PDF goes out.

A process that ends: WeasyPrint would stay in the memory of each web worker. It fetches nothing but
what the page itself carries.
"""

from __future__ import annotations

import sys
from importlib import import_module

NO_PANGO = 3  # exit status


def main() -> int:
    try:
        weasyprint = import_module("weasyprint")
    except OSError:  # a C library is not there
        return NO_PANGO
    urls = import_module("weasyprint.urls")
    given = sys.stdin.buffer.read().decode()
    fetcher = urls.URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    made = weasyprint.HTML(string=given, url_fetcher=fetcher)
    sys.stdout.buffer.write(made.write_pdf(pdf_variant="pdf/ua-1"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
