"""The secret of a workspace's digests: whoever does not hold it can guess none of what they stand for."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from bilan.ledger.models import Secret

DIGITS = 32  # of a digest: no two things of any company share them


def secret() -> bytes:
    """The workspace's own, made the first time that it is asked."""
    found = Secret.objects.order_by("pk").first() or Secret.objects.create(value=secrets.token_hex())
    return found.value.encode()


def digest(key: bytes, *parts: str) -> str:
    """The digest of some texts under a secret: the same for ever, and never turned back."""
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:DIGITS]
