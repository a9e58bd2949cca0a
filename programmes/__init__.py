"""The service programmes as data, and the loader that turns a file into frozen values."""
