#ifndef BUNDLE_AUDIT_CLIBZIP_SHIM_H
#define BUNDLE_AUDIT_CLIBZIP_SHIM_H
#include <zip.h>

/// `zip_source_make_command_bitmap` is variadic, which Swift cannot call: the commands of a source that can be read and sought.
static inline zip_int64_t audit_zip_seekable_commands(void) {
  return zip_source_make_command_bitmap(
      ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK,
      ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS, -1);
}
#endif
