"""Backups: one archive that holds everything that cannot be made again (docs/backup.md).

A zip with a consistent copy of the database, the uploaded files it knows, the secret when it is kept in the data
folder, and last a manifest with the SHA-256 of each. The search index is not in it: it is made from the database.
"""


class BackupError(Exception):
    """One sentence that says what is wrong; whatever was there before has not been touched."""
