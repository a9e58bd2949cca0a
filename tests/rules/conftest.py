from hypothesis import settings

# The first use of a zone or year fills a cache: on a busy machine that passes the usual 200 ms.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
