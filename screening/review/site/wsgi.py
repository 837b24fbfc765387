"""The site of one project as a WSGI application, for a server of one's own.

``SCREENING_PROJECT`` names the project folder; ``screening serve`` needs none of this.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from screening.project.model import load_project
from screening.review.site.start import configure

configure(load_project(Path(os.environ["SCREENING_PROJECT"])))
application = get_wsgi_application()
