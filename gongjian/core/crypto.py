"""Private fields at rest: encryption, keyed hashes for look-up, and masks for the screen."""

import base64
import hashlib
import hmac
import re
from functools import lru_cache

from cryptography.fernet import Fernet
from django.conf import settings


def _key(purpose: str) -> bytes:
    return hmac.new(settings.FIELD_KEY.encode(), purpose.encode(), hashlib.sha256).digest()


@lru_cache(maxsize=1)
def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key("encrypt")))


def encrypt(text: str) -> str:
    """Authenticated ciphertext as text; the empty string stays empty."""
    return _box().encrypt(text.encode()).decode() if text else ""


def decrypt(sealed: str) -> str:
    """The text again; raises `cryptography.fernet.InvalidToken` when it was altered."""
    return _box().decrypt(sealed.encode()).decode() if sealed else ""


def keyed_hash(text: str, purpose: str = "look-up") -> str:
    """A hash that can be searched but not guessed without the key."""
    return hmac.new(_key(purpose), text.encode(), hashlib.sha256).hexdigest()


def mask(value: str) -> str:
    """What others may see: 138****2207, z***@example.org, 2023****17."""
    if "@" in value:
        name, _at, host = value.partition("@")
        return f"{name[:1]}***@{host}"
    if re.fullmatch(r"\+?[\d\s-]{7,}", value):
        digits = re.sub(r"\D", "", value)
        return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else f"{digits[:2]}****{digits[-2:]}"
    return f"{value[:2]}****{value[-2:]}" if len(value) > 5 else value[:1] + "****"
