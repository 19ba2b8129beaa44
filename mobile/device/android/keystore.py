"""Secrets sealed with AES-GCM by a key that never leaves the Android Keystore."""

from typing import Any

from jnius import autoclass

ALIAS, TRANSFORMATION, NONCE_BYTES, TAG_BITS = "gridwalk", "AES/GCM/NoPadding", 12, 128


class AndroidKeystore:
    """What is sealed is the nonce and the ciphertext."""

    def seal(self, secret: bytes) -> bytes:
        cipher = self.cipher()
        cipher.init(autoclass("javax.crypto.Cipher").ENCRYPT_MODE, self.key())
        return bytes(cipher.getIV()) + bytes(cipher.doFinal(secret))

    def open(self, sealed: bytes) -> bytes:
        cipher = self.cipher()
        parameters = autoclass("javax.crypto.spec.GCMParameterSpec")(TAG_BITS, sealed[:NONCE_BYTES])
        cipher.init(autoclass("javax.crypto.Cipher").DECRYPT_MODE, self.key(), parameters)
        return bytes(cipher.doFinal(sealed[NONCE_BYTES:]))

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
