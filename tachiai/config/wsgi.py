"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from tachiai.config.lifeline import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
end_with_parent()
application = get_wsgi_application()
