from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spi_portal.settings")
application = get_wsgi_application()
gc.collect()
gc.freeze()  # what is loaded now stays: no collection has to walk over it while somebody waits
