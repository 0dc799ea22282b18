"""A formula in TeX as the words and signs that a page shows. Pure functions."""

import re

SHOWN = {
    "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥",
    "lt": "<", "gt": ">", "ne": "≠", "neq": "≠", "approx": "≈", "sim": "≈", "pm": "±",
    "times": "×", "cdot": "·", "div": "÷", "degree": "°", "circ": "°", "euro": "€",
    "pounds": "£", "%": "%", "$": "$", "&": "&", "_": "_", "alpha": "α", "beta": "β",
    "gamma": "γ", "delta": "δ", "Delta": "Δ", "epsilon": "ε", "eta": "η", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "Sigma": "Σ",
    "tau": "τ", "phi": "φ", "chi": "χ", "omega": "ω", "theta": "θ", "infty": "∞",
    "ldots": "…", "dots": "…",
}  # fmt: skip
COMMAND = re.compile(r"\\([a-zA-Z]+\*?|.)\s*", re.S)
GROUPS = re.compile(r"\{,\}")
UNSHOWN = re.compile(r"[{}^_]")
SPACES = frozenset(",;:! ")


def as_shown(tex: str) -> str:
    """'p \\leq 0{,}05' as 'p ≤ 0,05'. Commands that only set type leave nothing."""
    return UNSHOWN.sub("", COMMAND.sub(_shown, GROUPS.sub(",", tex)))


def _shown(match: re.Match[str]) -> str:
    name = match[1]
    return " " if name in SPACES else SHOWN.get(name, "")
