"""Static files whose names carry a digest, in what the companion app's scripts import as well."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

_, _REWRITES = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns  # type: ignore[attr-defined]  # noqa: SLF001


class AssetStorage(CompressedManifestStaticFilesStorage):
    """A new version of a script is never mixed with an old one that it imports.

    Only for our own modules: packages ship files with imports of what they do not ship.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("app/*.js", _REWRITES),
        ("vendor/*.js", _REWRITES),
    )
