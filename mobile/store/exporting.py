"""Unsent work in a sealed file, for a phone that finds no network: only the server opens it."""

from pathlib import Path

from mobile.store import meta, sealed
from mobile.store.database import Database
from mobile.store.outbox import Outbox
from mobile.store.photos import Photos
from mobile.store.problems import NoSealingKey


class Exporting:
    """The store's part that hands work over as a file."""

    database: Database
    device_id: str
    outgoing: Outbox
    photos: Photos

    def save_sealing(self, sealing: dict[str, str]) -> None:
        """Keeps the server's public key and this device's proof, for an export."""
        with self.database.write() as db:
            meta.put(db, "sealing", sealing)

    def export_sealed(self, target: Path) -> int:
        """Writes all unsent operations and their photos to a file that only the server opens; gives their number.

        Everything stays on the phone, and may still be sent: the server knows each operation by its id. Raises
        `NoSealingKey` before the first sign-in at a server that has one, `DiskFull`, `StorageFailed`.
        """
        sealing = meta.get(self.database.read(), "sealing")
        if not sealing:
            raise NoSealingKey
        with self.database.lock:
            operations = [operation.op_id for operation in self.outgoing.unsent()]
            photos = self.outgoing.photos_to_send()
            sealed.write_bundle(Path(target), self.device_id, sealing, self.outgoing, self.photos)
            with self.database.write() as db:
                meta.put(db, "exported", {"operations": operations, "photos": photos})
        return len(operations)

    def is_exported(self) -> bool:
        """Whether the last export holds everything that is unsent now."""
        exported = meta.get(self.database.read(), "exported") or {"operations": [], "photos": []}
        operations = {operation.op_id for operation in self.outgoing.unsent()}
        photos = set(self.outgoing.photos_to_send())
        return operations <= set(exported["operations"]) and photos <= set(exported["photos"])
