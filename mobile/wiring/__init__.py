"""What joins the screens to the account's store, the sync, the phone's parts and each other, area by area."""
