#ifndef BUNDLE_AUDIT_CLIBARCHIVE_SHIM_H
#define BUNDLE_AUDIT_CLIBARCHIVE_SHIM_H
#include <archive.h>
#include <archive_entry.h>
#endif
