"""The phone's parts behind small interfaces: position, camera, keystore, sharing, network.

Each has a desktop stand-in that a script can steer, and an Android adapter under `android/`.
Callbacks arrive on Kivy's thread unless an interface says otherwise.
"""
