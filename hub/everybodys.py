"""The domains of mail at which everybody may have an address: they say nothing about who writes or reads there."""

EVERYBODYS = frozenset(
    {"gmail.com", "googlemail.com", "hotmail.com", "hotmail.be", "outlook.com", "outlook.be", "live.be", "live.com"}
    | {"msn.com", "icloud.com", "me.com", "yahoo.com", "yahoo.fr", "telenet.be", "skynet.be", "proximus.be"}
    | {"scarlet.be", "pandora.be", "gmx.com", "gmx.net", "proton.me", "protonmail.com"}
    | {"hotmail.fr", "hotmail.nl", "outlook.fr", "live.fr", "live.nl", "yahoo.be", "mac.com", "aol.com", "gmx.be"}
    | {"mail.com", "pm.me", "belgacom.net", "voo.be", "base.be", "orange.be", "orange.fr", "ziggo.nl", "kpnmail.nl"}
)
