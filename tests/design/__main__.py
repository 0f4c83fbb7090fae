"""`python -m tests.design FOLDER` writes the gallery there, to be looked at in a browser."""

import os
import shutil
import sys
from pathlib import Path

import django


def main(folder: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.design import gallery

    static = Path(gallery.__file__).parents[2] / "parvis/design/static"
    shutil.copytree(static, folder / "static", dirs_exist_ok=True)
    (folder / "index.html").write_text(gallery.page(), encoding="utf-8")
    (folder / "home.html").write_text(gallery.page(gallery.HOME), encoding="utf-8")
    print(f"{sys.executable} -m http.server --bind 127.0.0.1 --directory {folder}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.design FOLDER")
    main(Path(sys.argv[1]))
