"""What the application reads from its environment when it runs in the private stack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from devstack.places import Places
from devstack.port import HOST

Environment = dict[str, str]
WORKER_ONLY = ("CREDENTIAL_KEYS", "CREDENTIAL_KEYS_FILE")


@dataclass(frozen=True)
class Services:
    """Where the application finds its surroundings; ``x_url`` is ``None`` for a given X."""

    database_url: str
    redis_url: str
    x_url: str | None
    site_url: str = f"http://{HOST}:8000"


def compose(
    outside: Mapping[str, str], secrets: Mapping[str, str], services: Services, places: Places
) -> Environment:
    """The environment of every process but the worker's: it lacks ``CREDENTIAL_KEYS``.

    What is already set ``outside`` (and not empty) wins.
    """
    ours = {
        "SECRET_KEY": secrets["SECRET_KEY"],
        "ALLOWED_HOSTS": f"localhost,{HOST}",
        "INSECURE_HTTP": "1",
        "DEMO": "1",
        # The mails of the demonstration link to it.
        "SITE_URL": services.site_url,
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "STATIC_ROOT": str(places.static),
        "DJANGO_SETTINGS_MODULE": "shirai_sns.settings",
        "PYTHONUNBUFFERED": "1",
    }
    if services.x_url is not None:
        ours |= {"X_API_BASE_URL": services.x_url, "X_SANDBOX_URL": services.x_url}
        ours |= {"X_WEB_URL": services.x_url}
    chosen = {name: outside.get(name) or value for name, value in ours.items()}
    kept = {name: value for name, value in outside.items() if name not in WORKER_ONLY}
    return kept | chosen


def with_credentials(
    environment: Environment, outside: Mapping[str, str], secrets: Mapping[str, str]
) -> Environment:
    """The worker's: the only process that may read the X credential."""
    given = {name: outside[name] for name in WORKER_ONLY if outside.get(name)}
    return environment | (given or {"CREDENTIAL_KEYS": secrets["CREDENTIAL_KEYS"]})
