#ifndef BUNDLE_AUDIT_CLIBGSF_SHIM_H
#define BUNDLE_AUDIT_CLIBGSF_SHIM_H
#include <stddef.h>
#include <stdint.h>
#include <gsf/gsf-infile.h>
#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-input.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-utils.h>

// GObject's casts are macros, and its types are none that Swift should see: everything here is a `void *`.

static inline void ba_gsf_silent(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer user) {
  (void)domain; (void)level; (void)message; (void)user;
}

// Registers libgsf's types, once. What libgsf has to say of a broken file goes to nobody: it would end up on standard error, once for each fault.
static inline void ba_gsf_prepare(void) {
  gsf_init();
  const GLogLevelFlags levels = (GLogLevelFlags)(G_LOG_LEVEL_MASK & ~G_LOG_LEVEL_ERROR);
  g_log_set_handler("libgsf", levels, ba_gsf_silent, NULL);
  g_log_set_handler("libgsf:msole", levels, ba_gsf_silent, NULL);
  g_log_set_handler("GLib-GObject", levels, ba_gsf_silent, NULL);
  g_log_set_handler("GLib", levels, ba_gsf_silent, NULL);
}

// A compound file over memory that must outlive it; NULL where it is none.
static inline void *ba_gsf_open(const void *bytes, size_t size) {
  GsfInput *input = gsf_input_memory_new((const guint8 *)bytes, (gsf_off_t)size, FALSE);
  if (input == NULL) return NULL;
  GsfInfile *file = gsf_infile_msole_new(input, NULL);
  g_object_unref(input);
  return file;
}

static inline void ba_gsf_close(void *object) { g_object_unref(object); }

// How many entries a storage has; -1 for a stream.
static inline int ba_gsf_count(void *storage) { return GSF_IS_INFILE(storage) ? gsf_infile_num_children(GSF_INFILE(storage)) : -1; }

// The name is libgsf's own; NULL where there is none.
static inline const char *ba_gsf_name(void *storage, int index) { return gsf_infile_name_by_index(GSF_INFILE(storage), index); }

// An entry, to be closed; NULL where it is broken.
static inline void *ba_gsf_child(void *storage, int index) { return gsf_infile_child_by_index(GSF_INFILE(storage), index); }

static inline int64_t ba_gsf_size(void *stream) { return gsf_input_size(GSF_INPUT(stream)); }

// Reads the next bytes; 0 where they are not all there.
static inline int ba_gsf_read(void *stream, size_t count, void *buffer) {
  return gsf_input_read(GSF_INPUT(stream), count, (guint8 *)buffer) != NULL;
}
#endif
