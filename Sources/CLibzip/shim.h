#ifndef BUNDLE_AUDIT_CLIBZIP_SHIM_H
#define BUNDLE_AUDIT_CLIBZIP_SHIM_H
#include <zip.h>
#endif
