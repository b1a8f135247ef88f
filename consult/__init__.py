"""The street, room by room, in the order of the journey from a question to an agreement.

A room imports only rooms before it:

- ``questionnaire``  what is asked: two languages, kinds of answer, skip logic, checks (pure)
- ``tables``         what may be told: counts, controlled rounding, the proof, files (pure)
- ``config``         every setting, its default and its environment name
- ``db``             the database and how it is opened
- ``keys``           the key ring outside the database
- ``web``            the porch: language, security headers, errors, health, base templates
- ``accounts``       staff: signing in, memberships, who may do what, the audit record
- ``jobs``           work that outlives a request
- ``page``           the questionnaire as a resident sees it
- ``consultations``  facilitators write, publish and share
- ``responses``      residents answer: intake, mixing, opening and closing
- ``field``          a tablet goes from person to person, all day without a network
- ``releases``       coordinators freeze tables and download them
- ``dialogue``       sessions, agreements, the way back (not built yet)
- ``app``            the only place that knows every room
- ``cli``            the command ``consult``
"""
