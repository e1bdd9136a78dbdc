"""What stands in the place of what tells of a person."""

from __future__ import annotations

import re

#: Put where a personal numeric code, an e-mail address and a telephone number stood.
NOT_KEPT = "(personal numeric code, not kept)"
NO_ADDRESS = "(e-mail address, not kept)"
NO_NUMBER = "(telephone number, not kept)"
MARKS = re.compile("|".join(map(re.escape, (NOT_KEPT, NO_ADDRESS, NO_NUMBER))))
