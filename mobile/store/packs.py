"""Parts of the map pack: files by content, downloaded piece by piece, used only when complete and checked."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mobile.store import meta
from mobile.store.database import Database, storage_problems
from mobile.store.folders import make_folder, sync_folder
from mobile.store.views import PackPart

CHUNK = 1 << 20


class Packs:
    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database
        make_folder(folder)

    def manifest(self) -> dict[str, Any] | None:
        """The manifest whose parts are all here: what the map shows now."""
        found: dict[str, Any] | None = meta.get(self.database.read(), "pack")
        return found

    def parts(self) -> list[PackPart]:
        """The parts of the current manifest that are ready, base map first; until it is complete those of the last."""
        rows = self.database.read().execute(
            "select * from pack_part where ready and current order by kind <> 'basemap', position"
        )
        return [self.view(row) for row in rows]

    def announce(self, manifest: Mapping[str, Any]) -> list[PackPart]:
        """Takes in a manifest; gives the parts that are still to be fetched."""
        with self.database.write() as db:
            meta.put(db, "pack_wanted", dict(manifest))
            for position, part in enumerate(manifest["parts"]):
                db.execute(
                    """
                    insert into pack_part (sha256, kind, id, name, bytes, position, current)
                    values (:sha256, :kind, :id, :name, :bytes, :position, 0)
                    on conflict (sha256) do update set kind = excluded.kind, id = excluded.id, name = excluded.name,
                        position = excluded.position
                    """,
                    {
                        "sha256": part["sha256"],
                        "kind": part["kind"],
                        "id": str(part["id"]),
                        "name": part["name"],
                        "bytes": part["bytes"],
                        "position": position,
                    },
                )
            rows = db.execute("select * from pack_part order by kind <> 'basemap', position").fetchall()
        wanted = {part["sha256"] for part in manifest["parts"]}
        return [self.view(row) for row in rows if row["sha256"] in wanted and not self.is_here(row)]

    def is_here(self, row: Any) -> bool:
        return bool(row["ready"]) and self.path_of(row["sha256"]).exists()

    def partial(self, part: PackPart) -> int:
        """Bytes of a part that are here already."""
        path = self.partial_path(part.sha256)
        return path.stat().st_size if path.exists() else 0

    def add_piece(self, part: PackPart, piece: bytes) -> None:
        """Raises `DiskFull`; what came before stays."""
        with storage_problems(self.folder.parent), self.partial_path(part.sha256).open("ab") as file:
            file.write(piece)

    def start_again(self, part: PackPart) -> None:
        self.partial_path(part.sha256).unlink(missing_ok=True)

    def finish(self, part: PackPart) -> bool:
        """Puts a part in its place if size and SHA-256 are those announced; else throws it away and says so."""
        path = self.partial_path(part.sha256)
        if self.partial(part) != part.bytes or hash_of(path) != part.sha256:
            self.start_again(part)
            return False
        with storage_problems(self.folder.parent):
            # What was read back may not have reached the disk: the name must never come before the bytes.
            with path.open("rb+") as file:
                os.fsync(file.fileno())
            path.replace(self.path_of(part.sha256))
            sync_folder(self.folder)
        with self.database.write() as db:
            db.execute("update pack_part set ready = 1 where sha256 = ?", (part.sha256,))
        return True

    def switch(self) -> None:
        """Makes the manifest announced last the current one, now that its parts are here; drops the others' files."""
        with self.database.write() as db:
            wanted = meta.get(db, "pack_wanted")
            if wanted is None:
                return
            hashes = {part["sha256"] for part in wanted["parts"]}
            rows = db.execute("select * from pack_part").fetchall()
            if any(row["sha256"] in hashes and not self.is_here(row) for row in rows):
                return
            db.execute("update pack_part set current = 0")
            db.executemany("update pack_part set current = 1 where sha256 = ?", [(sha,) for sha in hashes])
            db.execute("delete from pack_part where not current")
            meta.put(db, "pack", wanted)
        for row in rows:
            if row["sha256"] not in hashes:
                self.path_of(row["sha256"]).unlink(missing_ok=True)
                self.partial_path(row["sha256"]).unlink(missing_ok=True)

    def view(self, row: Any) -> PackPart:
        return PackPart(
            sha256=row["sha256"],
            kind=row["kind"],
            id=row["id"],
            name=row["name"],
            bytes=row["bytes"],
            path=self.path_of(row["sha256"]),
            ready=self.is_here(row),
        )

    def path_of(self, sha256: str) -> Path:
        return self.folder / f"{sha256}.gwm"

    def partial_path(self, sha256: str) -> Path:
        return self.folder / f"{sha256}.part"


def hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()
