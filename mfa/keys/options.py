"""What the browser is told about a ceremony with a security key or passkey."""

from urllib.parse import urlsplit

from django.conf import settings
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorAttachment,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialHint,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from mfa.domain.codes import key_challenge, key_handle
from mfa.models import Authenticator, AuthenticatorState, Challenge

# What keys in use can do; RS256 is for older Windows.
ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
# A passkey proves possession and its owner (a fingerprint, a PIN); it may travel with an account.
PASSKEY = AuthenticatorSelectionCriteria(
    resident_key=ResidentKeyRequirement.REQUIRED,
    user_verification=UserVerificationRequirement.REQUIRED,
)
# A security key proves possession; the password was the other factor. No PIN, no space used up.
SECURITY_KEY = AuthenticatorSelectionCriteria(
    authenticator_attachment=AuthenticatorAttachment.CROSS_PLATFORM,
    resident_key=ResidentKeyRequirement.DISCOURAGED,
    user_verification=UserVerificationRequirement.DISCOURAGED,
)


def rp_id() -> str:
    """Return whom keys are made for: the host of the one configured address."""
    return urlsplit(settings.ORIGIN).hostname or ""


def challenge_bytes(challenge: Challenge) -> bytes:
    """Return what the key signs; derived, so that it is never stored."""
    return key_challenge(settings.CODE_KEY, challenge.pk)


def creation_options(challenge: Challenge, *, device: Authenticator, seconds: int) -> str:
    """Return the options of `navigator.credentials.create` as JSON; `seconds` are left for it."""
    hints = [PublicKeyCredentialHint.CLIENT_DEVICE, PublicKeyCredentialHint.HYBRID]
    options = generate_registration_options(
        rp_id=rp_id(),
        rp_name=settings.ORGANISATION,
        user_id=key_handle(settings.CODE_KEY, challenge.user_id),
        user_name=challenge.user.username,
        user_display_name=challenge.user.get_full_name(),
        challenge=challenge_bytes(challenge),
        timeout=seconds * 1000,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=PASSKEY if device.is_passkey else SECURITY_KEY,
        exclude_credentials=_known(challenge.user_id),
        supported_pub_key_algs=ALGORITHMS,
        hints=hints if device.is_passkey else [PublicKeyCredentialHint.SECURITY_KEY],
    )
    return options_to_json(options)


def request_options(challenge: Challenge, *, device: Authenticator, seconds: int) -> str:
    """Return the options of `navigator.credentials.get` as JSON: this device and no other."""
    verification = (
        UserVerificationRequirement.REQUIRED
        if device.is_passkey
        else UserVerificationRequirement.DISCOURAGED
    )
    options = generate_authentication_options(
        rp_id=rp_id(),
        challenge=challenge_bytes(challenge),
        timeout=seconds * 1000,
        allow_credentials=[_descriptor(device)],
        user_verification=verification,
    )
    return options_to_json(options)


def _known(user_id: int) -> list[PublicKeyCredentialDescriptor]:
    """Return the person's keys, so that none is added twice."""
    keys = Authenticator.objects.filter(user=user_id, credential_id__isnull=False)
    keys = keys.exclude(state__in=[AuthenticatorState.PENDING, AuthenticatorState.REVOKED])
    return [_descriptor(device) for device in keys]


def _descriptor(device: Authenticator) -> PublicKeyCredentialDescriptor:
    known = {one.value for one in AuthenticatorTransport}
    return PublicKeyCredentialDescriptor(
        id=bytes(device.credential_id or b""),
        transports=[AuthenticatorTransport(one) for one in device.transports if one in known],
    )
