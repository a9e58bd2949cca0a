"""One door to every parcel company, one file for each."""
