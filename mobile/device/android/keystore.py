"""Secrets sealed with AES-GCM by a key that never leaves the Android Keystore."""

from pathlib import Path
from typing import Any

from jnius import autoclass

ALIAS, TRANSFORMATION, NONCE_BYTES, TAG_BITS = "gridwalk", "AES/GCM/NoPadding", 12, 128


class AndroidKeystore:
    """A sealed secret is the nonce and the ciphertext, in a file of the app's private folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, secret: bytes) -> None:
        cipher = self.cipher()
        cipher.init(autoclass("javax.crypto.Cipher").ENCRYPT_MODE, self.key())
        sealed = bytes(cipher.getIV()) + bytes(cipher.doFinal(secret))
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(sealed)

    def get(self, name: str) -> bytes | None:
        path = self.folder / name
        if not path.is_file():
            return None
        sealed = path.read_bytes()
        cipher = self.cipher()
        parameters = autoclass("javax.crypto.spec.GCMParameterSpec")(TAG_BITS, sealed[:NONCE_BYTES])
        cipher.init(autoclass("javax.crypto.Cipher").DECRYPT_MODE, self.key(), parameters)
        return bytes(cipher.doFinal(sealed[NONCE_BYTES:]))

    def forget(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def cipher(self) -> Any:
        return autoclass("javax.crypto.Cipher").getInstance(TRANSFORMATION)

    def key(self) -> Any:
        store = autoclass("java.security.KeyStore").getInstance("AndroidKeyStore")
        store.load(None)
        if not store.containsAlias(ALIAS):
            self.make_key()
        return store.getKey(ALIAS, None)

    def make_key(self) -> None:
        purposes = autoclass("android.security.keystore.KeyProperties")
        builder = autoclass("android.security.keystore.KeyGenParameterSpec$Builder")(
            ALIAS, purposes.PURPOSE_ENCRYPT | purposes.PURPOSE_DECRYPT
        )
        builder.setBlockModes(["GCM"])
        builder.setEncryptionPaddings(["NoPadding"])
        generator = autoclass("javax.crypto.KeyGenerator").getInstance("AES", "AndroidKeyStore")
        generator.init(builder.build())
        generator.generateKey()
