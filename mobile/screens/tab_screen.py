"""Where a screen of the work stands: under which tab, beside the tabs or not, and whether news may come there."""

from kivy.uix.screenmanager import Screen


class TabScreen(Screen):
    """Without a `tab` the tabs are hidden. "Back" leads out of a `side` place to where one came from. Nobody is filling
    in a form on a `calm` screen, unless it says that it `is_busy`: a message may come in between there."""

    tab = ""
    side = False
    calm = False
