"""Where the launcher keeps what it makes. Everything lies under `.gridwalk/`, which is not committed."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "server" / "requirements"
FRONTEND = ROOT / "server" / "frontend"
VENDOR = ROOT / "server" / "static" / "vendor"
STATE = Path(os.environ.get("GRIDWALK_STATE_DIR", ROOT / ".gridwalk")).absolute()
VENV = STATE / "venv"
PYTHON = VENV / "bin" / "python"
LOGS = STATE / "logs"
