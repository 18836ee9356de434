"""Opening hours: French free text, or one cell per day, → OSM ``opening_hours``.

Nothing is invented, and no meaning is changed in silence (« unknown is an issue, never a default »):

- ``07:00-19:00`` alone means *every day* in OSM. « 7h à 19h » does not say the days, so it is written
  ``07:00-19:00 unknown "jours non précisés"``: closed outside these hours, unknown inside; a note says so.
- ``Mo`` alone means *all day long*. « le lundi » is written ``Mo unknown "heures non précisées"``.
- What restricts hours in a way that is not understood (« en période estivale ») makes them ``unknown`` too,
  with the words as comment; a mere remark (« sur rendez-vous ») is a comment on open hours.
- A text with two readings (« lundi au vendredi 9h-12h, mercredi 14h-17h ») is not read: its words become the
  comment, ``unknown "…"``, or are left out when they hold a person's details.
- Public holidays are closed only when the text says so.

Every value is parsed by ``opening_hours`` before it is returned.
"""

from __future__ import annotations

from offre_insertion.cleaning.horaires.daily import horaires_from_days
from offre_insertion.cleaning.horaires.free_text import clean_horaires

__all__ = ["clean_horaires", "horaires_from_days"]
